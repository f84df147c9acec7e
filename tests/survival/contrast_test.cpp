#include "survival/contrast.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using namespace survival;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr TestScale scales[] = {TestScale::cloglog, TestScale::plain, TestScale::log, TestScale::logit,
                                TestScale::arcsin};

bool close(double a, double b) { return std::abs(a - b) <= 1e-13 * std::max(1.0, std::abs(b)); }

}  // namespace

TEST_CASE("a contrast: difference, ratio and their limits") {
  const Contrast c = contrast({0.6, 0.03}, {0.4, 0.04}, 2);
  CHECK(close(c.difference, 0.2));
  CHECK(close(c.std_err, 0.05));
  CHECK(close(c.low, 0.1));
  CHECK(close(c.high, 0.3));
  CHECK(close(c.ratio, 1.5));
  const double log_error = std::sqrt(0.05 * 0.05 + 0.1 * 0.1);
  CHECK(close(c.ratio_low, 1.5 * std::exp(-2 * log_error)));
  CHECK(close(c.ratio_high, 1.5 * std::exp(2 * log_error)));
}

TEST_CASE("a contrast with 0 below: a difference, and no ratio") {
  const Contrast c = contrast({0.6, 0.03}, {0, 0}, 2);
  CHECK(close(c.difference, 0.6));
  CHECK(std::isnan(c.ratio));
  CHECK(std::isnan(c.ratio_low));
  CHECK(std::isnan(c.ratio_high));
}

TEST_CASE("two equal probabilities: (g1 - g2)^2 / (v1 + v2) on each scale") {
  const double p = 0.7, q = 0.55, se_p = 0.05, se_q = 0.06;
  const Estimate both[] = {{p, se_p}, {q, se_q}};
  const auto test = [&](TestScale scale) { return equal_probabilities(both, scale, Probability::survival); };
  const auto by_hand = [&](double difference, double slope_p, double slope_q) {
    return difference * difference / (std::pow(slope_p * se_p, 2) + std::pow(slope_q * se_q, 2));
  };
  CHECK(close(test(TestScale::plain).statistic, by_hand(p - q, 1, 1)));
  CHECK(close(test(TestScale::log).statistic, by_hand(std::log(p / q), 1 / p, 1 / q)));
  CHECK(close(test(TestScale::cloglog).statistic,
              by_hand(std::log(std::log(p) / std::log(q)), 1 / (p * std::log(p)), 1 / (q * std::log(q)))));
  CHECK(close(test(TestScale::logit).statistic,
              by_hand(std::log(p / (1 - p) / (q / (1 - q))), 1 / (p * (1 - p)), 1 / (q * (1 - q)))));
  CHECK(close(test(TestScale::arcsin).statistic,
              by_hand(std::asin(std::sqrt(p)) - std::asin(std::sqrt(q)), 1 / (2 * std::sqrt(p * (1 - p))),
                      1 / (2 * std::sqrt(q * (1 - q))))));
  for (const TestScale scale : scales) {
    CHECK(test(scale).df == 1);
    CHECK(close(test(scale).p_value, chi_square_tail(test(scale).statistic, 1)));
  }
}

TEST_CASE("an incidence of F is compared as a survival of 1 - F, but on the scale of its own logarithm") {
  const Estimate incidences[] = {{0.3, 0.05}, {0.45, 0.06}, {0.2, 0.04}};
  const Estimate survivals[] = {{0.7, 0.05}, {0.55, 0.06}, {0.8, 0.04}};
  for (const TestScale scale : scales) {
    const double of_incidence = equal_probabilities(incidences, scale, Probability::incidence).statistic;
    const double of_survival = equal_probabilities(survivals, scale, Probability::survival).statistic;
    CHECK(close(of_incidence, of_survival) == (scale != TestScale::log));
  }
}

TEST_CASE("several: the order does not matter, alike ones give 0") {
  const Estimate a{0.7, 0.05}, b{0.5, 0.06}, c{0.6, 0.1};
  for (const TestScale scale : scales) {
    const Estimate one[] = {a, b, c}, other[] = {c, a, b}, alike[] = {a, a, a};
    const ChiSquare test = equal_probabilities(one, scale, Probability::survival);
    CHECK(test.df == 2);
    CHECK(close(test.statistic, equal_probabilities(other, scale, Probability::survival).statistic));
    CHECK(equal_probabilities(alike, scale, Probability::survival).statistic < 1e-25);
  }
}

TEST_CASE("no test of a probability of 0 or 1, one that is not known, or one alone") {
  const Estimate good{0.5, 0.1};
  for (const Estimate& bad : {Estimate{0, 0.1}, Estimate{1, 0}, Estimate{undefined, undefined}, Estimate{0.5, 0}})
    for (const TestScale scale : scales) {
      const Estimate both[] = {good, bad};
      const ChiSquare test = equal_probabilities(both, scale, Probability::survival);
      CHECK(std::isnan(test.statistic));
      CHECK(std::isnan(test.df));
      CHECK(std::isnan(test.p_value));
    }
  CHECK(std::isnan(equal_probabilities({&good, 1}, TestScale::plain, Probability::survival).statistic));
}
