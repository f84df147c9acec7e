// The patients of a RiskOrder, each as if in every group. For the estimators alone, as RiskOrder.
#pragma once
#include <span>

#include "survival/regression/adjusted/counterfactual.hpp"
#include "survival/regression/risk_order.hpp"

namespace survival {

class StandardPatients {
 public:
  StandardPatients(const RiskOrder& order, std::span<const double> beta, const Counterfactual& rule, const Poll& poll)
      : order_(order), rule_(rule), beta_(beta), without_(order.size()) {
    std::vector<double> others(beta.begin(), beta.end());
    for (const auto& one : rule.columns) others[one.column] = 0;
    for_each_row(order.size(), poll, [&](std::size_t i) { without_[i] = order.predictor(i, others); });
  }

  std::size_t groups() const { return rule_.groups; }
  /// The stratum whose baseline a group has.
  std::size_t stratum(std::size_t group) const { return rule_.own_baselines ? group : 0; }

  /// x beta + offset of row i of the order, if it were in the group.
  double predictor(std::size_t i, std::size_t group) const {
    double sum = without_[i];
    for (const auto& one : rule_.columns) sum += value(one, i, group) * beta_[one.column];
    return sum;
  }

  /// Its covariates, p numbers.
  void covariates(std::size_t i, std::size_t group, double* z) const {
    const auto p = std::size_t(order_.columns());
    std::copy_n(order_.x.data() + i * p, p, z);
    for (const auto& one : rule_.columns) z[one.column] = value(one, i, group);
  }

 private:
  double value(const Counterfactual::Column& one, std::size_t i, std::size_t group) const {
    const auto j = Eigen::Index(one.column);
    const double rest = one.rest.empty() ? 1 : one.rest[order_.row[i]];
    return (rest * one.number[group] - order_.center(j)) / order_.scale(j);
  }

  const RiskOrder& order_;
  const Counterfactual& rule_;
  std::span<const double> beta_;
  LargeVector<double> without_;  ///< the predictor but for the columns of the group
};

}  // namespace survival
