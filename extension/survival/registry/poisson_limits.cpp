#include "survival/registry/poisson_limits.hpp"

#include <algorithm>
#include <cmath>

#include "survival/chi_square.hpp"

namespace survival {
namespace {

/// The smallest whole number whose probability of not being exceeded is p or more.
double poisson_quantile(double p, double mean) {
  double low = -1, high = std::ceil(mean) + 1;  // cdf(low) < p
  while (poisson_cdf(high, mean) < p) low = high, high = 2 * high + 1;
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (poisson_cdf(middle, mean) >= p ? high : low) = middle;
  }
  return high;
}

double limit(double p, double mean) {
  const double r = poisson_quantile(p, mean), at = poisson_cdf(r, mean), before = poisson_cdf(r - 1, mean);
  return std::max(0.0, r - (at - p) / (at - before));
}

}  // namespace

double poisson_cdf(double r, double expected) { return r < 0 ? 0 : chi_square_tail(2 * expected, 2 * (r + 1)); }

Limits poisson_limits(double expected, double target, double level) {
  const double mean = expected * target;
  return {limit((1 - level) / 2, mean) / expected, limit((1 + level) / 2, mean) / expected};
}

}  // namespace survival
