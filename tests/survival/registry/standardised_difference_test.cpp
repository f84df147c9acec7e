#include "survival/registry/standardised_difference.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

double difference(const std::vector<double>& means, const std::vector<double>& variances) {
  return survival::standardised_difference(means, variances);
}

constexpr double none = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("standardised difference: the largest pair, over the mean variance of all groups") {
  CHECK(difference({3, 1}, {4, 4}) == 1);
  CHECK(difference({1, 3, 2}, {1, 2, 3}) == 2 / std::sqrt(2.));
  CHECK(difference({0.2, 0.5}, {0.16, 0.25}) == (0.5 - 0.2) / std::sqrt((0.16 + 0.25) / 2));
}

TEST_CASE("standardised difference: groups without values, without spread, or alone") {
  CHECK(difference({3, none, 1}, {4, none, 4}) == 1);
  CHECK(std::isnan(difference({3, none}, {4, none})));
  CHECK(std::isnan(difference({3}, {4})));
  CHECK(std::isnan(difference({3, 2}, {4, none})));
  CHECK(difference({2, 2}, {0, 0}) == 0);
  CHECK(std::isinf(difference({1, 2}, {0, 0})));
}
