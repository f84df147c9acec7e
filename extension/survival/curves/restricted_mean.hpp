// The restricted mean survival time: the area under the survival curve up to a horizon.
#pragma once
#include "survival/risk_table.hpp"

namespace survival {

struct RestrictedMean {
  double mean, std_err;  ///< NaN when follow-up ends before tau with the curve above 0
};

/// mean = integral of S from 0 to tau, Var = sum_{u <= tau} A(u)^2 d / (n (n - d)), A(u) the integral from u to tau
/// (Miller 1981); a term with n = d is 0. With sampling weights the infinitesimal jackknife's: the derivative in the
/// weight of i is - sum_{u <= tau} A(u) (dN_i - Y_i d / n) / (n - d).
///
/// \param by_id  with sampling weights and ids: filled in with that derivative times the weight, by id
RestrictedMean restricted_mean(const RiskTable& table, double tau, double tolerance, const Poll& poll,
                               LargeVector<double>* by_id = nullptr);

/// The largest tau at which every group's mean is known: the smallest of the last times of the groups whose curve
/// does not end at 0, or when all do the largest last time.
double longest_tau(Block groups, const Poll& poll);

}  // namespace survival
