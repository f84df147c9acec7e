#include "survival/regression/spline.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "survival/regression/regression.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

bool close(double a, double b) { return std::abs(a - b) <= 1e-13 * std::max(1.0, std::abs(b)); }

LargeVector<double> count_to(int n) {
  LargeVector<double> values;
  for (int i = n; i >= 1; --i) values.push_back(i);
  return values;
}

}  // namespace

TEST_CASE(
    "a restricted cubic is 0 below the first knot, a straight line above "
    "the last, and cubic between") {
  const std::vector<double> knots = {1, 3, 4, 8};
  for (const std::size_t j : {std::size_t{0}, std::size_t{1}}) {
    CHECK(restricted_cubic(0.5, knots, j) == 0);
    CHECK(restricted_cubic(knots[j], knots, j) == 0);
    const double a = restricted_cubic(9, knots, j), b = restricted_cubic(10, knots, j),
                 c = restricted_cubic(12, knots, j);
    CHECK(close(c - b, 2 * (b - a)));
  }
  CHECK(close(restricted_cubic(2, knots, 0), 1. / 49));
  CHECK(close(restricted_cubic(3.5, knots, 0), 2.5 * 2.5 * 2.5 / 49));
  // at 6: (5^3 - 2^3 (8 - 1) / (8 - 4)) / 49
  CHECK(close(restricted_cubic(6, knots, 0), (125. - 8 * 7. / 4) / 49));
  // at 9: 8^3 - 5^3 7/4 + 1 3/4
  CHECK(close(restricted_cubic(9, knots, 0), (512. - 125 * 7. / 4 + 3. / 4) / 49));
}

TEST_CASE("default knots: quantiles evenly between the outer ones") {
  const auto values = count_to(101);  // the quantile of p is 1 + 100 p
  const auto knots = [&](std::size_t number) { return default_knots(values, {}, number, no_poll); };
  const std::vector<double> three = {11, 51, 91}, four = {6, 36, 66, 96}, five = {6, 28.5, 51, 73.5, 96};
  for (const auto& expected : {three, four, five}) {
    const auto found = knots(expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(close(found[i], expected[i]));
  }
  CHECK(close(knots(7).front(), 3.5));
  CHECK(close(knots(7).back(), 98.5));
}

TEST_CASE(
    "default knots of fewer than 100: the outer ones are the fifth "
    "smallest and largest") {
  const auto knots = default_knots(count_to(41), {}, 3, no_poll);
  CHECK(knots[0] == 5);
  CHECK(close(knots[1], 21));
  CHECK(knots[2] == 37);
}

TEST_CASE("only the ratios of weights of mean one count, and equal ones are as none") {
  const LargeVector<double> values = count_to(43);
  LargeVector<double> weights(43, 0.3), apart(43), less(43);
  for (std::size_t i = 0; i < 43; ++i) apart[i] = 1 + double(i % 5), less[i] = apart[i] * 1e-9 / 3;
  const auto knots = [&](const LargeVector<double>& of) {
    return default_knots(values, of_mean_one(of, no_poll), 5, no_poll);
  };
  const auto plain = default_knots(values, {}, 5, no_poll), equal = knots(weights), a = knots(apart), b = knots(less);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(close(equal[i], plain[i]));
    CHECK(close(a[i], b[i]));
  }
}

TEST_CASE("a weight is so many patients") {
  LargeVector<double> values, weights, written_out;
  for (int i = 0; i < 60; ++i) {
    values.push_back((i * 37) % 60);
    weights.push_back(1 + i % 4);
    for (int copy = 0; copy <= i % 4; ++copy) written_out.push_back((i * 37) % 60);
  }
  for (const std::size_t number : {std::size_t{3}, std::size_t{5}, std::size_t{7}}) {
    const auto a = default_knots(values, weights, number, no_poll), b = default_knots(written_out, {}, number, no_poll);
    for (std::size_t i = 0; i < number; ++i) CHECK(close(a[i], b[i]));
  }
}
