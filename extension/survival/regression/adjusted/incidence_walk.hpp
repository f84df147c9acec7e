// Product-limit incidences along the event times of all causes, for many patterns of covariates at once. For the
// estimators alone, as RiskOrder.
#pragma once
#include <algorithm>
#include <span>
#include <vector>

#include "survival/regression/adjusted/baseline_influence.hpp"

namespace survival {

/// Patterns of covariates: their risks, and which share of the mean each has.
struct RiskPatterns {
  std::vector<LargeVector<double>> risk;  ///< by cause: exp(predictor)
  LargeVector<double> share;              ///< sums to 1
  std::size_t size() const { return share.size(); }
};

class IncidenceWalk {
 public:
  IncidenceWalk(const std::vector<BaselineInfluence>& causes, std::size_t stratum, RiskPatterns patterns, Poll poll);

  /// Moves on until so many event times of each cause are passed; never back.
  void advance(std::span<const std::size_t> passed);

  /// F_j of a pattern.
  double incidence(std::size_t cause, std::size_t pattern) const { return std::min(1.0, incidence_[cause][pattern]); }
  double mean_incidence(std::size_t cause) const;
  /// What multiplies the covariates of a pattern in B_l for F_j.
  double slope(std::size_t j, std::size_t l, std::size_t pattern) const {
    return (l == j ? incidence_[j][pattern] : 0) - slope_[j * causes_.size() + l][pattern];
  }
  /// omega_l(v) for F_j, at step k of cause l, one of those passed: the first less the second, which changes with t
  /// alone.
  double weight(std::size_t j, std::size_t l, std::size_t step) const { return factor(j, l, step) - fall(j, l); }
  double factor(std::size_t j, std::size_t l, std::size_t step) const {
    return (l == j ? at_risk_[j][step] : 0) + fallen_[j * causes_.size() + l][step];
  }
  double fall(std::size_t j, std::size_t l) const { return fall_[j * causes_.size() + l]; }
  std::span<const std::size_t> passed() const { return passed_; }
  /// The hazards of some time summed to more than 1 in a pattern.
  bool is_scaled() const { return scaled_; }

 private:
  void step(std::span<const std::size_t> acts);

  const std::vector<BaselineInfluence>& causes_;
  std::size_t stratum_;
  RiskPatterns patterns_;
  Poll poll_;
  std::vector<std::size_t> passed_;
  std::vector<double> hazard_;                  ///< by cause: H before the next time
  LargeVector<double> survival_;                ///< by pattern
  std::vector<LargeVector<double>> incidence_;  ///< by cause, then pattern
  std::vector<LargeVector<double>> slope_;      ///< by j and l, then pattern: sum S r_j r_l H_l dH_j
  std::vector<std::vector<double>> at_risk_;    ///< by j, at its steps: mean S r_j
  std::vector<double> fall_;                    ///< by j and l: sum of mean S r_j r_l dH_j so far
  std::vector<std::vector<double>> fallen_;     ///< the same at the steps of l, less what scaling takes
  bool scaled_ = false;
};

}  // namespace survival
