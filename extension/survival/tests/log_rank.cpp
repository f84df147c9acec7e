#include "survival/tests/log_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "survival/tests/robust_scores.hpp"

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
  std::vector<double> score;
  for (std::size_t g = 0; g < groups; ++g) score.push_back(sums.observed[g] - sums.expected[g]);
  return chi_square_of(kept, score, covariance);
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

/// Sums c n_j n_k over the times of a block. From one time to the next few of many groups change, so what the others
/// have come to waits: while n_j stays, sum c n_j n_k = n_j sum c n_k. O(K) for each time and each change, not O(K^2).
class Products {
 public:
  explicit Products(std::size_t groups)
      : groups_(groups), held_(groups), so_far_(groups), sums_(groups * groups), seen_(groups * groups) {}

  void add(const std::vector<double>& n, double c) {
    for (std::size_t j = 0; j < groups_; ++j) {
      if (n[j] == held_[j]) continue;
      settle(j);
      held_[j] = n[j];
    }
    for (std::size_t k = 0; k < groups_; ++k) so_far_[k] += c * n[k];
    if (++times_ % times_between_settlements == 0) settle();
  }

  /// So that sums stay small, and no digits are lost to what they were long ago; and at the end.
  void settle() {
    for (std::size_t j = 0; j < groups_; ++j) settle(j);
    std::ranges::fill(so_far_, 0);
    std::ranges::fill(seen_, 0);
  }

  double sum(std::size_t j, std::size_t k) const { return sums_[std::min(j, k) * groups_ + std::max(j, k)]; }

 private:
  static constexpr std::size_t times_between_settlements = 1 << 12;

  void settle(std::size_t j) {
    double *sums = &sums_[j * groups_], *seen = &seen_[j * groups_];
    for (std::size_t k = j + 1; k < groups_; ++k) {
      sums[k] += held_[j] * (so_far_[k] - seen[k]);
      seen[k] = so_far_[k];
    }
  }

  std::size_t groups_, times_ = 0;
  std::vector<double> held_;    ///< n_j since it changed
  std::vector<double> so_far_;  ///< sum c n_k
  std::vector<double> sums_,
      seen_;  ///< of j < k at [j * K + k]: the sum, and what so_far_ was when it was brought up to date
};

/// The covariance of the scores of a few groups, time by time.
class FewGroups {
 public:
  explicit FewGroups(std::size_t groups) : groups_(groups), covariance_(groups * groups) {}

  void add(const std::vector<double>&, const std::vector<double>& share, double, double spread) {
    for (std::size_t j = 0; j < groups_; ++j)
      for (std::size_t k = 0; k < groups_; ++k)
        covariance_[j * groups_ + k] += spread * share[j] * ((j == k) - share[k]);
  }
  std::vector<double> whole() { return covariance_; }

 private:
  std::size_t groups_;
  std::vector<double> covariance_;
};

/// The same of many.
class ManyGroups {
 public:
  explicit ManyGroups(std::size_t groups) : groups_(groups), products_(groups) {}

  void add(const std::vector<double>& at_risk, const std::vector<double>&, double n, double spread) {
    products_.add(at_risk, spread / (n * n));
  }
  /// The rows of the covariance sum to 0.
  std::vector<double> whole() {
    products_.settle();
    std::vector<double> covariance(groups_ * groups_);
    for (std::size_t j = 0; j < groups_; ++j)
      for (std::size_t k = 0; k < groups_; ++k) {
        if (j == k) continue;
        covariance[j * groups_ + k] = -products_.sum(j, k);
        covariance[j * groups_ + j] += products_.sum(j, k);
      }
    return covariance;
  }

 private:
  std::size_t groups_;
  Products products_;
};

template <class Covariance>
std::vector<double> sum_up(const Blocks& blocks, const EventWeight& weight, const Poll& poll, LogRank& sums) {
  Covariance covariance(blocks.groups());
  std::vector<double> share(blocks.groups());
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    EventWeights weights(weight);
    for (RiskSets sets(blocks[b], poll); sets.next();) {
      double n = 0, d = 0;
      for (const double in_group : sets.n()) n += in_group;
      for (const std::uint32_t g : sets.moved()) d += sets.d(g);
      const double w = weights.next(n, d);
      for (const std::uint32_t g : sets.moved()) sums.observed[g] += w * sets.d(g);
      for (std::size_t g = 0; g < share.size(); ++g) {
        share[g] = sets.n(g) / n;
        sums.expected[g] += w * d * share[g];
      }
      covariance.add(sets.n(), share, n, w * w * d * (n - d) / std::max(n - 1, 1.0));
    }
  }
  return covariance.whole();
}

}  // namespace

LogRank log_rank(const Blocks& blocks, const EventWeight& weight, const std::optional<std::vector<double>>& trend,
                 const Poll& poll) {
  constexpr std::size_t few = 4;
  const std::size_t groups = blocks.groups();
  LogRank sums{std::vector<double>(groups), std::vector<double>(groups), std::vector<double>(groups), {}};
  for_each_row(blocks.size(), poll, [&](std::size_t b) {
    for (std::size_t g = 0; g < groups; ++g) sums.n[g] += blocks[b][g]->n();
  });
  std::vector<double> covariance =
      groups > few ? sum_up<ManyGroups>(blocks, weight, poll, sums) : sum_up<FewGroups>(blocks, weight, poll, sums);
  if (is_sampled(blocks)) covariance = robust_covariance(blocks, {&weight, 1}, poll);
  sums.test = trend ? test_trend(sums, covariance, *trend) : test_groups(sums, covariance);
  return sums;
}

}  // namespace survival
