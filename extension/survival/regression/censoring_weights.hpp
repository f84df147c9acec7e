// When patients are under observation, and the walk over their weighted risk sets. For the Fine-Gray model alone: it
// shows Eigen.
#pragma once
#include <span>
#include <utility>
#include <vector>

#include "survival/regression/risk_order.hpp"

namespace survival {

/// One distinct time of an exit or, where some enter late, of an entry.
struct Moment {
  std::size_t begin, end;              ///< the rows that exit
  std::size_t entry_begin, entry_end;  ///< in RiskOrder::by_entry, those that enter
  double events = 0;                   ///< patients
};

/// A group's probability of being under observation, A(t-) = G(t-) H(t-), steps at this moment.
struct Change {
  std::size_t moment;
  std::uint32_t group;
  double at_risk, censored;    ///< patients just before the moment, and those of them censored at it
  double remaining, entering;  ///< patients just after it, and those of them that enter at it
  double before;               ///< A(t-) at it
};

/// When patients of each group are observed: what the weights are made of.
struct CensoringWeights {
  LargeVector<Moment> moments;
  LargeVector<Change> changes;  ///< by moment
  std::vector<double> at_end;   ///< A after the last change of each group
  LargeVector<double> inverse;  ///< of each row with another event: 1 / A(T-) of its group; of others 0
  const RiskOrder& order;

  CensoringWeights(const RiskOrder& rows, const Poll& poll);
  std::size_t groups() const { return at_end.size(); }
  std::uint32_t group(std::size_t row) const { return order.censoring.empty() ? 0 : order.censoring[row]; }

 private:
  void find_moments(const Poll& poll);
  void find_changes(const Poll& poll);
};

/// Walks the distinct times from the last to the first, and keeps the sums over those at risk and, by group, over those
/// whom another event has taken out.
class WeightedSweep {
 public:
  WeightedSweep(const CensoringWeights& weights, const LargeVector<double>& risk, const Poll& poll)
      : weights_(weights),
        risk_(risk),
        poll_(poll),
        pace_(weights_.order.columns()),
        p_(std::size_t(weights_.order.columns())),
        at_risk_(p_ + 1, !weights_.order.entry.empty()),
        taken_out_(weights_.groups(), RiskSums(p_ + 1, true)),
        observed_(weights_.at_end),
        sums_(p_ + 1),
        next_(weights_.moments.size()),
        change_(weights_.changes.size()) {
    for_each_row(weights_.order.size(), poll, [&](std::size_t i) { take_out(i, 1); });
  }

  /// False when there is no earlier time. `joins` is told of each row that comes to be at risk, `leaves` of each that
  /// ceases to be since it enters here; `changes`, before both, of each change.
  template <class Changes, class Joins, class Leaves>
  bool next(Changes changes, Joins joins, Leaves leaves) {
    if (next_ == 0) return false;
    const Moment& m = weights_.moments[--next_];
    first_change_ = change_;
    while (first_change_ > 0 && weights_.changes[first_change_ - 1].moment == next_) {
      const Change& change = weights_.changes[--first_change_];
      changes(change);
      observed_[change.group] = change.before;
    }
    last_change_ = std::exchange(change_, first_change_);
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (pace_.is_due(i)) poll_();
      take_out(i, -1);
      at_risk_.add_row(risk_[i], row(i), p_);
      ++count_;
      joins(i);
    }
    for (std::size_t k = m.entry_begin; k < m.entry_end; ++k) {
      if (pace_.is_due(k)) poll_();
      const std::size_t i = weights_.order.by_entry[k];
      at_risk_.add_row(-risk_[i], row(i), p_);
      if (--count_ == 0) at_risk_.clear();
      leaves(i);
    }
    return true;
  }

  std::size_t place() const { return next_; }
  const Moment& moment() const { return weights_.moments[next_]; }
  std::span<const Change> changes() const {
    return std::span(weights_.changes).subspan(first_change_, last_change_ - first_change_);
  }
  /// A(t-) of each group.
  const std::vector<double>& observed() const { return observed_; }
  /// Sums of r and r x of those of a group with an event of another cause before, each over A just before it.
  const std::vector<double>& taken_out(std::uint32_t group) { return taken_out_[group].values(); }
  /// Sums of r and r x over the weighted risk set.
  const std::vector<double>& sums() {
    sums_ = at_risk_.values();
    for (std::uint32_t g = 0; g < observed_.size(); ++g) {
      const auto& out = taken_out(g);
      for (std::size_t j = 0; j <= p_; ++j) sums_[j] += observed_[g] * out[j];
    }
    return sums_;
  }

 private:
  const double* row(std::size_t i) const { return weights_.order.x.data() + i * p_; }
  void take_out(std::size_t i, double sign) {
    if (weights_.inverse[i] > 0)
      taken_out_[weights_.group(i)].add_row(sign * risk_[i] * weights_.inverse[i], row(i), p_);
  }

  const CensoringWeights& weights_;
  const LargeVector<double>& risk_;
  const Poll& poll_;
  Pace pace_;
  std::size_t p_, count_ = 0;
  RiskSums at_risk_;
  std::vector<RiskSums> taken_out_;
  std::vector<double> observed_, sums_;
  std::size_t next_, change_, first_change_ = 0, last_change_ = 0;
};

/// eta_i + psi_i of FineGray, a row each of weight 1. What sums over the times a row is at risk is taken as the sum so
/// far when the sweep meets the row's end, and as the sum by then when it meets its entry.
RowMatrix influences(const CensoringWeights& weights, std::span<const double> beta, const Poll& poll);

}  // namespace survival
