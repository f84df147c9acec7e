// Survival by a Cox model if every patient were in one group: direct standardisation.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "survival/regression/adjusted/counterfactual.hpp"
#include "survival/regression/cox.hpp"

namespace survival {

/// With r_gi = exp(predictor of patient i as if in group g), H_g the cumulative baseline hazard of g, and W the sum of
/// the weights w,
///
///     S_g(t) = sum_i w_i exp(-H_g(t) r_gi) / W             Chang, Gelman & Pagano 1982; Makuch 1982
///
/// Its derivative in the weight of patient k, E_gi = exp(-H_g(t) r_gi) and z_gi its covariates,
///
///     U_gk = (E_gk - S_g) / W - A_g dH_g(t) / dw_k - B_g' J_k,
///     A_g = sum w_i r_gi E_gi / W,  B_g = H_g(t) sum w_i r_gi E_gi z_gi / W,  J_k = d beta / dw_k,
///
/// counts that patients, and with them covariates, are a sample. The variance is sum_k w_k U_gk^2 where a weight counts
/// patients who are alike, sum_k (w_k U_gk)^2 for sampling weights; likewise the covariances: Ozenne et al. 2020,
/// Biom. J. 62:751 (R's riskRegression::ate, which has it for Breslow's ties).
///
/// Memory: O(n (p + groups)). Exact ties are refused.
class StandardSurvival {
 public:
  /// \param model  must outlive this, and `rule` as well
  /// \throws Refused when ties are exact
  StandardSurvival(const Cox& model, const Counterfactual& rule, bool sampling, Poll poll);
  ~StandardSurvival();
  StandardSurvival(const StandardSurvival&) = delete;

  /// \param passed  of each group: how many event times of its baseline; nothing: the group is not asked for, and its
  ///                numbers are NaN
  /// \param joint   whether covariances are wanted. O(n p groups), and with them O(n groups^2)
  JointEstimate at(std::span<const std::optional<std::size_t>> passed, bool joint);

  /// Of one group after 0, 1, 2, ... event times of its baseline, without patients x times: see standard_curve().
  std::vector<StandardPoint> curve(std::size_t group);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace survival
