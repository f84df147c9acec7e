#include "survival/curves/disclosure.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

namespace {

using namespace survival;

const Poll no_poll = [] {};

RiskTable table_of(const Patients& patients, std::size_t causes = 1) {
  return risk_tables(patients, 1, no_poll, causes).front();
}

/// Those who have left before a time, in one way.
double left_before(const RiskTable& table, double time, std::size_t way) {
  double n = 0;
  for (std::size_t i = 0; i < table.rows.size() && table.rows[i].time < time; ++i)
    n += way == 0 ? table.rows[i].n_censor : table.n_event(i, way);
  return n;
}

}  // namespace

TEST_CASE("disclosure: events and censorings wait for others of their kind") {
  // events at 1 2 3 4 5, censored at 1.5 2.5 6 7; three at a time
  const Patients patients{{1, 1.5, 2, 2.5, 3, 4, 5, 6, 7}, {1, 0, 1, 0, 1, 1, 1, 0, 0}, {}};
  const auto coarse = coarsened(table_of(patients), 3, no_poll);
  REQUIRE(coarse);
  CHECK(std::isinf(coarse->told_until));
  const auto& rows = coarse->table.rows;
  REQUIRE(rows.size() == 2);  // the events at 4 and 5 are too few for a step of their own, as is the censoring at 7
  CHECK(rows[0].time == 5);
  CHECK(rows[0].n_risk == 9);
  CHECK(rows[0].n_event == 5);
  CHECK(rows[1].time == 7);
  CHECK(rows[1].n_censor == 4);
}

TEST_CASE("disclosure: few censored leave with the last events, and which they were is not told") {
  const Patients patients{{1, 2, 3, 4, 5, 6, 7}, {1, 1, 1, 1, 0, 1, 1}, {}};
  const auto coarse = coarsened(table_of(patients), 3, no_poll);
  REQUIRE(coarse);
  const auto& rows = coarse->table.rows;
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].time == 3);
  CHECK(rows[0].n_event == 3);
  CHECK(rows[1].time == 7);
  CHECK(rows[1].n_censor == 4);
  CHECK(coarse->told_until == 7);
}

TEST_CASE("disclosure: what cannot be told is not") {
  CHECK(!coarsened(table_of({{1, 2, 3, 4}, {1, 0, 0, 0}, {}}), 2, no_poll));  // one event
  CHECK(!coarsened(table_of({{1, 2, 3}, {1, 1, 0}, {}}), 2, no_poll));        // one censored, a single step to join
  CHECK(!coarsened(table_of({{1}, {0}, {}}), 2, no_poll));                    // one patient
  CHECK(!coarsened(table_of({{1, 2, 3, 4, 5}, {1, 1, 2, 0, 0}, {}}, 2), 2, no_poll));
  CHECK(coarsened(table_of({{1, 2, 3, 4}, {0, 0, 0, 0}, {}}), 2, no_poll));  // nobody is 0 of them, not a few
  CHECK(coarsened(table_of({{1, 2, 3, 4}, {1, 1, 1, 1}, {}}), 2, no_poll));
}

TEST_CASE("disclosure: of random patients, every count and every difference of counts is 0 or enough") {
  std::mt19937 bits(7);
  std::size_t told = 0;
  for (int set = 0; set < 500; ++set) {
    const std::size_t n = 1 + bits() % 200, causes = 1 + bits() % 3, least = 2 + bits() % 9, times = 1 + bits() % 100;
    Patients patients{{}, {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
      patients.time.push_back(double(bits() % times));
      patients.status.push_back(std::uint8_t(bits() % 9 == 0 ? 0 : bits() % (causes + 1)));
    }
    sort_by_time(patients, no_poll);
    const RiskTable exact = table_of(patients, causes);
    const auto coarse = coarsened(exact, double(least), no_poll);
    if (!coarse) continue;
    ++told;
    const RiskTable& table = coarse->table;
    CAPTURE(set);
    CHECK(table.n() == exact.n());
    double n_risk = exact.n();
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      CHECK(table.rows[i].n_risk == n_risk);
      double leave = 0;
      for (std::size_t way = 0; way <= causes; ++way) {
        const double here = way == 0 ? table.rows[i].n_censor : table.n_event(i, way);
        CHECK((here == 0 || here >= double(least)));
        if (table.rows[i].time < coarse->told_until)  // nobody leaves before they did
          CHECK(left_before(table, table.rows[i].time, way) <= left_before(exact, table.rows[i].time, way));
        leave += here;
      }
      n_risk -= leave;
    }
    CHECK(n_risk == 0);
    for (std::size_t way = 0; way <= causes && std::isinf(coarse->told_until); ++way)
      CHECK(left_before(table, 1e9, way) == left_before(exact, 1e9, way));
  }
  CHECK(told > 100);
}
