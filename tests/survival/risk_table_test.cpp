#include "survival/risk_table.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string_view>

namespace {

using namespace survival;

const Poll no_poll = [] {};

Groups tables_of(Patients patients, std::size_t groups = 1) {
  sort_by_time(patients, no_poll);
  return risk_tables(patients, groups, no_poll);
}

using Rows = std::vector<std::vector<double>>;

Rows rows(const RiskTable& table) {
  Rows list;
  for (const auto& r : table.rows) list.push_back({r.time, r.n_risk, r.n_event, r.n_censor});
  return list;
}

}  // namespace

TEST_CASE("a risk table has one row for each time: at risk, events, censored") {
  struct Case {
    std::string_view name;
    Patients patients;
    Rows rows;
  };
  const Case cases[] = {
      {"no patients", {{}, {}, {}}, {}},
      {"a censoring tied with an event is still at risk", {{5, 5, 7}, {0, 1, 0}, {}}, {{5, 3, 1, 1}, {7, 1, 0, 1}}},
      {"causes are not told apart", {{5, 5, 7}, {2, 1, 3}, {}}, {{5, 3, 2, 0}, {7, 1, 1, 0}}},
      {"time 0", {{0, 0, 1}, {1, 0, 1}, {}}, {{0, 3, 1, 1}, {1, 1, 1, 0}}},
      {"weights", {{5, 5, 7}, {1, 1, 0}, {}, {}, {2, 0.5, 4}}, {{5, 6.5, 2.5, 0}, {7, 4, 0, 4}}},
      {"at risk from just after entry", {{5, 6}, {1, 1}, {}, {0, 5}}, {{5, 1, 1, 0}, {6, 1, 1, 0}}},
      {"entry of 0 and before", {{5, 6}, {1, 1}, {}, {-3, 0}}, {{5, 2, 1, 0}, {6, 1, 1, 0}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(rows(tables_of(c.patients).front()) == c.rows);
  }
}

TEST_CASE("each group has its own table; one without patients an empty one") {
  const auto tables = tables_of({{1, 2, 2, 3}, {1, 1, 0, 1}, {0, 2, 0, 2}, {0, 1, 0, 0}}, 4);
  REQUIRE(tables.size() == 4);
  CHECK(rows(tables[0]) == Rows{{1, 2, 1, 0}, {2, 1, 0, 1}});
  CHECK(rows(tables[2]) == Rows{{2, 2, 1, 0}, {3, 1, 1, 0}});
  CHECK(tables[0].entering.empty());
  for (const std::size_t empty : {1U, 3U}) {
    CHECK(tables[empty].rows.empty());
    CHECK(tables[empty].at_risk(0) == 0);
  }
}

TEST_CASE("at_risk counts who entered before a time and is followed up to it") {
  std::mt19937 random(1);
  for (int round = 0; round < 100; ++round) {
    Patients p{{}, {}, {}};
    const auto below = [&](int n) { return int(random() % unsigned(n)); };
    for (int rows = 1 + below(15); rows > 0; --rows) {
      const int time = 1 + below(8);
      p.time.push_back(time);
      p.status.push_back(std::uint8_t(below(2)));
      p.entry.push_back(below(2 * time) / 2.);
      p.weight.push_back(1 + below(3));
    }
    const auto table = tables_of(p).front();
    for (double time = 0; time <= 10; time += 0.25) {
      double expected = 0;
      for (std::size_t i = 0; i < p.size(); ++i)
        if ((p.entry[i] < time || p.entry[i] <= 0) && time <= p.time[i]) expected += p.weight[i];
      CAPTURE(round);
      CAPTURE(time);
      CHECK(table.at_risk(time) == expected);
    }
    for (const auto& row : table.rows) CHECK(row.n_risk == table.at_risk(row.time));
  }
}

TEST_CASE("nobody at risk is 0, whatever the weights: no rounding error is left") {
  // (0, 1] 0.3, then nobody, then three whose weights are summed in another order by entry than by time
  const Patients patients{{1, 5, 6, 7}, {1, 1, 1, 1}, {}, {0, 4, 3, 2}, {0.3, 0.1, 0.2, 0.3}};
  const auto table = tables_of(patients).front();
  CHECK(table.at_risk(1) == doctest::Approx(0.3).epsilon(1e-15));
  CHECK(table.at_risk(1.5) == 0);
  CHECK(table.at_risk(8) == 0);
}
