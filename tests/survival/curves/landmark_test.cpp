#include "survival/curves/landmark.hpp"

#include <doctest/doctest.h>

namespace {

using namespace survival;

const Poll no_poll = [] {};

}  // namespace

TEST_CASE("those with entry <= landmark < time stay, at risk from the start") {
  const Patients patients{{1, 3, 3.5, 5, 8}, {1, 1, 0, 1, 0}, {0, 1, 0, 1, 0}, {0, 0, 4, 3, 2}, {1, 2, 3, 4, 5}};
  const Patients kept = followed_beyond(patients, 3, 0, no_poll);
  REQUIRE(kept.size() == 2);
  CHECK(kept.time[0] == 5);
  CHECK(kept.time[1] == 8);
  CHECK(kept.status[0] == 1);
  CHECK(kept.group[0] == 1);
  CHECK(kept.weight[1] == 5);
  CHECK(kept.entry.empty());
}

TEST_CASE("a time that rounding alone sets beyond the landmark is at it") {
  const Patients patients{{3 + 1e-10, 4}, {1, 1}, {}};
  CHECK(followed_beyond(patients, 3, 1e-8, no_poll).size() == 1);
  CHECK(followed_beyond(patients, 4, 1e-8, no_poll).size() == 0);
}

TEST_CASE("of a patient who is followed at the landmark, later rows stay as they are") {
  // Patient 0: (0, 4], (4, 7]; patient 1: out of sight from 2 to 5; patient 2: (3, 9].
  Patients patients{{2, 4, 7, 8, 9}, {0, 0, 1, 1, 1}, {}, {0, 0, 4, 5, 3}};
  patients.id = {1, 0, 0, 1, 2};
  const Patients kept = followed_beyond(patients, 2, 0, no_poll);
  REQUIRE(kept.size() == 2);
  CHECK(kept.time[0] == 4);
  CHECK(kept.entry[0] == 0);
  CHECK(kept.time[1] == 7);
  CHECK(kept.entry[1] == 4);
}
