#include "survival/registry/funnel_limits.hpp"

#include "survival/registry/funnel.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace {

using namespace survival;

double summed(double r, double mean) {
  double term = std::exp(-mean), sum = 0;
  for (int k = 0; k <= int(r); ++k) sum += term, term *= mean / (k + 1);
  return sum;
}

}  // namespace

TEST_CASE("poisson limits: the distribution is the sum of its terms") {
  for (const double mean : {0.1, 1.0, 2.5, 10.0, 40.0})
    for (double r = 0; r < 3 * mean + 5; ++r)
      CHECK(poisson_cdf(r, mean) == doctest::Approx(summed(r, mean)).epsilon(1e-12));
  CHECK(poisson_cdf(-1, 3) == 0);
}

TEST_CASE("poisson limits: interpolated, the distribution is just p there") {
  for (const double expected : {3.0, 10.0, 123.4, 5000.0})
    for (const double target : {1.0, 0.8})
      for (const double level : {0.95, 0.998}) {
        const auto [low, high] = funnel_limits(expected, target, level);
        for (const auto& [limit, p] : {std::pair(low, (1 - level) / 2), std::pair(high, (1 + level) / 2)}) {
          if (limit == 0) continue;
          const double r = std::ceil(limit * expected - 1e-9), part = limit * expected - (r - 1);
          const double before = poisson_cdf(r - 1, expected * target), at = poisson_cdf(r, expected * target);
          CHECK(before + part * (at - before) == doctest::Approx(p).epsilon(1e-8));
        }
      }
  // by hand: of 1 expected, P(0) = 1/e > 0.025
  CHECK(funnel_limits(1, 1, 0.95).low == 0);
  // of 10 expected, P(R <= 16) = 0.97296, P(R <= 17) = 0.98572
  CHECK(funnel_limits(10, 1, 0.95).high ==
        doctest::Approx((16 + (0.975 - 0.97296) / (0.98572 - 0.97296)) / 10).epsilon(1e-4));
}

TEST_CASE("poisson limits: of many expected they are those of the normal distribution") {
  const auto [low, high] = funnel_limits(1e6, 1, 0.95);
  CHECK(low == doctest::Approx(1 - 1.95996e-3).epsilon(1e-5));
  CHECK(high == doctest::Approx(1 + 1.95996e-3).epsilon(1e-5));
}

TEST_CASE("poisson limits: bounds are the quantiles themselves, and wider with overdispersion") {
  for (const double expected : {0.3, 3.0, 10.0, 123.4, 5000.0})
    for (const double target : {1.0, 0.8})
      for (const double level : {0.95, 0.998}) {
        const auto [low, high] = funnel_bounds(expected, target, level);
        CHECK(low == poisson_quantile((1 - level) / 2, expected * target) / expected);
        CHECK(high == poisson_quantile(1 - (1 - level) / 2, expected * target) / expected);
        const Limits smooth = funnel_limits(expected, target, level);
        CHECK(smooth.low <= low);
        CHECK(smooth.high <= high);
        CHECK(low - smooth.low <= 1 / expected);
        CHECK(high - smooth.high <= 1 / expected);
        for (const double phi : {0.5, 1.0, std::nan("")}) {
          CHECK(funnel_bounds(expected, target, level, phi).low == low);
          CHECK(funnel_bounds(expected, target, level, phi).high == high);
        }
        const Limits wide = funnel_bounds(expected, target, level, 4);
        CHECK(wide.low == doctest::Approx(std::max(0.0, target - 2 * (target - low))));
        CHECK(wide.high == doctest::Approx(target + 2 * (high - target)));
      }
}
