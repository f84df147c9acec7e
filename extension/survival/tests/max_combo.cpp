#include "survival/tests/max_combo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "survival/tests/robust_scores.hpp"

namespace survival {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double tail_of(double z, Tail tail) {
  if (tail == Tail::both) return std::erfc(std::abs(z) / std::numbers::sqrt2);
  return std::erfc((tail == Tail::upper ? z : -z) / std::numbers::sqrt2) / 2;
}

struct Sums {
  std::vector<double> score, covariance;
};

Sums sums_of(const Blocks& blocks, std::span<const EventWeight> weights, const Poll& poll) {
  const std::size_t k = weights.size();
  Sums sums{std::vector<double>(k), std::vector<double>(k * k)};
  std::vector<double> w(k);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    std::vector<EventWeights> running(weights.begin(), weights.end());
    for (RiskSets sets(blocks[i], poll); sets.next();) {
      const double n = sets.n(0) + sets.n(1), d = sets.d(0) + sets.d(1), share = sets.n(1) / n;
      const double spread = d * (n - d) / std::max(n - 1, 1.0) * share * (1 - share);
      for (std::size_t a = 0; a < k; ++a) {
        w[a] = running[a].next(n, d);
        sums.score[a] += w[a] * (sets.d(1) - d * share);
      }
      for (std::size_t a = 0; a < k; ++a)
        for (std::size_t b = 0; b < k; ++b) sums.covariance[a * k + b] += w[a] * w[b] * spread;
    }
  }
  if (is_sampled(blocks)) {
    const std::vector<double> robust = robust_covariance(blocks, weights, poll);  // of two groups, which sum to 0
    for (std::size_t a = 0; a < k; ++a)
      for (std::size_t b = 0; b < k; ++b) sums.covariance[a * k + b] = robust[(2 * a + 1) * 2 * k + 2 * b + 1];
  }
  return sums;
}

}  // namespace

MaxCombo max_combo(const Blocks& blocks, std::span<const EventWeight> weights, Tail tail, const Poll& poll) {
  const std::size_t k = weights.size();
  const auto [score, covariance] = sums_of(blocks, weights, poll);
  MaxCombo result;
  std::vector<std::size_t> kept;
  const auto outwards = [&](double z) { return tail == Tail::both ? std::abs(z) : tail == Tail::upper ? z : -z; };
  for (std::size_t a = 0; a < k; ++a) {
    const double variance = covariance[a * k + a];
    const double z = variance > 0 ? score[a] / std::sqrt(variance) : none;
    result.components.push_back({z, std::isnan(z) ? none : tail_of(z, tail)});
    if (std::isnan(z)) continue;
    if (kept.empty() || outwards(z) > outwards(result.components[result.largest].z)) result.largest = a;
    kept.push_back(a);
  }
  if (kept.empty()) {
    result.p_value = none;
    return result;
  }
  std::vector<double> correlation;
  for (const std::size_t a : kept)
    for (const std::size_t b : kept)
      correlation.push_back(a == b ? 1
                                   : covariance[a * k + b] / std::sqrt(covariance[a * k + a] * covariance[b * k + b]));
  const double z = result.components[result.largest].z;
  result.p_value = normal_maximum(correlation, kept.size(), tail == Tail::both ? std::abs(z) : z, tail, poll);
  return result;
}

}  // namespace survival
