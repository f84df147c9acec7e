#include "survival/registry/completeness.hpp"

#include <doctest/doctest.h>

namespace {

using namespace survival;

const Poll no_poll = [] {};

}  // namespace

TEST_CASE("completeness: Clark's C is the time followed over the time that could have been") {
  // potential 10 each: died at 2, lost at 5, followed to the end
  const auto groups = completeness({{2, 5, 10}, {1, 0, 0}, {}}, {10, 10, 10}, 1, no_poll);
  CHECK(groups[0].n == 3);
  CHECK(groups[0].person_time == 17);
  CHECK(groups[0].potential_time == 22);
  CHECK(groups[0].clark() == doctest::Approx(17.0 / 22));
}

TEST_CASE("completeness: C* expects of the lost what the curve says") {
  // Deaths at 2 and 6 of 4 and 2 at risk: S = 3/4 from 2, 3/8 from 6. Lost at 5: 5 + (1 * 3/4 + 4 * 3/8) / (3/4) = 8
  const auto groups = completeness({{2, 5, 6, 10}, {1, 0, 1, 0}, {}}, {10, 10, 10, 10}, 1, no_poll);
  CHECK(groups[0].person_time == 23);
  CHECK(groups[0].expected_time == doctest::Approx(2 + 8 + 6 + 10));
  CHECK(groups[0].modified() == doctest::Approx(23.0 / 26));
  CHECK(groups[0].clark() == doctest::Approx(23.0 / 28));
}

TEST_CASE("completeness: without events both are the same, and without losses both are 1") {
  const auto lost = completeness({{2, 5}, {0, 0}, {}}, {10, 10}, 1, no_poll);
  CHECK(lost[0].clark() == lost[0].modified());
  const auto seen = completeness({{2, 10, 7}, {1, 0, 1}, {}}, {10, 10, 10}, 1, no_poll);
  CHECK(seen[0].clark() == 1);
  CHECK(seen[0].modified() == doctest::Approx(1));
}

TEST_CASE("completeness: where the curve has reached 0, all the potential counts") {
  const auto groups = completeness({{4, 4}, {1, 0}, {}}, {10, 10}, 1, no_poll);
  CHECK(groups[0].expected_time == doctest::Approx(4 + (4 + 6)));  // S(4) = 1/2, carried on
  const auto ended = completeness({{4, 5, 6}, {1, 1, 1}, {}}, {10, 10, 10}, 1, no_poll);
  CHECK(ended[0].expected_time == 15);
}

TEST_CASE("completeness: a weight stands for so many patients, and groups are on their own") {
  const auto groups =
      completeness({{2, 5, 10, 3}, {1, 0, 0, 0}, {0, 0, 0, 1}, {}, {1, 2, 1, 4}}, {10, 10, 10, 6}, 2, no_poll);
  const auto rows = completeness({{2, 5, 5, 10}, {1, 0, 0, 0}, {}}, {10, 10, 10, 10}, 1, no_poll);
  CHECK(groups[0].n == rows[0].n);
  CHECK(groups[0].person_time == rows[0].person_time);
  CHECK(groups[0].expected_time == doctest::Approx(rows[0].expected_time));
  CHECK(groups[1].clark() == 0.5);
}
