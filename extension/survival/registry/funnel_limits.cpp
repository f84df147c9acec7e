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

/// Limits sqrt(phi) times as far from the target. Those of phi up to 1 stay as they are, to the last bit: a centre at a
/// limit is not outside.
Limits widened(Limits limits, double target, double phi) {
  if (!(phi > 1)) return limits;
  const double wider = std::sqrt(phi);
  return {std::max(0.0, target - wider * (target - limits.low)), target + wider * (limits.high - target)};
}

}  // namespace

Limits funnel_limits(double expected, double target, double level, double phi) {
  const double mean = expected * target;
  return widened({limit((1 - level) / 2, mean) / expected, limit((1 + level) / 2, mean) / expected}, target, phi);
}

Limits funnel_bounds(double expected, double target, double level, double phi) {
  const double tail = (1 - level) / 2, mean = expected * target;
  return widened({poisson_quantile(tail, mean) / expected, poisson_quantile(1 - tail, mean) / expected}, target, phi);
}

}  // namespace survival
