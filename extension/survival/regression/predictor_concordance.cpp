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

/// The pairs a row is in: all, and those that agree, ties of the predictor as halves.
struct Pairs {
  double all = 0, agree = 0;
};

class Counter {
 public:
  Counter(const RiskOrder& order, std::span<const double> predictor, const Poll& poll)
      : order_(order), predictor_(predictor), poll_(poll), rank_(order.size()), pairs_(order.size()) {}

  const LargeVector<Pairs>& count() {
    for (std::size_t s = 0; s + 1 < order_.stratum.size(); ++s) {
      first_ = order_.stratum[s];
      last_ = order_.stratum[s + 1];
      const std::size_t ranks = set_ranks();
      run(ranks, Agree::lower, [this](auto take, auto ask) { as_first(take, ask); });
      run(ranks, Agree::higher, [this](auto take, auto ask) { as_second(take, ask); });
    }
    return pairs_;
  }

 private:
  /// Ranks of the stratum's predictors, equal ones alike.
  std::size_t set_ranks() {
    const auto keys = sorted_rows(last_ - first_, poll_, [&](std::size_t i) { return predictor_[first_ + i] + 0.0; });
    std::uint32_t next = 0;
    for_each_row(keys.size(), poll_, [&](std::size_t k) {
      if (k > 0 && keys[k].bits != keys[k - 1].bits) ++next;
      rank_[first_ + keys[k].row] = next;
    });
    return std::size_t{next} + 1;
  }

  /// Each event with those who outlive it, from the last time on.
  template <class Take, class Ask>
  void as_first(Take take, Ask ask) const {
    std::size_t left = last_;
    for (std::size_t end = last_, begin = end; end > first_; end = begin) {
      while (begin > first_ && order_.time[begin - 1] == order_.time[end - 1]) --begin;
      for (std::size_t i = begin; i < end; ++i)
        if (order_.status[i] != 1) take(i, order_.weight[i]);
      // One who enters now or later is not at risk. It has been taken: its time is later than its entry.
      for (; !order_.entry.empty() && left > first_ && order_.entry[order_.by_entry[left - 1]] >= order_.time[end - 1];
           --left)
        take(order_.by_entry[left - 1], -order_.weight[order_.by_entry[left - 1]]);
      for (std::size_t i = begin; i < end; ++i)
        if (poll_at(i), order_.status[i] == 1) ask(i, 1);
      for (std::size_t i = begin; i < end; ++i)
        if (order_.status[i] == 1) take(i, order_.weight[i]);
    }
  }

  /// Each row with the events it outlives: those up to its time less those up to its entry.
  template <class Take, class Ask>
  void as_second(Take take, Ask ask) const {
    std::size_t entered = first_;
    for (std::size_t begin = first_, end = begin; begin < last_; begin = end) {
      while (end < last_ && order_.time[end] == order_.time[begin]) ++end;
      // entries at an event's own time come after it
      for (; !order_.entry.empty() && entered < last_ && order_.entry[order_.by_entry[entered]] < order_.time[begin];
           ++entered)
        ask(order_.by_entry[entered], -1);
      for (std::size_t i = begin; i < end; ++i)
        if (order_.status[i] == 1) ask(i, 1);
      for (std::size_t i = begin; i < end; ++i)
        if (order_.status[i] == 1) take(i, order_.weight[i]);
      for (std::size_t i = begin; i < end; ++i)
        if (poll_at(i), order_.status[i] != 1) ask(i, 1);
    }
  }

  enum class Agree { lower, higher };

  /// The pairs of those who ask, with those taken before; of which those agree whose predictor is lower, or higher.
  template <class Sweep>
  void run(std::size_t ranks, Agree with, Sweep sweep) {
    sums_.reset(ranks);
    const auto expect = [&](std::size_t i, auto) { sums_.expect(rank_[i]); };
    sweep(expect, expect);
    sums_.begin();
    double total = 0;
    const auto take = [&](std::size_t i, double weight) { sums_.add(rank_[i], weight), total += weight; };
    sweep(take, [&](std::size_t i, int sign) {
      pairs_[i].all += sign * total;
      if (with == Agree::higher) pairs_[i].agree += sign * total;
      sums_.ask(rank_[i], i, with == Agree::higher ? -sign : sign);
    });
    sums_.answer(poll_, [&](std::size_t i, double below, double own) { pairs_[i].agree += below + own / 2; });
  }

  void poll_at(std::size_t i) const {
    if (i % rows_between_polls == 0) poll_();
  }

  const RiskOrder& order_;
  std::span<const double> predictor_;
  const Poll& poll_;
  std::size_t first_ = 0, last_ = 0;  ///< the stratum's rows
  LargeVector<std::uint32_t> rank_;   ///< within the stratum
  RankSums sums_;
  LargeVector<Pairs> pairs_;
};

}  // namespace

Concordance concordance(const RiskOrder& order, std::span<const double> predictor, const Poll& poll) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  Counter counter(order, predictor, poll);
  const LargeVector<Pairs>& pairs = counter.count();
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
