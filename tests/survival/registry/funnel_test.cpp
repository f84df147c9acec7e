#include "survival/registry/funnel.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace {

using namespace survival;

double sum_of_terms(double k, double mean) {
  double term = std::exp(-mean), sum = term;
  for (double i = 1; i <= k; ++i) sum += term *= mean / i;
  return sum;
}

}  // namespace

TEST_CASE("Poisson: the distribution is the sum of its terms, the quantile its inverse") {
  for (const double mean : {0.1, 1.0, 7.3, 40.0})
    for (double k = 0; k < 80; k += 3)
      CHECK(poisson_cdf(k, mean) == doctest::Approx(sum_of_terms(k, mean)).epsilon(1e-12));
  CHECK(poisson_cdf(-1, 3) == 0);
  CHECK(poisson_cdf(0, 0) == 1);
  for (const double mean : {0.01, 1.0, 7.3, 400.0})
    for (const double p : {0.001, 0.025, 0.5, 0.975, 0.999}) {
      const double k = poisson_quantile(p, mean);
      CHECK(poisson_cdf(k, mean) >= p);
      CHECK(poisson_cdf(k - 1, mean) < p);
    }
  CHECK(poisson_quantile(0.001, 0.01) == 0);
}

TEST_CASE("Poisson: exact limits, as any table has them") {
  CHECK(poisson_limits(0, 0.95).low == 0);
  CHECK(poisson_limits(0, 0.95).high == doctest::Approx(-std::log(0.025)));
  CHECK(poisson_limits(10, 0.95).low == doctest::Approx(4.795389).epsilon(1e-6));
  CHECK(poisson_limits(10, 0.95).high == doctest::Approx(18.390356).epsilon(1e-6));
  for (const double events : {1.0, 3.0, 25.0, 1000.0}) {
    const auto [low, high] = poisson_limits(events, 0.9);
    CHECK(1 - poisson_cdf(events - 1, low) == doctest::Approx(0.05).epsilon(1e-9));
    CHECK(poisson_cdf(events, high) == doctest::Approx(0.05).epsilon(1e-9));
  }
}

TEST_CASE("overdispersion: the mean square of z, its tenths winsorised") {
  const double four[] = {16, 16, 16, 16}, observed[] = {12, 20, 16, 8};  // z = -1, 1, 0, -2
  CHECK(overdispersion(observed, four) == doctest::Approx(6.0 / 4));
  // ten centres: the lowest, z = -2, counts as the next, -1; the highest, z = 3, as 0
  const double ten[] = {8, 12, 16, 16, 16, 16, 16, 16, 16, 28};
  const double expected[] = {16, 16, 16, 16, 16, 16, 16, 16, 16, 16};
  CHECK(overdispersion(ten, expected) == doctest::Approx(2.0 / 10));
  CHECK(std::isnan(overdispersion({}, {})));
}
