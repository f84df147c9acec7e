#include "survival/registry/multinomial.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "survival/registry/balancing_weights.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

bool close(double a, double b, double limit = 1e-9) { return std::abs(a - b) <= limit; }

}  // namespace

TEST_CASE("a model with a coefficient for each cell gives the shares in the cells") {
  // x = 0: 3, 2, 1 patients of classes 0, 1, 2; x = 1: 1, 4, 3.
  const LargeVector<std::uint32_t> classes = {0, 0, 0, 1, 1, 2, 0, 1, 1, 1, 1, 2, 2, 2};
  const LargeVector<double> x = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
  const Multinomial fit = multinomial({x}, classes, 3, {}, no_poll);
  CHECK(fit.converged);
  const double expected[2][3] = {{3. / 6, 2. / 6, 1. / 6}, {1. / 8, 4. / 8, 3. / 8}};
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t k = 0; k < 3; ++k) CHECK(close(fit.probability[i * 3 + k], expected[x[i] == 1][k]));
}

TEST_CASE("at the maximum each class has its covariates' sums, whatever their unit") {
  LargeVector<double> x, y;
  LargeVector<std::uint32_t> classes;
  for (int i = 0; i < 90; ++i) {
    x.push_back(1e6 + (i * 37) % 90);
    y.push_back(1e-3 * ((i * 29) % 90));
    classes.push_back(std::uint32_t((i * 7 + i / 9) % 3));
  }
  const Multinomial fit = multinomial({x, y}, classes, 3, {}, no_poll);
  CHECK(fit.converged);
  for (std::size_t k = 0; k < 3; ++k) {
    double count = 0, of_x = 0, of_y = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double residual = double(classes[i] == k) - fit.probability[i * 3 + k];
      count += residual, of_x += residual * (x[i] - 1e6), of_y += residual * y[i];
    }
    CHECK(close(count, 0, 1e-7));
    CHECK(close(of_x, 0, 1e-5));
    CHECK(close(of_y, 0, 1e-8));
  }
}

TEST_CASE("classes that a covariate tells apart: no maximum") {
  const LargeVector<double> x = {1, 2, 3, 4, 5, 6, 7, 8};
  CHECK_FALSE(multinomial({x}, {0, 0, 0, 0, 1, 1, 1, 1}, 2, {}, no_poll).converged);
  CHECK(multinomial({x}, {0, 0, 1, 0, 1, 0, 1, 1}, 2, {}, no_poll).converged);
  // Of a level all have one class.
  CHECK_FALSE(multinomial({{0, 0, 0, 0, 1, 1, 1, 1}}, {0, 1, 0, 1, 1, 1, 1, 1}, 2, {}, no_poll).converged);
  // A rare one: in units of its standard deviation the coefficient is small all the way.
  LargeVector<double> rare(1000), other(1000);
  LargeVector<std::uint32_t> classes(1000);
  for (std::uint32_t i = 0; i < 1000; ++i) rare[i] = i < 2, other[i] = i * 37 % 100, classes[i] = i < 2 || i % 3 == 0;
  CHECK_FALSE(multinomial({other, rare}, classes, 2, {}, no_poll).converged);
  classes[1] = 0;
  CHECK(multinomial({other, rare}, classes, 2, {}, no_poll).converged);
}

TEST_CASE("balancing weights by hand") {
  const double p[] = {0.5, 0.3, 0.2};
  CHECK(balancing_weight(p, 1, Estimand::ate, 0) == 1 / 0.3);
  CHECK(balancing_weight(p, 1, Estimand::att, 1) == 1);
  CHECK(balancing_weight(p, 2, Estimand::att, 0) == 0.5 / 0.2);
  CHECK(close(balancing_weight(p, 2, Estimand::overlap, 0), 5 / (2 + 1 / 0.3 + 5), 1e-15));
  const double two[] = {0.8, 0.2};
  CHECK(close(balancing_weight(two, 0, Estimand::overlap, 0), 0.2, 1e-15));
}
