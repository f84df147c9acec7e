#include "survival/regression/constrained.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace {

using namespace survival;

/// -(x - 1)^2 - (y - 2)^2 - (x - 1)(y - 2): at x = 0 the best y is 2 + 1/2.
Evaluation bowl(std::span<const double> at) {
  const double x = at[0] - 1, y = at[1] - 2;
  return {-x * x - y * y - x * y, {-2 * x - y, -2 * y - x}, {2, 1, 1, 2}, {2, 2}};
}

}  // namespace

TEST_CASE("the others are at their best") {
  const unsigned char first[] = {1, 0}, both[] = {1, 1}, none[] = {0, 0};
  const auto value = [](std::span<const unsigned char> fixed, std::vector<double> at) {
    return maximise_others(std::move(at), fixed, bowl, {}).value;
  };
  CHECK(std::abs(value(first, {0, 7}) - (-1 - 0.25 + 0.5)) < 1e-14);
  CHECK(value(both, {0, 0}) == -1 - 4 - 2);
  CHECK(std::abs(value(none, {5, 5})) < 1e-14);
}
