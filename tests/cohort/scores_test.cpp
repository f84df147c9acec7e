#include "cohort/scores.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <random>

namespace {

using namespace cohort;

const survival::Poll no_poll = [] {};

}  // namespace

TEST_CASE("equal scores have one code, and a higher score the higher rank") {
  Scores scores;
  CHECK(scores.ranks(no_poll).empty());
  const std::pair<double, std::uint32_t> rows[] = {{2.5, 0}, {-1, 1}, {2.5, 0}, {HUGE_VAL, 2}, {0, 3}, {-1, 1}};
  for (const auto& [score, code] : rows) CHECK(scores.code(score, no_poll) == code);
  CHECK(scores.size() == 4);
  CHECK(scores.ranks(no_poll) == survival::LargeVector<std::uint32_t>{2, 0, 3, 1});
}

TEST_CASE("so it is with many scores, whole and not") {
  std::mt19937 random(5);
  for (const double unit : {1.0, 0.1, 0x1p-40, 0x1p40}) {
    CAPTURE(unit);
    Scores scores;
    std::map<double, std::uint32_t> expected;  // of each score, its code
    for (int i = 0; i < 100000; ++i) {
      const double score = (double(random() % 60000) - 30000) * unit + 0.0;
      const auto [known, is_new] = expected.emplace(score, std::uint32_t(expected.size()));
      if (scores.code(score, no_poll) != known->second) FAIL_CHECK(score);
    }
    const auto ranks = scores.ranks(no_poll);
    REQUIRE(ranks.size() == expected.size());
    std::uint32_t rank = 0;
    for (const auto& [score, code] : expected)
      if (ranks[code] != rank++) FAIL_CHECK(score);
  }
}
