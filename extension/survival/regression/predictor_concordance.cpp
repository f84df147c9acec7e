#include <algorithm>
#include <cmath>
#include <limits>

#include "survival/radix_sort.hpp"
#include "survival/regression/cox.hpp"
#include "survival/regression/rank_sums.hpp"
#include "survival/regression/risk_order.hpp"

namespace survival {
namespace {

constexpr std::size_t rows_between_polls = 1 << 13;

/// Ranks of the predictors, equal ones alike.
LargeVector<std::uint32_t> ranks(std::span<const double> predictor, std::size_t& count, const Poll& poll) {
  const auto keys = sorted_rows(predictor.size(), poll, [&](std::size_t i) { return predictor[i] + 0.0; });
  LargeVector<std::uint32_t> rank(predictor.size());
  std::uint32_t next = 0;
  for_each_row(keys.size(), poll, [&](std::size_t k) {
    if (k > 0 && keys[k].bits != keys[k - 1].bits) ++next;
    rank[keys[k].row] = next;
  });
  count = keys.empty() ? 0 : next + 1;
  return rank;
}

/// The pairs a row is in: all, and those that agree, ties of the predictor as halves.
struct Pairs {
  double all = 0, agree = 0;
};

class Counter {
 public:
  Counter(const RiskOrder& order, LargeVector<std::uint32_t> rank, std::size_t ranks, const Poll& poll)
      : order_(order), rank_(std::move(rank)), ranks_(ranks), poll_(poll), pairs_(order.size()) {}

  const LargeVector<Pairs>& count() {
    for (std::size_t s = 0; s + 1 < order_.stratum.size(); ++s) {
      as_first(order_.stratum[s], order_.stratum[s + 1]);
      as_second(order_.stratum[s], order_.stratum[s + 1]);
    }
    return pairs_;
  }

 private:
  void poll_at(std::size_t i) const {
    if (i % rows_between_polls == 0) poll_();
  }

  /// Each event with those who outlive it, from the last time on.
  void as_first(std::size_t first, std::size_t last) {
    RankSums outlive(ranks_);
    double total = 0;
    const auto take = [&](std::size_t i, double weight) { outlive.add(rank_[i], weight), total += weight; };
    std::size_t left = last;
    for (std::size_t end = last, begin = end; end > first; end = begin) {
      while (begin > first && order_.time[begin - 1] == order_.time[end - 1]) --begin;
      for (std::size_t i = begin; i < end; ++i)
        if (order_.status[i] != 1) take(i, order_.weight[i]);
      // One who enters now or later is not at risk. It has been taken: its time is later than its entry.
      for (; !order_.entry.empty() && left > first && order_.entry[order_.by_entry[left - 1]] >= order_.time[end - 1];
           --left)
        take(order_.by_entry[left - 1], -order_.weight[order_.by_entry[left - 1]]);
      for (std::size_t i = begin; i < end; ++i) {
        poll_at(i);
        if (order_.status[i] != 1) continue;
        const double below = outlive.below(rank_[i]);
        pairs_[i].all += total;
        pairs_[i].agree += below + outlive.at(rank_[i]) / 2;
      }
      for (std::size_t i = begin; i < end; ++i)
        if (order_.status[i] == 1) take(i, order_.weight[i]);
    }
  }

  /// Each row with the events it outlives: those up to its time less those up to its entry.
  void as_second(std::size_t first, std::size_t last) {
    RankSums events(ranks_);
    double total = 0;
    std::size_t entered = first;
    const auto ask = [&](std::size_t i, double sign) {
      const double same = events.at(rank_[i]);
      pairs_[i].all += sign * total;
      pairs_[i].agree += sign * (total - events.below(rank_[i]) - same / 2);
    };
    const auto enter_before = [&](double time) {  // entries at an event's own time come after it
      for (; !order_.entry.empty() && entered < last && order_.entry[order_.by_entry[entered]] < time; ++entered)
        ask(order_.by_entry[entered], -1);
    };
    for (std::size_t begin = first, end = begin; begin < last; begin = end) {
      while (end < last && order_.time[end] == order_.time[begin]) ++end;
      enter_before(order_.time[begin]);
      for (std::size_t i = begin; i < end; ++i)
        if (order_.status[i] == 1) poll_at(i), ask(i, 1);
      for (std::size_t i = begin; i < end; ++i)
        if (order_.status[i] == 1) events.add(rank_[i], order_.weight[i]), total += order_.weight[i];
      for (std::size_t i = begin; i < end; ++i)
        if (order_.status[i] != 1) poll_at(i), ask(i, 1);
    }
  }

  const RiskOrder& order_;
  LargeVector<std::uint32_t> rank_;
  std::size_t ranks_;
  const Poll& poll_;
  LargeVector<Pairs> pairs_;
};

}  // namespace

Concordance concordance(const RiskOrder& order, std::span<const double> predictor, const Poll& poll) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::size_t count = 0;
  LargeVector<std::uint32_t> rank = ranks(predictor, count, poll);
  const LargeVector<Pairs> pairs = Counter(order, std::move(rank), count, poll).count();
  double all = 0, agree = 0;
  for_each_row(order.size(), poll, [&](std::size_t i) {
    all += order.weight[i] * pairs[i].all / 2, agree += order.weight[i] * pairs[i].agree / 2;  // each pair is met twice
  });
  if (!(all > 0)) return {none, none};
  const double c = agree / all;
  double variance = 0;
  std::vector<double> clusters, number;
  for_each_row(order.size(), poll, [&](std::size_t i) {
    const double influence = (pairs[i].agree - c * pairs[i].all) / all;
    if (order.cluster.empty()) {
      variance += order.weight[i] * (order.sampling ? order.weight[i] : 1) * influence * influence;
      return;
    }
    const std::size_t cluster = order.cluster[i];
    if (cluster >= clusters.size()) clusters.resize(cluster + 1), number.resize(cluster + 1, 1);
    if (order.counted) number[cluster] = order.weight[i];
    clusters[cluster] += (order.counted ? 1 : order.weight[i]) * influence;
  });
  for (std::size_t c = 0; c < clusters.size(); ++c) variance += number[c] * clusters[c] * clusters[c];
  return {c, std::sqrt(variance)};
}

Concordance Cox::concordance() const {
  LargeVector<double> predictor(order_->size());
  for_each_row(order_->size(), poll_, [&](std::size_t i) { predictor[i] = order_->predictor(i, beta_); });
  return survival::concordance(*order_, predictor, poll_);
}

}  // namespace survival
