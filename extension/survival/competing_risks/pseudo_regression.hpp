// Regression of pseudo-values by generalised estimating equations.
#pragma once
#include <cstdint>
#include <vector>

#include "survival/large_vector.hpp"
#include "survival/poll.hpp"

namespace survival {

/// g, whose g(mean) is linear in the covariates.
enum class Link {
  identity,  ///< mu
  log,       ///< log mu
  logit,     ///< log(mu / (1 - mu))
  cloglog    ///< log(-log(1 - mu))
};

struct PseudoFit {
  std::vector<double> estimate;      ///< an intercept for each time, then the p coefficients; NaN where there is none
  std::vector<double> std_error;     ///< NaN likewise, and where the residuals leave none
  std::vector<unsigned char> moves;  ///< 1: it has no finite estimate, or none was reached
  int iterations = 0;
};

/// Solves, for patients i and times k,
///
///     sum_i sum_k d mu_ik / d beta (y_ik - mu_ik) = 0,    g(mu_ik) = a_k + x_i b,
///
/// y the pseudo-values: working independence and a constant variance, so that the solution is the least squares'. With
/// u_i what patient i has in the sum and A = sum d mu/d beta (d mu/d beta)', the covariance is the sandwich
///
///     A^-1 (sum_i u_i u_i') A^-1    without a factor for small samples (HC0), each patient with all times as one
///
/// Andersen, Klein & Rosthoj 2003, Biometrika 90:15; Liang & Zeger 1986, Biometrika 73:13. By Gauss and Newton from the
/// mean of each time on. A coefficient without bound, as of a level in which nobody has the event under a logarithm,
/// is told from the rest, which are those of that limit. O(i n (times + p^2)), i iterations.
///
/// \param columns  p covariates of n patients, none of them constant or told by the others
/// \param values   n x times, finite
PseudoFit pseudo_regression(const std::vector<LargeVector<double>>& columns, const LargeVector<double>& values,
                            std::size_t times, Link link, const Poll& poll);

}  // namespace survival
