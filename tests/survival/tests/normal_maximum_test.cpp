#include "survival/tests/normal_maximum.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace {

using namespace survival;
using std::numbers::pi;

const Poll no_poll = [] {};

double maximum(const std::vector<double>& correlation, double c, Tail tail = Tail::both) {
  return normal_maximum(correlation, std::size_t(std::lround(std::sqrt(double(correlation.size())))), c, tail, no_poll);
}

double above(double z) { return std::erfc(z / std::numbers::sqrt2) / 2; }

bool close(double a, double b, double limit = 1e-8) { return std::abs(a - b) <= limit * std::abs(b); }

}  // namespace

TEST_CASE("one variable: the normal tails") {
  for (const double c : {0.1, 1.96, 5.0, 30.0}) {
    CHECK(close(maximum({1}, c), 2 * above(c), 1e-14));
    CHECK(close(maximum({1}, c, Tail::upper), above(c), 1e-14));
    CHECK(close(maximum({1}, -c, Tail::lower), above(c), 1e-14));
    CHECK(close(maximum({1}, -c, Tail::upper), 1 - above(c), 1e-14));
  }
  CHECK(maximum({1}, 0) == 1);
}

TEST_CASE("independent variables: one less the product of what stays") {
  for (const double c : {0.5, 2.0, 4.0, 7.0}) {
    const double in = std::log1p(-2 * above(c)), below = std::log1p(-above(c));
    CHECK(close(maximum({1, 0, 0, 1}, c), -std::expm1(2 * in)));
    CHECK(close(maximum({1, 0, 0, 1}, c, Tail::upper), -std::expm1(2 * below)));
    CHECK(close(maximum({1, 0, 0, 0, 1, 0, 0, 0, 1}, c), -std::expm1(3 * in)));
    CHECK(close(maximum({1, 0, 0, 0, 1, 0, 0, 0, 1}, c, Tail::upper), -std::expm1(3 * below)));
  }
  const std::vector<double> four = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  CHECK(close(maximum(four, 2), -std::expm1(4 * std::log1p(-2 * above(2))), 1e-5));
}

TEST_CASE("orthants: all below 0") {
  for (const double rho : {-0.9, -0.3, 0.4, 0.95})
    CHECK(close(maximum({1, rho, rho, 1}, 0, Tail::upper), 0.75 - std::asin(rho) / (2 * pi)));
  const double a = 0.7, b = 0.2, c = 0.5;
  CHECK(close(maximum({1, a, b, a, 1, c, b, c, 1}, 0, Tail::upper),
              7. / 8 - (std::asin(a) + std::asin(b) + std::asin(c)) / (4 * pi), 1e-6));
}

TEST_CASE("variables that are one, or one another's negative, count once") {
  CHECK(close(maximum({1, 1, 1, 1}, 2), 2 * above(2), 1e-14));
  CHECK(close(maximum({1, -1, -1, 1}, 2), 2 * above(2), 1e-14));
  CHECK(close(maximum({1, -1, -1, 1}, 2, Tail::upper), 2 * above(2), 1e-14));
  // z3 = (z1 + z2) / sqrt 2 never lies beyond 2.9 unless one of them is beyond 2
  const double half = std::sqrt(0.5);
  CHECK(close(maximum({1, 0, half, 0, 1, half, half, half, 1}, 30), 3 * 2 * above(30), 1e-6));
}

TEST_CASE("the other tail is the mirror image") {
  const std::vector<double> correlation = {1, 0.8, 0.3, 0.8, 1, -0.1, 0.3, -0.1, 1};
  for (const double c : {-1.0, 0.5, 2.5})
    CHECK(maximum(correlation, c, Tail::upper) == maximum(correlation, -c, Tail::lower));
}
