// The rows of a regression: outcome and covariates, as they come and as a partial likelihood wants them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "survival/chi_square.hpp"
#include "survival/newton.hpp"
#include "survival/patients.hpp"

namespace survival {

/// Row i of every column is one patient, or `weight[i]` patients who are alike in all the rest, or with `entry` one
/// stretch of a patient's follow-up.
struct Regression {
  Patients patients;                          ///< group: the stratum, each with a baseline hazard of its own
  std::vector<LargeVector<double>> columns;   ///< p covariates, finite
  LargeVector<double> offset = {};            ///< added to the linear predictor; empty: 0
  LargeVector<std::uint32_t> cluster = {};    ///< 0, 1, ...: rows that belong together; empty: each alone
  LargeVector<std::uint32_t> censoring = {};  ///< 0, 1, ...: groups censored, and entering, alike; empty: all
  bool robust = true;                         ///< with clusters: their sums are the variance of the coefficients
  bool sampling = false;  ///< weights are sampling weights: only their ratios count, and the variance is the robust one
  bool counted = false;   ///< a cluster's rows share one weight, the number of such clusters: patients who are alike
};

/// Weights whose scale means nothing, divided by their mean.
LargeVector<double> of_mean_one(const LargeVector<double>& weights, const Poll& poll);

/// A covariate that the others make superfluous.
struct Superfluous {
  std::size_t column;
  std::vector<std::size_t> given;  ///< the columns before it that tell its value; none when it is constant
};

/// The first column that is constant but for rounding, or a linear combination of those before it: what these leave of
/// its variance is at most 1e-11 of it. O(n p^2).
std::optional<Superfluous> superfluous(const Regression& rows, const Poll& poll);

/// How a coefficient came out.
enum class Finding : std::uint8_t {
  estimated,
  no_information,  ///< it never varies among those at risk at an event beyond what the columns before it tell
  rises,           ///< no finite estimate: the likelihood rises as it goes to infinity
  falls,           ///< likewise to minus infinity
  unfinished       ///< the iteration ended before its rule was met
};

/// A fitted partial likelihood.
struct Fit {
  std::vector<double> estimate;    ///< p, per unit of the column; NaN where there is none
  std::vector<double> std_error;   ///< p; NaN where unfinished; its square may be beyond the doubles
  std::vector<double> covariance;  ///< p x p, robust where asked for; NaN likewise, and where clusters are too few
  std::vector<double> model_covariance;  ///< p x p, from the information
  std::vector<Finding> finding;          ///< p
  double loglik_null = 0, loglik = 0;
  ChiSquare likelihood_ratio, wald, score;
  int iterations = 0;
  bool converged = false;
};

}  // namespace survival
