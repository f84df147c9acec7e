#include "survival/registry/funnel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "survival/chi_square.hpp"

namespace survival {
namespace {

/// The x in [low, high] where a function that rises through p is p.
template <class Rising>
double solve(Rising rising, double p, double low, double high) {
  while (true) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    (rising(middle) < p ? low : high) = middle;
  }
}

}  // namespace

double poisson_cdf(double k, double mean) {
  k = std::floor(k);
  if (k < 0) return 0;
  return mean == 0 ? 1 : chi_square_tail(2 * mean, 2 * (k + 1));
}

double poisson_quantile(double p, double mean) {
  double low = -1, high = std::max(1.0, mean);
  while (poisson_cdf(high, mean) < p) low = high, high *= 2;
  high = std::ceil(high);
  while (high - low > 1) {  // P(X <= low) < p <= P(X <= high)
    const double middle = std::floor(low + (high - low) / 2);
    if (middle <= low || middle >= high) break;  // whole numbers that doubles do not tell apart
    (poisson_cdf(middle, mean) < p ? low : high) = middle;
  }
  return high;
}

PoissonLimits poisson_limits(double events, double level) {
  const double tail = (1 - level) / 2;
  const double far = 2 * events + 100 - 4 * std::log(tail);
  const auto at_least = [&](double mean) { return 1 - chi_square_tail(2 * mean, 2 * events); };
  const auto more = [&](double mean) { return 1 - chi_square_tail(2 * mean, 2 * (events + 1)); };
  return {events > 0 ? solve(at_least, tail, 0, events) : 0, solve(more, 1 - tail, events, far)};
}

double overdispersion(std::span<const double> observed, std::span<const double> expected) {
  std::vector<double> z;
  for (std::size_t i = 0; i < observed.size(); ++i) z.push_back((observed[i] - expected[i]) / std::sqrt(expected[i]));
  if (z.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::ranges::sort(z);
  const std::size_t cut = z.size() / 10;
  double sum = 0;
  for (const double one : z) {
    const double winsorised = std::clamp(one, z[cut], z[z.size() - 1 - cut]);
    sum += winsorised * winsorised;
  }
  return sum / double(z.size());
}

}  // namespace survival
