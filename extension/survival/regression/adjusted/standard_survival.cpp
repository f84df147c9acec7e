#include "survival/regression/adjusted/standard_survival.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "survival/regression/adjusted/baseline_influence.hpp"
#include "survival/regression/adjusted/standard_curve.hpp"
#include "survival/regression/adjusted/standard_patients.hpp"
#include "survival/regression/refusal.hpp"

namespace survival {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

struct StandardSurvival::Parts {
  /// A group at one time.
  struct Group {
    std::size_t group, stratum, passed;
    double survival = 0, leaving = 0;  ///< S and 1 - S, each with its own digits; -S where that is the smaller
    double slope = 0;                  ///< A
    VectorXd by_score;                 ///< I^-1 (B - A sum c m / s0), to be multiplied by a patient's score residual
  };

  Parts(const Cox& model, const Counterfactual& rule, bool is_sampling, Poll stop)
      : poll(std::move(stop)),
        patients(model.order(), model.beta(), rule, poll),
        influence(model, poll),
        integral(influence.integral()),
        sampling(is_sampling) {
    const std::size_t strata = influence.order().stratum.size() - 1, p = std::size_t(influence.order().columns());
    for (std::size_t s = 0; s < strata; ++s) {
      influence.integrate(
          s, [](std::size_t) { return 1.0; }, integral, poll);
      std::vector<double> sum = {0}, drift(p, 0.0);
      for (std::size_t k = 0; k < influence.steps(s).size(); ++k) {
        sum.push_back(sum.back() + influence.steps(s)[k].hazard);
        for (std::size_t j = 0; j < p; ++j) drift.push_back(drift[k * p + j] + influence.drift(s, k)[j]);
      }
      hazard.push_back(std::move(sum)), drifts.push_back(std::move(drift));
    }
    for (std::size_t g = 0; g < rule.groups; ++g) stay.emplace_back(influence.order().size());
  }

  Group mean_of(std::size_t g, std::size_t passed) {
    const RiskOrder& order = influence.order();
    const Index p = order.columns();
    Group one{g, patients.stratum(g), passed, 0, 0, 0, VectorXd::Zero(p)};
    const double h = hazard[one.stratum][passed];
    VectorXd z(p);
    for_each_row(order.size(), poll, [&](std::size_t i) {
      const double hazard_of = h > 0 ? std::exp(patients.predictor(i, g) + std::log(h)) : 0;
      const double stays = std::exp(-hazard_of), w = order.weight[i];
      stay[g][i] = std::expm1(-hazard_of);
      one.survival += w * stays, one.leaving -= w * stay[g][i];
      if (!(stays > 0) || hazard_of == 0) return;
      patients.covariates(i, g, z.data());
      one.slope += w * hazard_of * stays;
      one.by_score += w * hazard_of * stays * z;
    });
    one.survival = h > 0 ? one.survival / order.total : 1, one.leaving /= order.total;
    if (one.survival < one.leaving) {
      one.leaving = -one.survival;
      for_each_row(order.size(), poll,
                   [&](std::size_t i) { stay[g][i] = std::exp(-std::exp(patients.predictor(i, g) + std::log(h))); });
    }
    one.slope = h > 0 ? one.slope / h / order.total : 0;
    const Eigen::Map<const VectorXd> drift(drifts[one.stratum].data() + Index(passed) * p, p);
    one.by_score = influence.by_information(one.by_score / order.total - one.slope * drift);
    return one;
  }

  /// Of row i on the survival of the group.
  double influence_of(const Group& one, std::size_t i) const {
    const RiskOrder& order = influence.order();
    double sum = (stay[one.group][i] + one.leaving) / order.total;
    const double* score = influence.score(i);
    for (Index j = 0; j < order.columns(); ++j) sum -= one.by_score(j) * score[j];
    if (i < order.stratum[one.stratum] || i >= order.stratum[one.stratum + 1]) return sum;
    return sum - one.slope * influence.at(integral, one.stratum, i, one.passed);
  }

  Poll poll;
  StandardPatients patients;
  BaselineInfluence influence;
  BaselineInfluence::Integral integral;
  bool sampling;
  std::vector<std::vector<double>> hazard, drifts;  ///< by stratum, of 0, 1, 2, ... steps
  std::vector<LargeVector<double>> stay;            ///< by group: S_i - 1 with S_i = exp(-H r), or S_i
};

StandardSurvival::StandardSurvival(const Cox& model, const Counterfactual& rule, bool sampling, Poll poll) {
  if (model.ties() == Ties::exact) throw Refused(Refusal::exact_ties_with_score_residuals);
  parts_ = std::make_unique<Parts>(model, rule, sampling, std::move(poll));
}

StandardSurvival::~StandardSurvival() = default;

JointEstimate StandardSurvival::at(std::span<const std::optional<std::size_t>> passed, bool joint) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  Parts& parts = *parts_;
  const RiskOrder& order = parts.influence.order();
  std::vector<Parts::Group> groups;
  for (std::size_t g = 0; g < passed.size(); ++g)
    if (passed[g]) groups.push_back(parts.mean_of(g, *passed[g]));
  const std::size_t all = passed.size();
  JointEstimate found{std::vector<double>(all, none), std::vector<double>(all, none),
                      std::vector<double>(joint ? all * all : 0, none)};
  if (groups.empty()) return found;
  const auto size = Index(groups.size());
  CrossProduct products(joint ? size : 1);
  VectorXd row(size), squares = VectorXd::Zero(size);
  for_each_row(order.size(), parts.poll, [&](std::size_t i) {
    const double w = parts.sampling ? order.weight[i] * order.weight[i] : order.weight[i];
    for (Index k = 0; k < size; ++k) {
      row(k) = parts.influence_of(groups[std::size_t(k)], i);
      squares(k) += w * row(k) * row(k);
    }
    if (joint) products.add(w, row.data());
  });
  for (Index k = 0; k < size; ++k) {
    const std::size_t g = groups[std::size_t(k)].group;
    found.value[g] = groups[std::size_t(k)].survival, found.variance[g] = squares(k);
    for (Index l = 0; joint && l < size; ++l)
      found.covariance[g * all + groups[std::size_t(l)].group] = products.sum()(k, l);
  }
  return found;
}

std::vector<StandardPoint> StandardSurvival::curve(std::size_t group) {
  constexpr double widest = 100;  // of predictors: hazards that differ by a factor of 1e43 have too many nodes
  Parts& parts = *parts_;
  double low = HUGE_VAL, high = -HUGE_VAL;
  for_each_row(parts.influence.order().size(), parts.poll, [&](std::size_t i) {
    const double eta = parts.patients.predictor(i, group);
    low = std::min(low, eta), high = std::max(high, eta);
  });
  if (high - low <= widest)
    return standard_curve(parts.patients, parts.influence, parts.integral, group, parts.sampling, parts.poll);
  std::vector<StandardPoint> found;
  for (std::size_t k = 0; k <= parts.influence.steps(parts.patients.stratum(group)).size(); ++k) {
    std::vector<std::optional<std::size_t>> passed(parts.patients.groups());
    passed[group] = k;
    const JointEstimate point = at(passed, false);
    found.push_back({point.value[group], point.variance[group]});
  }
  return found;
}

}  // namespace survival
