#include "survival/histories.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string_view>
#include <vector>

#include "survival/risk_table.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

struct Row {
  std::uint32_t id;
  double entry, time;
  std::uint8_t status = 0;
  std::uint32_t group = 0;
  double weight = 1;
  std::uint8_t from = 0;
};

constexpr Columns asked{.group = true, .entry = true, .weight = true, .from = true, .id = true};

Patients sorted(const std::vector<Row>& rows) {
  Patients p{{}, {}, {}};
  for (const Row& r : rows)
    append(p,
           {.time = r.time,
            .status = r.status,
            .group = r.group,
            .entry = r.entry,
            .weight = r.weight,
            .from = r.from,
            .id = r.id},
           asked, no_poll);
  sort_by_time(p, no_poll);
  return p;
}

/// As an analysis has them: sorted by time, near ties merged.
Patients patients(const std::vector<Row>& rows) {
  Patients p = sorted(rows);
  merge_near_ties(p, no_poll);
  return p;
}

/// Those that meet exactly first: a time at which follow-up is only split must not tie with another.
Patients joined(const std::vector<Row>& rows) {
  Patients p = sorted(rows);
  join(p, histories(p, no_poll), no_poll);
  merge_near_ties(p, no_poll);
  join(p, histories(p, no_poll), no_poll);
  return p;
}

/// The rows of each patient that go on in the next, as (id, end).
std::vector<std::pair<std::uint32_t, double>> going_on(const Patients& p) {
  const Histories found = histories(p, no_poll);
  std::vector<std::pair<std::uint32_t, double>> ends;
  for (const std::uint32_t row : found.rows)
    if (found.goes_on[row]) ends.emplace_back(p.id[row], p.time[row]);
  return ends;
}

std::size_t overlapping(const std::vector<Row>& rows) { return histories(patients(rows), no_poll).overlapping; }

using Ends = std::vector<std::pair<std::uint32_t, double>>;

bool same_tables(const Patients& a, const Patients& b) {
  const Groups one = risk_tables(a, 2, no_poll), other = risk_tables(b, 2, no_poll);
  for (std::size_t g = 0; g < 2; ++g) {
    if (one[g].rows.size() != other[g].rows.size()) return false;
    for (std::size_t i = 0; i < one[g].rows.size(); ++i) {
      const RiskRow &p = one[g].rows[i], &q = other[g].rows[i];
      if (p.time != q.time || p.n_risk != q.n_risk || p.n_event != q.n_event || p.n_censor != q.n_censor) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("histories: each patient's rows together, in order of time") {
  const Patients p = patients({{2, 0, 4}, {0, 3, 9}, {2, 6, 8, 1}, {0, 0, 3}, {5, 0, 3, 1}});
  const Histories found = histories(p, no_poll);
  std::vector<std::pair<std::uint32_t, double>> rows;
  for (const std::uint32_t row : found.rows) rows.emplace_back(p.id[row], p.time[row]);
  CHECK(rows == Ends{{0, 3}, {0, 9}, {2, 4}, {2, 8}, {5, 3}});
  CHECK(found.overlapping == 0);
  CHECK_FALSE(found.overlap);
}

TEST_CASE("histories: a row goes on where the next of the same patient begins at its end, near ties included") {
  struct Case {
    std::string_view name;
    std::vector<Row> rows;
    Ends ends;
  };
  const Case cases[] = {
      {"one row", {{0, 0, 5}}, {}},
      {"none", {}, {}},
      {"it goes on, and on", {{0, 0, 5}, {0, 5, 7}, {0, 7, 9, 1}}, {{0, 5}, {0, 7}}},
      {"a gap", {{0, 0, 5}, {0, 6, 9}}, {}},
      {"another patient's row begins there", {{0, 0, 5}, {1, 5, 9}}, {}},
      {"an event, and on", {{0, 0, 5, 2}, {0, 5, 9}}, {{0, 5}}},
      {"an entry that rounding sets below the end", {{0, 0, 435}, {0, 4.35 * 100, 700}}, {{0, 435}}},
      {"an entry that rounding sets above the end", {{0, 0, 5}, {0, 5 + 1e-9, 7}}, {{0, 5}}},
      {"in another group, or state, or with another weight",
       {{0, 0, 5}, {0, 5, 7, 0, 1}, {0, 7, 8, 0, 1, 2}, {0, 8, 9, 0, 1, 2, 3}},
       {{0, 5}, {0, 7}, {0, 8}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(going_on(patients(c.rows)) == c.ends);
    CHECK(overlapping(c.rows) == 0);
  }
}

TEST_CASE("histories: rows of one patient that overlap") {
  CHECK(overlapping({{0, 0, 5}, {0, 4, 9}}) == 1);
  CHECK(overlapping({{0, 0, 9}, {0, 4, 5}}) == 1);              // the one inside the other
  CHECK(overlapping({{0, 0, 5}, {0, 0, 5}}) == 1);              // twice the same
  CHECK(overlapping({{0, 0, 5}, {0, 3, 5}, {0, 5, 6}}) == 1);   // two end together
  CHECK(overlapping({{0, 0, 5}, {0, 4, 9}, {0, 8, 12}}) == 1);  // a patient counts once
  CHECK(overlapping({{0, 0, 5}, {0, 4, 9}, {1, 0, 5}, {2, 0, 5}, {2, 1, 2}}) == 2);
  CHECK(overlapping({{0, 0, 5}, {1, 0, 5}, {2, 3, 5}}) == 0);
  const Patients p = patients({{1, 0, 3}, {7, 6, 9, 1}, {7, 2, 8}, {9, 0, 3}, {9, 0, 3}});
  const Histories found = histories(p, no_poll);
  REQUIRE(found.overlap);
  CHECK(found.overlap->id == 7);
  CHECK(found.overlap->earlier.entry == 2);
  CHECK(found.overlap->earlier.time == 8);
  CHECK(found.overlap->later.entry == 6);
  CHECK(found.overlap->later.time == 9);
}

TEST_CASE("histories: without entries all rows begin at the start, so that a patient has one") {
  Patients p{{3, 5, 6}, {1, 0, 1}, {}};
  p.id = {0, 1, 0};
  CHECK(histories(p, no_poll).overlapping == 1);
  p.id = {0, 1, 2};
  CHECK(histories(p, no_poll).overlapping == 0);
}

TEST_CASE("join: rows that only split a stay become one, and no other") {
  struct Case {
    std::string_view name;
    std::vector<Row> rows, left;
  };
  const Case cases[] = {
      {"split three times", {{0, -1, 5}, {0, 5, 7}, {0, 7, 9, 1}}, {{0, -1, 9, 1}}},
      {"a gap", {{0, 0, 5}, {0, 6, 9, 1}}, {{0, 0, 5}, {0, 6, 9, 1}}},
      {"an event", {{0, 0, 5, 1}, {0, 5, 9, 1}}, {{0, 0, 5, 1}, {0, 5, 9, 1}}},
      {"another group", {{0, 0, 5}, {0, 5, 9, 1, 1}}, {{0, 0, 5}, {0, 5, 9, 1, 1}}},
      {"another weight", {{0, 0, 5}, {0, 5, 9, 1, 0, 2}}, {{0, 0, 5}, {0, 5, 9, 1, 0, 2}}},
      {"another state", {{0, 0, 5}, {0, 5, 9, 1, 0, 1, 4}}, {{0, 0, 5}, {0, 5, 9, 1, 0, 1, 4}}},
      {"another patient", {{0, 0, 5}, {1, 5, 9, 1}}, {{0, 0, 5}, {1, 5, 9, 1}}},
      {"some of them", {{0, 0, 2}, {0, 2, 5}, {0, 5, 6, 0, 1}, {0, 6, 9, 0, 1}}, {{0, 0, 5}, {0, 5, 9, 0, 1}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const Patients left = joined(c.rows), expected = patients(c.left);
    for_each_column([&](const auto& column) { CHECK(left.*column.values == expected.*column.values); });
  }
}

TEST_CASE("join: which row it was is that of its end") {
  Patients p = patients({{0, 0, 5}, {0, 5, 7, 1}});
  p.row = {30, 20};
  join(p, histories(p, no_poll), no_poll);
  CHECK(p.row == LargeVector<std::uint32_t>{20});
}

TEST_CASE("splitting follow-up changes no risk table, to the last bit") {
  std::mt19937 random(1);
  const auto below = [&](int n) { return int(random() % unsigned(n)); };
  for (int round = 0; round < 200; ++round) {
    std::vector<Row> whole, split;
    for (std::uint32_t id = 0; id < 30; ++id) {
      const double entry = below(3) ? -1 : below(5), unit = round % 3 ? 1 : 30.4375 / 7;
      const Row row{id,
                    unit * entry,
                    unit * (entry + 1 + below(20)),
                    std::uint8_t(below(2)),
                    std::uint32_t(below(2)),
                    1. + below(3) / 4.};
      whole.push_back(row);
      double from = row.entry;
      for (int cut = below(4); cut > 0; --cut) {
        const double at = from + (row.time - from) * (1 + below(3)) / 4;
        split.push_back({id, from, at, 0, row.group, row.weight});
        from = at;
      }
      split.push_back({id, from, row.time, row.status, row.group, row.weight});
    }
    std::ranges::shuffle(split, random);
    CAPTURE(round);
    REQUIRE(overlapping(split) == 0);
    CHECK(same_tables(joined(split), joined(whole)));
    CHECK(joined(split).size() == whole.size());
  }
}

TEST_CASE("a million rows stop when the poll throws") {
  Patients p{{}, {}, {}};
  for (std::uint32_t i = 0; i < 300000; ++i)
    append(p, {.time = double(i + 1), .entry = double(i), .id = i % 7}, asked, no_poll);
  struct Stop : std::exception {};
  int left = 3;
  const Poll third = [&] {
    if (--left == 0) throw Stop();
  };
  CHECK_THROWS_AS(histories(p, third), Stop);
}
