#include "survival/competing_risks/pseudo_regression.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

namespace {

using namespace survival;

const Poll no_poll = [] {};

}  // namespace

TEST_CASE("pseudo_regression: of one 0 and 1 covariate, the link of each group's mean") {
  const std::vector<LargeVector<double>> x = {{0, 0, 0, 1, 1, 1, 1}};
  const LargeVector<double> y = {0.2, 0.4, 0.9, 1.1, -0.1, 0.8, 0.6};  // means 0.5 and 0.6
  const double a = ((0.3 * 0.3) + 0.1 * 0.1 + 0.4 * 0.4) / 9;          // variances of the means: HC0
  const double b = ((0.5 * 0.5) + 0.7 * 0.7 + 0.2 * 0.2) / 16;
  struct Case {
    Link link;
    double g0, g1, slope0, slope1;  // d g / d mu
  };
  const Case cases[] = {
      {Link::identity, 0.5, 0.6, 1, 1},
      {Link::log, std::log(0.5), std::log(0.6), 1 / 0.5, 1 / 0.6},
      {Link::logit, 0, std::log(1.5), 4, 1 / 0.24},
      {Link::cloglog, std::log(-std::log(0.5)), std::log(-std::log(0.4)), -1 / (0.5 * std::log(0.5)),
       -1 / (0.4 * std::log(0.4))},
  };
  for (const Case& c : cases) {
    const PseudoFit fit = pseudo_regression(x, y, 1, c.link, no_poll);
    CAPTURE(int(c.link));
    CHECK(fit.estimate[0] == doctest::Approx(c.g0).epsilon(1e-10));
    CHECK(fit.estimate[1] == doctest::Approx(c.g1 - c.g0).epsilon(1e-10));
    CHECK(fit.std_error[0] == doctest::Approx(c.slope0 * std::sqrt(a)).epsilon(1e-9));
    CHECK(fit.std_error[1] ==
          doctest::Approx(std::sqrt(c.slope0 * c.slope0 * a + c.slope1 * c.slope1 * b)).epsilon(1e-9));
  }
}

TEST_CASE("pseudo_regression: the solution solves the equations, whatever the units of the covariates") {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  LargeVector<double> x1, x2, large, y;
  for (int i = 0; i < 60; ++i) {
    x1.push_back(normal(random)), x2.push_back(normal(random)), large.push_back(1e6 + 1e3 * x1.back());
    for (int k = 0; k < 2; ++k) y.push_back(0.4 + 0.2 * k + 0.05 * x1.back() + 0.3 * normal(random));
  }
  const auto fit = pseudo_regression({x1, x2}, y, 2, Link::logit, no_poll);
  double score[4] = {};
  for (std::size_t i = 0; i < 60; ++i)
    for (std::size_t k = 0; k < 2; ++k) {
      const double eta = fit.estimate[k] + fit.estimate[2] * x1[i] + fit.estimate[3] * x2[i];
      const double mu = 1 / (1 + std::exp(-eta)), u = mu * (1 - mu) * (y[2 * i + k] - mu);
      score[k] += u, score[2] += u * x1[i], score[3] += u * x2[i];
    }
  for (const double s : score) CHECK(std::abs(s) < 1e-10);
  const auto scaled = pseudo_regression({large, x2}, y, 2, Link::logit, no_poll);
  CHECK(scaled.estimate[2] * 1e3 == doctest::Approx(fit.estimate[2]).epsilon(1e-8));
  CHECK(scaled.std_error[2] * 1e3 == doctest::Approx(fit.std_error[2]).epsilon(1e-8));
  CHECK(scaled.std_error[3] == doctest::Approx(fit.std_error[3]).epsilon(1e-8));
}

TEST_CASE("pseudo_regression: a coefficient without bound leaves the others where they would be alone") {
  const LargeVector<double> in_b = {0, 0, 0, 1, 1, 1, 0, 0}, in_c = {0, 0, 0, 0, 0, 0, 1, 1};
  const LargeVector<double> y = {0.2, 0.4, 0.9, 0, 0, 0, 0.8, 0.6};
  const auto fit = pseudo_regression({in_b, in_c}, y, 1, Link::log, no_poll);
  CHECK(fit.moves == std::vector<unsigned char>{0, 1, 0});
  CHECK(fit.estimate[0] == doctest::Approx(std::log(0.5)).epsilon(1e-9));
  CHECK(fit.estimate[2] == doctest::Approx(std::log(0.7 / 0.5)).epsilon(1e-9));
  CHECK(fit.std_error[0] == doctest::Approx(std::sqrt(0.26 / 9) / 0.5).epsilon(1e-8));
  // as the reference level it takes all of them along
  const LargeVector<double> in_a = {1, 1, 1, 0, 0, 0, 0, 0};
  const auto from = pseudo_regression({in_a, in_c}, y, 1, Link::log, no_poll);
  CHECK(from.moves == std::vector<unsigned char>{1, 1, 1});
}
