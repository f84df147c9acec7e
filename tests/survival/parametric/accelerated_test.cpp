#include "survival/parametric/accelerated.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace {

using namespace survival;

const Poll no_poll = [] {};
const double inf = HUGE_VAL;
constexpr Lifetime all[] = {Lifetime::weibull, Lifetime::exponential, Lifetime::lognormal, Lifetime::loglogistic};

AcceleratedFit fit(const LifetimeRows& rows, Lifetime lifetime, Variance variance = Variance::model) {
  return accelerated(rows, lifetime, variance, {}, no_poll);
}

LifetimeRows ten() {
  return {{2, 3, 5, 1, 7, 9, 4, 6, 8, 12}, {2, 3, inf, 1, 8.5, inf, 4, 6, 9, 12}, {{0, 1, 0, 1, 1, 0, 0, 1, 0, 1}}};
}

}  // namespace

TEST_CASE("exponential: events over time at risk, in each of two groups") {
  // group 0: events at 1, 3 and a censoring at 4, rate 2/8; group 1: events at 2, 2, 6, rate 3/10
  const AcceleratedFit found =
      fit({{1, 3, 4, 2, 2, 6}, {1, 3, inf, 2, 2, 6}, {{0, 0, 0, 1, 1, 1}}}, Lifetime::exponential);
  CHECK(found.estimate.size() == 2);
  CHECK(found.estimate[0] == doctest::Approx(std::log(4.)).epsilon(1e-10));
  CHECK(found.estimate[1] == doctest::Approx(std::log(10. / 3) - std::log(4.)).epsilon(1e-10));
  CHECK(found.covariance[0] == doctest::Approx(1. / 2).epsilon(1e-8));
  CHECK(found.covariance[3] == doctest::Approx(1. / 2 + 1. / 3).epsilon(1e-8));
  CHECK(found.loglik == doctest::Approx(2 * std::log(1. / 4) + 3 * std::log(3. / 10) - 5).epsilon(1e-12));
  CHECK(found.loglik_null == doctest::Approx(5 * std::log(5. / 18) - 5).epsilon(1e-12));
  CHECK(found.converged);
}

TEST_CASE("lognormal without censoring: mean and deviation of the logarithms") {
  LifetimeRows rows{{1, std::exp(2.), std::exp(3.)}, {}, {}};
  rows.upper = rows.time;
  const AcceleratedFit found = fit(rows, Lifetime::lognormal);
  const double scale = std::sqrt((25. + 1 + 16) / 27);  // of 0, 2, 3, their mean 5/3
  CHECK(found.estimate[0] == doctest::Approx(5. / 3).epsilon(1e-10));
  CHECK(found.estimate[1] == doctest::Approx(std::log(scale)).epsilon(1e-10));
  CHECK(found.covariance[0] == doctest::Approx(scale * scale / 3).epsilon(1e-8));
  CHECK(found.covariance[3] == doctest::Approx(1. / 6).epsilon(1e-8));
}

TEST_CASE("one event between two times, the other after: the likelihood has its maximum where S is 1/2 there") {
  // exponential: {1 - S(1)} S(1)
  const AcceleratedFit found = fit({{0, 1}, {1, inf}, {}}, Lifetime::exponential);
  CHECK(found.estimate[0] == doctest::Approx(-std::log(std::log(2.))).epsilon(1e-10));
  CHECK(found.loglik == doctest::Approx(2 * std::log(1. / 2)).epsilon(1e-12));
}

TEST_CASE("the unit of time moves the intercept alone; weights are rows written out; the order of rows is nothing") {
  for (const Lifetime lifetime : all) {
    const LifetimeRows rows = ten();
    const AcceleratedFit plain = fit(rows, lifetime);
    LifetimeRows days = rows, twice = rows, turned = rows;
    for (double& t : days.time) t *= 1000;
    for (double& t : days.upper) t *= 1000;
    twice.weight.assign(10, 2);
    std::reverse(turned.time.begin(), turned.time.end());
    std::reverse(turned.upper.begin(), turned.upper.end());
    std::reverse(turned.columns[0].begin(), turned.columns[0].end());
    const AcceleratedFit in_days = fit(days, lifetime), of_twice = fit(twice, lifetime),
                         of_turned = fit(turned, lifetime);
    CHECK(in_days.estimate[0] == doctest::Approx(plain.estimate[0] + std::log(1000.)).epsilon(1e-8));
    for (std::size_t j = 1; j < plain.estimate.size(); ++j) {
      CHECK(in_days.estimate[j] == doctest::Approx(plain.estimate[j]).epsilon(1e-7));
      CHECK(of_twice.estimate[j] == doctest::Approx(plain.estimate[j]).epsilon(1e-7));
      CHECK(of_turned.estimate[j] == doctest::Approx(plain.estimate[j]).epsilon(1e-7));
    }
    for (std::size_t k = 0; k < plain.covariance.size(); ++k)
      CHECK(of_twice.covariance[k] == doctest::Approx(plain.covariance[k] / 2).epsilon(1e-6));
    CHECK(plain.converged);
  }
}

TEST_CASE("robust errors: the scale of weights cancels; a weight of 2 is not two rows") {
  LifetimeRows rows = ten();
  rows.weight = {1, 2, 1, 3, 1, 2, 1, 1, 2, 1};
  const AcceleratedFit one = fit(rows, Lifetime::weibull, Variance::robust);
  for (double& w : rows.weight) w /= 8;
  const AcceleratedFit other = fit(rows, Lifetime::weibull, Variance::robust);
  for (std::size_t k = 0; k < one.covariance.size(); ++k)
    CHECK(other.covariance[k] == doctest::Approx(one.covariance[k]).epsilon(1e-6));
  // each row a cluster of its own is the same; few clusters have no variance
  rows.cluster = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  CHECK(fit(rows, Lifetime::weibull, Variance::robust).covariance[0] ==
        doctest::Approx(one.covariance[0]).epsilon(1e-6));
  rows.cluster = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
  CHECK(std::isnan(fit(rows, Lifetime::weibull, Variance::robust).covariance[0]));
}

TEST_CASE("what has no finite estimate says so") {
  using enum AcceleratedFit::Outcome;
  // all of group 1 are censored: their times are longer without bound
  const AcceleratedFit endless =
      fit({{1, 2, 3, 4, 5, 6}, {1, 2, 3, inf, inf, inf}, {{0, 0, 0, 1, 1, 1}}}, Lifetime::weibull);
  CHECK(endless.outcome[1] == rises);
  CHECK(std::isnan(endless.estimate[1]));
  CHECK_FALSE(endless.converged);
  // the term tells every time
  const AcceleratedFit exact =
      fit({{std::exp(1.), std::exp(2.), std::exp(3.)}, {std::exp(1.), std::exp(2.), std::exp(3.)}, {{1, 2, 3}}},
          Lifetime::lognormal);
  CHECK(exact.exact);
  CHECK(fit({{1, 1, 1}, {2, 2, 2}, {}}, Lifetime::weibull).exact);  // nor do intervals that are all the same
  // nobody has an event
  CHECK(fit({{1, 2}, {inf, inf}, {}}, Lifetime::weibull).outcome[1] == unknown);
  CHECK(fit({{0, 0}, {1, 2}, {}}, Lifetime::weibull).outcome[0] == unknown);
}

TEST_CASE("probabilities between two times keep their digits in both tails") {
  for (const Lifetime lifetime : {Lifetime::weibull, Lifetime::lognormal, Lifetime::loglogistic}) {
    for (const double w : {-30., -5., -0.5, 0., 0.7, 3.}) {
      const double width = 1e-7, density = log_density(lifetime, w + width / 2).value;
      CHECK(log_between(lifetime, w, w + width) == doctest::Approx(density + std::log(width)).epsilon(1e-6));
      CHECK(log_between(lifetime, w, inf) == log_survival(lifetime, w).value);
      const double below = std::exp(log_between(lifetime, -inf, w)), above = std::exp(log_survival(lifetime, w).value);
      CHECK(below + above == doctest::Approx(1).epsilon(1e-14));
    }
  }
  CHECK(log_survival(Lifetime::lognormal, 40).value == doctest::Approx(-804.60844201).epsilon(1e-10));
  CHECK(log_survival(Lifetime::lognormal, 30 - 1e-9).value ==
        doctest::Approx(log_survival(Lifetime::lognormal, 30 + 1e-9).value).epsilon(1e-9));
}

TEST_CASE("a predicted survival: its error by small changes of the parameters") {
  const AcceleratedFit found = fit(ten(), Lifetime::loglogistic);
  const double x[] = {1};
  const auto at = [&](std::size_t j, double by) {
    AcceleratedFit moved = found;
    moved.estimate[j] += by;
    return survival_at(moved, 5, x, 0.2).estimate;
  };
  double variance = 0;
  for (std::size_t j = 0; j < 3; ++j)
    for (std::size_t k = 0; k < 3; ++k)
      variance +=
          (at(j, 1e-5) - at(j, -1e-5)) / 2e-5 * (at(k, 1e-5) - at(k, -1e-5)) / 2e-5 * found.covariance[j * 3 + k];
  CHECK(survival_at(found, 5, x, 0.2).std_error == doctest::Approx(std::sqrt(variance)).epsilon(1e-6));
  CHECK(survival_at(found, 0, x, 0.2).estimate == 1);
}
