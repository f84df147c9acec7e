#include "survival/registry/standardised_difference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace survival {

double standardised_difference(std::span<const double> means, std::span<const double> variances) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double low = infinity, high = -infinity, sum = 0, groups = 0;
  for (std::size_t g = 0; g < means.size(); ++g) {
    if (std::isnan(means[g])) continue;
    low = std::min(low, means[g]), high = std::max(high, means[g]);
    sum += variances[g], ++groups;
  }
  if (groups < 2) return std::numeric_limits<double>::quiet_NaN();
  if (high == low && sum == 0) return 0;
  return (high - low) / std::sqrt(sum / groups);
}

}  // namespace survival
