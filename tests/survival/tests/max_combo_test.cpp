#include "survival/tests/max_combo.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace {

using namespace survival;

const Poll no_poll = [] {};

struct Tables {
  Groups tables;
  Blocks blocks;

  Tables(Patients patients, std::size_t count = 1) : blocks(2) {
    sort_by_time(patients, no_poll);
    tables = risk_tables(patients, 2 * count, no_poll);
    blocks = blocks_of(tables, 2);
  }
};

const std::vector<EventWeight> usual = {{EventWeight::fleming_harrington, 0, 0},
                                        {EventWeight::fleming_harrington, 1, 0},
                                        {EventWeight::fleming_harrington, 0, 1},
                                        {EventWeight::fleming_harrington, 1, 1}};

// Remission in weeks on 6-MP and placebo: Freireich et al. 1963, as printed in Gehan 1965, Biometrika 52:203.
const Patients remission{{6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
                          1, 1, 2, 2, 3, 4, 4,  5,  5,  8,  8,  8,  8,  11, 11, 12, 12, 15, 17, 22, 23},
                         {1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0,
                          1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                         {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                          1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}};

bool close(double a, double b, double limit = 1e-12) { return std::abs(a - b) <= limit * std::abs(b); }

}  // namespace

TEST_CASE("each component is the log-rank test of its weight, with a sign") {
  const Tables data(remission);
  const MaxCombo result = max_combo(data.blocks, usual, Tail::both, no_poll);
  REQUIRE(result.components.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto alone = log_rank(data.blocks, usual[i], std::nullopt, no_poll);
    CHECK(close(result.components[i].z * result.components[i].z, alone.test.statistic));
    CHECK(close(result.components[i].p_value, alone.test.p_value));
    CHECK(result.components[i].z > 0);  // placebo has more events
  }
}

TEST_CASE("the largest alone has the smallest P value, and all together one not larger than their number of times it") {
  const Tables data(remission);
  const MaxCombo result = max_combo(data.blocks, usual, Tail::both, no_poll);
  const auto& largest = result.components[result.largest];
  for (const auto& component : result.components) CHECK(largest.p_value <= component.p_value);
  CHECK(result.p_value > largest.p_value);
  CHECK(result.p_value < 4 * largest.p_value);
}

TEST_CASE("a single weight, or one said twice, is the test of that weight") {
  const Tables data(remission);
  const std::vector<EventWeight> twice = {usual[1], usual[1]};
  for (const Tail tail : {Tail::both, Tail::upper, Tail::lower}) {
    const MaxCombo result = max_combo(data.blocks, twice, tail, no_poll);
    CHECK(close(result.p_value, result.components[0].p_value));
  }
}

TEST_CASE("groups that change places change the sign, and one tail with the other") {
  Patients swapped = remission;
  for (auto& group : swapped.group) group = 1 - group;
  const Tables data(remission), other(swapped);
  const MaxCombo up = max_combo(data.blocks, usual, Tail::upper, no_poll),
                 down = max_combo(other.blocks, usual, Tail::lower, no_poll);
  for (std::size_t i = 0; i < 4; ++i) CHECK(close(up.components[i].z, -down.components[i].z));
  CHECK(up.largest == down.largest);
  CHECK(close(up.p_value, down.p_value, 1e-8));
}

TEST_CASE("strata add up: the same patients twice, apart, double scores and variances") {
  Patients twice = remission;
  for (std::size_t i = 0; i < remission.size(); ++i) {
    twice.time.push_back(remission.time[i]);
    twice.status.push_back(remission.status[i]);
    twice.group.push_back(remission.group[i] + 2);
  }
  const MaxCombo one = max_combo(Tables(remission).blocks, usual, Tail::both, no_poll);
  const MaxCombo two = max_combo(Tables(twice, 2).blocks, usual, Tail::both, no_poll);
  for (std::size_t i = 0; i < 4; ++i) CHECK(close(two.components[i].z, std::sqrt(2) * one.components[i].z));
}

TEST_CASE("nothing to compare: no events, or never both groups at risk") {
  const Patients censored{{1, 2, 3, 4}, {0, 0, 0, 0}, {0, 0, 1, 1}};
  const MaxCombo none = max_combo(Tables(censored).blocks, usual, Tail::both, no_poll);
  CHECK(std::isnan(none.p_value));
  CHECK(std::isnan(none.components[0].z));
  // A weight that is 0 at the only event, S = 1 before it, has no variance: the others are compared.
  const Patients first_only{{1, 2, 3, 4}, {1, 0, 0, 0}, {0, 0, 1, 1}};
  const MaxCombo some = max_combo(Tables(first_only).blocks, usual, Tail::both, no_poll);
  CHECK(std::isnan(some.components[2].z));
  CHECK(std::isnan(some.components[3].p_value));
  CHECK(close(some.p_value, some.components[0].p_value));
  CHECK(some.largest == 0);
}
