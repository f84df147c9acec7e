// The event times of a proportional hazards model, one after the other, with the sums over those at risk. For the
// estimators alone, as RiskOrder.
#pragma once
#include <vector>

#include "survival/regression/cox.hpp"
#include "survival/regression/refusal.hpp"
#include "survival/regression/risk_order.hpp"

namespace survival {

/// The deaths of one time.
struct Deaths {
  double number = 0;     ///< of patients
  std::size_t rows = 0;  ///< they are written in
};

/// The terms of one event time: visit(c, f) for c / (s0 - f d0).
/// \throws Refused when they are too many
template <class Visit>
void for_each_term(const Deaths& deaths, Ties ties, bool whole_weights, Visit visit) {
  if (ties != Ties::efron) return visit(deaths.number, 0.0);
  constexpr double most = 1e7;
  if (whole_weights && deaths.number > most) throw Refused(Refusal::efron_ties_too_many);
  const double m = whole_weights ? deaths.number : double(deaths.rows);
  for (double l = 0; l < m; ++l) visit(deaths.number / m, l / m);
}

/// Walks the event times of a RiskOrder from the last to the first, and keeps the sums over those at risk.
class Sweep {
 public:
  Sweep(const RiskOrder& order, const LargeVector<double>& risk, const Poll& poll)
      : order_(order),
        risk_(risk),
        poll_(poll),
        pace_(order.columns()),
        p_(std::size_t(order.columns())),
        at_risk_(p_ + 1, !order.entry.empty()),
        dying_(p_ + 1, false) {}

  /// Begins a stratum.
  void enter(std::size_t s) {
    first_ = order_.stratum[s];
    begin_ = end_ = left_ = order_.stratum[s + 1];
    at_risk_.clear();
    count_ = 0;
  }

  /// Moves to the event time before. False when the stratum has no more. `joins` and `leaves` are told of each row as
  /// it comes to be at risk and, for one that enters late, as it ceases to be.
  template <class Joins, class Leaves>
  bool next(Joins joins, Leaves leaves) {
    while (begin_ > first_) {
      end_ = begin_;
      deaths_ = {};
      const double at = order_.time[end_ - 1];
      for (; begin_ > first_ && order_.time[begin_ - 1] == at; --begin_) {
        const std::size_t i = begin_ - 1;
        if (pace_.is_due(i)) poll_();
        at_risk_.add_row(risk_[i], row(i), p_);
        joins(i);
        ++count_;
        if (order_.status[i] == 1) deaths_.number += order_.weight[i], ++deaths_.rows;
      }
      if (deaths_.rows == 0) continue;
      if (!order_.entry.empty()) leave(at, leaves);
      dying_.clear();
      for (std::size_t i = begin_; i < end_; ++i)
        if (order_.status[i] == 1) dying_.add_row(risk_[i], row(i), p_);
      at_risk_values_ = &at_risk_.values(), dying_values_ = &dying_.values();
      return true;
    }
    return false;
  }
  bool next() {
    return next([](std::size_t) {}, [](std::size_t) {});
  }

  double time() const { return order_.time[begin_]; }
  std::size_t begin() const { return begin_; }  ///< the rows of this time
  std::size_t end() const { return end_; }
  const Deaths& deaths() const { return deaths_; }
  /// Sums of r over those at risk, and over those of them who die now.
  double at_risk() const { return at_risk_values_->front(); }
  double dying() const { return dying_values_->front(); }
  /// The sum of r over those at risk, less the share f of those who die now; the mean of x over the same is written
  /// to `mean`, p values.
  double mean(double f, double* mean) const {
    const double *all = at_risk_values_->data(), *dying = dying_values_->data();
    const double s0 = all[0] - f * dying[0];
    for (std::size_t j = 0; j < p_; ++j) mean[j] = (all[j + 1] - f * dying[j + 1]) / s0;
    return s0;
  }
  const double* row(std::size_t i) const { return order_.x.data() + i * p_; }

 private:
  template <class Leaves>
  void leave(double at, Leaves leaves) {
    for (; left_ > first_ && order_.entry[order_.by_entry[left_ - 1]] >= at; --left_) {
      const std::size_t i = order_.by_entry[left_ - 1];
      if (pace_.is_due(left_)) poll_();
      at_risk_.add_row(-risk_[i], row(i), p_);
      leaves(i);
      if (--count_ == 0) at_risk_.clear();
    }
  }

  const RiskOrder& order_;
  const LargeVector<double>& risk_;
  const Poll& poll_;
  Pace pace_;
  std::size_t p_, first_ = 0, begin_ = 0, end_ = 0, left_ = 0, count_ = 0;
  RiskSums at_risk_, dying_;
  const std::vector<double>* at_risk_values_ = nullptr;  ///< at the event time at hand
  const std::vector<double>* dying_values_ = nullptr;
  Deaths deaths_;
};

/// What an event time adds to the hazard of the baseline, and of those who die then.
struct BaselineStep {
  double time, hazard, hazard_of_dying;
  double weight;  ///< each of its deaths counts for so much
  std::size_t begin, end;
};

/// A sum that grows, and what rounding took from it.
struct Cumulative {
  double sum = 0, lost = 0;
  void add(double value) {  // not below 0
    const double total = sum + value;
    lost += sum >= value ? (sum - total) + value : (value - total) + sum;
    sum = total;
  }
};

/// Calls visit(i, hazard, death) for each row of stratum s: the baseline hazard that it lived through while at risk,
/// and the step that it died at, or null. `steps` are the stratum's, ascending; one that is missing leaves its deaths
/// without. `entry_hazard` is room to work in. The hazard from entry on is exact to the last digits even where it is
/// small beside that before: it is multiplied by risks that may be 1e8 times those of others.
template <class Visit>
void for_each_life(const RiskOrder& order, std::size_t s, const LargeVector<BaselineStep>& steps,
                   LargeVector<double>& entry_hazard, const Poll& poll, Visit visit) {
  const std::size_t first = order.stratum[s], last = order.stratum[s + 1];
  entry_hazard.resize(2 * order.entry.size());
  Cumulative hazard;
  auto step = steps.begin();
  for (std::size_t k = order.entry.empty() ? last : first; k < last; ++k) {
    if (k % rows_between_polls == 0) poll();
    const std::size_t i = order.by_entry[k];
    for (; step != steps.end() && step->time <= order.entry[i]; ++step) hazard.add(step->hazard);
    entry_hazard[2 * i] = hazard.sum, entry_hazard[2 * i + 1] = hazard.lost;
  }
  hazard = {}, step = steps.begin();
  Cumulative before;
  const BaselineStep* current = nullptr;
  const Pace pace(order.columns());
  for (std::size_t i = first; i < last; ++i) {
    if (pace.is_due(i)) poll();
    if (step != steps.end() && step->begin == i) {
      before = hazard;
      hazard.add(step->hazard);
      current = &*step++;
    }
    const bool dies = order.status[i] == 1 && current && i < current->end;
    Cumulative lived = dies ? before : hazard;
    if (!entry_hazard.empty()) lived.sum -= entry_hazard[2 * i], lived.lost -= entry_hazard[2 * i + 1];
    visit(i, lived.sum + lived.lost + (dies ? current->hazard_of_dying : 0), dies ? current : nullptr);
  }
}

/// Score residuals, a row each of weight 1: x_i - mean at its death, less what its lifetime in the risk sets adds.
/// In the order and units of RiskOrder::x. Ties are not exact.
RowMatrix score_residuals(const RiskOrder& order, std::span<const double> beta, Ties ties, const Poll& poll);

}  // namespace survival
