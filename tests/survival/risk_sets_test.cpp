#include "survival/risk_sets.hpp"

#include <doctest/doctest.h>

namespace {

using namespace survival;

const Poll no_poll = [] {};

Groups tables_of(Patients patients, std::size_t groups, std::size_t causes = 1) {
  sort_by_time(patients, no_poll);
  return risk_tables(patients, groups, no_poll, causes);
}

using Rows = std::vector<std::vector<double>>;

/// Each time with n and d of each group.
Rows walked(const Patients& patients, std::size_t groups) {
  const Groups tables = tables_of(patients, groups);
  Rows rows;
  const Blocks blocks = blocks_of(tables, groups);
  for (RiskSets sets(blocks[0], no_poll); sets.next();) {
    rows.push_back({sets.time()});
    for (std::size_t g = 0; g < sets.size(); ++g) rows.back().insert(rows.back().end(), {sets.n(g), sets.d(g)});
  }
  return rows;
}

}  // namespace

TEST_CASE("the risk sets of groups side by side, at the times of events") {
  struct Case {
    const char* name;
    Patients patients;
    std::size_t groups;
    Rows rows;
  };
  const Case cases[] = {
      {"no patients", {{}, {}, {}}, 2, {}},
      {"no events", {{1, 2}, {0, 0}, {0, 1}}, 2, {}},
      {"one group", {{1, 2, 3}, {1, 0, 1}, {0, 0, 0}}, 1, {{1, 3, 1}, {3, 1, 1}}},
      {"times of either group",
       {{1, 3, 2, 4}, {1, 1, 1, 1}, {0, 0, 1, 1}},
       2,
       {{1, 2, 1, 2, 0}, {2, 1, 0, 2, 1}, {3, 1, 1, 1, 0}, {4, 0, 0, 1, 1}}},
      {"times of both", {{5, 5, 5, 6}, {1, 1, 1, 1}, {0, 1, 1, 0}}, 2, {{5, 2, 1, 2, 2}, {6, 1, 1, 0, 0}}},
      {"censored between events: gone at the next",
       {{1, 2, 3, 4}, {1, 0, 1, 1}, {0, 1, 0, 1}},
       2,
       {{1, 2, 1, 2, 0}, {3, 1, 1, 1, 0}, {4, 0, 0, 1, 1}}},
      {"censored at an event of the other group: still there", {{2, 2}, {1, 0}, {0, 1}}, 2, {{2, 1, 1, 1, 0}}},
      {"a group without patients", {{1, 2}, {1, 1}, {2, 2}}, 3, {{1, 0, 0, 0, 0, 2, 1}, {2, 0, 0, 0, 0, 1, 1}}},
      {"weights", {{1, 2}, {1, 1}, {0, 1}, {}, {2, 3}}, 2, {{1, 2, 2, 3, 0}, {2, 0, 0, 3, 3}}},
      // of group 1 one enters at 2 and is not at risk at 2; the other from just after 1
      {"late entry",
       {{2, 3, 5, 6}, {1, 1, 1, 0}, {0, 0, 1, 1}, {0, 0, 2, 1}},
       2,
       {{2, 2, 1, 1, 0}, {3, 1, 1, 2, 0}, {5, 0, 0, 2, 1}}},
      {"nobody of a group for a while",
       {{1, 4, 2, 9}, {1, 1, 1, 0}, {0, 0, 1, 1}, {0, 3, 0, 0}},
       2,
       {{1, 1, 1, 2, 0}, {2, 0, 0, 2, 1}, {4, 1, 1, 1, 0}}},
      {"time 0", {{0, 1}, {1, 1}, {0, 1}}, 2, {{0, 1, 1, 1, 0}, {1, 0, 0, 1, 1}}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(walked(c.patients, c.groups) == c.rows);
  }
}

TEST_CASE("events by cause") {
  const Groups tables = tables_of({{1, 1, 1, 2, 3}, {1, 2, 2, 1, 2}, {0, 0, 1, 1, 0}}, 2, 2);
  const Blocks blocks = blocks_of(tables, tables.size());
  RiskSets sets(blocks[0], no_poll);
  const auto causes = [&](std::size_t group) {
    return std::vector{sets.d(group, 0), sets.d(group, 1), sets.d(group, 2)};
  };
  REQUIRE(sets.next());
  CHECK(causes(0) == std::vector<double>{0, 1, 1});
  CHECK(causes(1) == std::vector<double>{0, 0, 1});
  REQUIRE(sets.next());
  CHECK(causes(0) == std::vector<double>{0, 0, 0});
  CHECK(causes(1) == std::vector<double>{0, 1, 0});
  REQUIRE(sets.next());
  CHECK(causes(0) == std::vector<double>{0, 0, 1});
  CHECK(causes(1) == std::vector<double>{0, 0, 0});
  CHECK_FALSE(sets.next());
  CHECK_FALSE(sets.next());
}

TEST_CASE("the walk can be stopped") {
  const Groups tables = tables_of({{1, 2}, {1, 1}, {0, 1}}, 2);
  const Poll stop = [] { throw 7; };
  const Blocks blocks = blocks_of(tables, tables.size());
  RiskSets sets(blocks[0], stop);
  CHECK_THROWS_AS(sets.next(), int);
}
