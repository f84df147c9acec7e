#include "survival/regression/adjusted/baseline_influence.hpp"

#include <algorithm>

#include "survival/regression/cox.hpp"
#include "survival/regression/risk_sweep.hpp"

namespace survival {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

BaselineInfluence::BaselineInfluence(const Cox& model, const Poll& poll) : order_(model.order()) {
  const Index p = order_.columns();
  covariance_ = Eigen::Map<const MatrixXd>(model.information_inverse().data(), p, p);
  scores_ = score_residuals(order_, model.beta(), model.ties(), poll);
  order_.risks(model.beta(), risk_, poll);
  VectorXd mean(p), drift(p);
  Sweep sweep(order_, risk_, poll);
  for (std::size_t s = 0; s + 1 < order_.stratum.size(); ++s) {
    std::vector<Step> steps;  // the last first
    std::vector<double> drifts;
    for (sweep.enter(s); sweep.next();) {
      Step step{sweep.time(), 0, 0, 0, 0, sweep.begin(), sweep.end()};
      drift.setZero();
      std::size_t terms = 0;
      for_each_term(sweep.deaths(), model.ties(), order_.whole_weights, [&](double c, double f) {
        if (++terms % rows_between_polls == 0) poll();
        const double s0 = sweep.mean(f, mean.data());
        step.hazard += c / s0;
        step.lived += c / s0 / s0;
        step.lived_dying += (1 - f) * c / s0 / s0;
        drift += c / s0 * mean;
      });
      step.of_death = step.hazard / sweep.deaths().number;
      steps.push_back(step);
      drifts.insert(drifts.end(), drift.data(), drift.data() + p);
    }
    std::ranges::reverse(steps);
    std::vector<double> ascending;
    ascending.reserve(drifts.size());
    for (std::size_t k = steps.size(); k-- > 0;)
      ascending.insert(ascending.end(), drifts.begin() + Index(k) * p, drifts.begin() + Index(k + 1) * p);
    steps_.push_back(std::move(steps)), drifts_.push_back(std::move(ascending));
  }
}

BaselineInfluence::Integral BaselineInfluence::integral() const {
  return {LargeVector<double>(order_.size()), LargeVector<double>(order_.entry.size()),
          std::vector<std::vector<double>>(steps_.size())};
}

}  // namespace survival
