// How much each patient moves the baseline hazards and the coefficients of a Cox model: the derivatives in the
// patient's weight. For the estimators alone, as RiskOrder.
#pragma once
#include <vector>

#include "survival/regression/risk_order.hpp"

namespace survival {

class Cox;

/// At an event time u with Efron's or Breslow's terms c / s0, s0 = sum r less a share of those who die, and their mean
/// covariates m, dH(u) = sum c / s0 over the terms. The derivative of dH(u) in the weight of patient i is
///
///     1{i dies at u} dH(u) / d(u) - 1{i at risk at u} r_i sum c / s0^2 - (sum c m / s0)' J_i
///
/// with d(u) the number of deaths, of those who die then the share in the second sum that Efron's terms give them, and
/// J_i the derivative of beta: I^-1 times the score residual. Sums over the first two parts are made here; the third
/// is known from `drift` and the score residuals.
class BaselineInfluence {
 public:
  struct Step {
    double time, hazard;
    double of_death;            ///< dH / d
    double lived, lived_dying;  ///< sum c / s0^2, and the same for those who die
    std::size_t begin, end;     ///< the rows of this time
  };

  /// Of one patient of each row: the sum over the event times up to any time of a factor, known at each of them, times
  /// the first two parts above.
  struct Integral {
    LargeVector<double> whole;                   ///< up to the row's own time
    LargeVector<double> at_entry;                ///< what had been cumulated by its entry; empty without entries
    std::vector<std::vector<double>> cumulated;  ///< by stratum: factor times `lived`, over 0, 1, 2, ... steps
  };

  BaselineInfluence(const Cox& model, const Poll& poll);

  const RiskOrder& order() const { return order_; }
  const std::vector<Step>& steps(std::size_t stratum) const { return steps_[stratum]; }
  /// sum c m / s0 of one step, p numbers.
  const double* drift(std::size_t stratum, std::size_t step) const {
    return drifts_[stratum].data() + step * std::size_t(order_.columns());
  }
  /// I^-1 v, to be multiplied by a patient's score residual.
  Eigen::VectorXd by_information(const Eigen::VectorXd& v) const { return covariance_ * v; }
  const double* score(std::size_t i) const { return scores_.data() + i * std::size_t(order_.columns()); }
  /// r_i, of weight 1.
  double risk(std::size_t i) const { return risk_[i] / order_.weight[i]; }

  /// Room for the rows of all strata.
  Integral integral() const;
  /// Fills in the rows of a stratum. \param factor  of step 0, 1, ...
  template <class Factor>
  void integrate(std::size_t stratum, Factor factor, Integral& integral, const Poll& poll) const;
  /// Of row i of that stratum, up to and with so many of its steps.
  double at(const Integral& integral, std::size_t stratum, std::size_t i, std::size_t passed) const {
    if (passed == 0) return 0;
    const double until = steps_[stratum][passed - 1].time;
    if (order_.time[i] <= until) return integral.whole[i];
    if (order_.entry.empty()) return -risk(i) * integral.cumulated[stratum][passed];
    if (order_.entry[i] >= until) return 0;
    return -risk(i) * (integral.cumulated[stratum][passed] - integral.at_entry[i]);
  }

 private:
  const RiskOrder& order_;
  Eigen::MatrixXd covariance_;
  RowMatrix scores_;
  LargeVector<double> risk_;
  std::vector<std::vector<Step>> steps_;     ///< by stratum, ascending
  std::vector<std::vector<double>> drifts_;  ///< likewise, p each
};

template <class Factor>
void BaselineInfluence::integrate(std::size_t stratum, Factor factor, Integral& integral, const Poll& poll) const {
  const std::vector<Step>& steps = steps_[stratum];
  std::vector<double>& cumulated = integral.cumulated[stratum];
  cumulated.assign(1, 0);
  for (std::size_t k = 0; k < steps.size(); ++k) cumulated.push_back(cumulated.back() + factor(k) * steps[k].lived);
  const std::size_t first = order_.stratum[stratum], last = order_.stratum[stratum + 1];
  std::size_t passed = 0;
  if (!order_.entry.empty())
    for_each_row(last - first, poll, [&](std::size_t place) {
      const std::size_t i = order_.by_entry[first + place];
      for (; passed < steps.size() && steps[passed].time <= order_.entry[i]; ++passed) {
      }
      integral.at_entry[i] = cumulated[passed];
    });
  passed = 0;
  for_each_row(last - first, poll, [&](std::size_t place) {
    const std::size_t i = first + place;
    for (; passed < steps.size() && steps[passed].time <= order_.time[i]; ++passed) {
    }
    const double entered = order_.entry.empty() ? 0 : integral.at_entry[i];
    const bool dies = order_.status[i] == 1 && passed > 0 && i >= steps[passed - 1].begin && i < steps[passed - 1].end;
    if (!dies) {
      integral.whole[i] = -risk(i) * (cumulated[passed] - entered);
      return;
    }
    const Step& own = steps[passed - 1];
    integral.whole[i] =
        factor(passed - 1) * (own.of_death - risk(i) * own.lived_dying) - risk(i) * (cumulated[passed - 1] - entered);
  });
}

}  // namespace survival
