#include "survival/registry/funnel_limits.hpp"

#include <algorithm>
#include <cmath>

#include "survival/registry/funnel.hpp"

namespace survival {
namespace {

double limit(double p, double mean) {
  const double r = poisson_quantile(p, mean), at = poisson_cdf(r, mean), before = poisson_cdf(r - 1, mean);
  return std::max(0.0, r - (at - p) / (at - before));
}

}  // namespace

Limits funnel_limits(double expected, double target, double level) {
  const double mean = expected * target;
  return {limit((1 - level) / 2, mean) / expected, limit((1 + level) / 2, mean) / expected};
}

}  // namespace survival
