#include "survival/tests/log_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace survival {

double EventWeights::next(double n, double d) {
  const double before = survival_;
  survival_ *= (n - d) / n;
  peto_ *= 1 - d / (n + 1);
  switch (weight_.kind) {
    case EventWeight::log_rank:
      return 1;
    case EventWeight::gehan:
      return n;
    case EventWeight::tarone_ware:
      return std::sqrt(n);
    case EventWeight::peto:
      return peto_;
    case EventWeight::fleming_harrington:
      return std::pow(before, weight_.rho) * (weight_.gamma == 0 ? 1 : std::pow(1 - before, weight_.gamma));
  }
  return 1;
}

namespace {

/// Scores and covariance of the groups where something is expected, but the last: the scores sum to 0.
ChiSquare test_groups(const LogRank& sums, std::span<const double> covariance) {
  const std::size_t groups = sums.expected.size();
  std::vector<std::size_t> kept;
  for (std::size_t g = 0; g < groups; ++g)
    if (sums.expected[g] > 0) kept.push_back(g);
  if (!kept.empty()) kept.pop_back();
  std::vector<double> score, block;
  for (const std::size_t j : kept) {
    score.push_back(sums.observed[j] - sums.expected[j]);
    for (const std::size_t k : kept) block.push_back(covariance[j * groups + k]);
  }
  return chi_square(score, block);
}

ChiSquare test_trend(const LogRank& sums, std::span<const double> covariance, std::span<const double> scores) {
  const std::size_t groups = sums.expected.size();
  // Only differences of scores count, and neither does their unit. Around the mean of those who are at risk, no digits
  // are lost to where the scores start, nor to the score of a group that nothing is expected of.
  const double total = std::accumulate(sums.expected.begin(), sums.expected.end(), 0.0);
  double mean = 0, unit = 0;
  for (std::size_t j = 0; j < groups; ++j)
    if (sums.expected[j] > 0) mean += scores[j] * (sums.expected[j] / total);
  for (std::size_t j = 0; j < groups; ++j)
    if (sums.expected[j] > 0) unit = std::max(unit, std::abs(scores[j] - mean));
  const auto centred = [&](std::size_t j) { return sums.expected[j] > 0 && unit > 0 ? (scores[j] - mean) / unit : 0; };
  double score = 0, variance = 0;
  for (std::size_t j = 0; j < groups; ++j) {
    score += centred(j) * (sums.observed[j] - sums.expected[j]);
    for (std::size_t k = 0; k < groups; ++k) variance += centred(j) * centred(k) * covariance[j * groups + k];
  }
  return chi_square({&score, 1}, {&variance, 1});
}

}  // namespace

LogRank log_rank(std::span<const Samples> blocks, const EventWeight& weight,
                 const std::optional<std::vector<double>>& trend, const Poll& poll) {
  const std::size_t groups = blocks.empty() ? 0 : blocks.front().size();
  LogRank sums{std::vector<double>(groups), std::vector<double>(groups), std::vector<double>(groups), {}};
  std::vector<double> covariance(groups * groups), share(groups);
  for (const Samples& block : blocks) {
    for (std::size_t g = 0; g < groups; ++g) sums.n[g] += block[g]->n();
    EventWeights weights(weight);
    for (RiskSets sets(block, poll); sets.next();) {
      double n = 0, d = 0;
      for (std::size_t g = 0; g < groups; ++g) n += sets.n(g), d += sets.d(g);
      const double w = weights.next(n, d);
      const double spread = w * w * d * (n - d) / std::max(n - 1, 1.0);
      for (std::size_t g = 0; g < groups; ++g) {
        share[g] = sets.n(g) / n;
        sums.observed[g] += w * sets.d(g);
        sums.expected[g] += w * d * share[g];
      }
      for (std::size_t j = 0; j < groups; ++j)
        for (std::size_t k = 0; k < groups; ++k)
          covariance[j * groups + k] += spread * share[j] * ((j == k) - share[k]);
    }
  }
  sums.test = trend ? test_trend(sums, covariance, *trend) : test_groups(sums, covariance);
  return sums;
}

}  // namespace survival
