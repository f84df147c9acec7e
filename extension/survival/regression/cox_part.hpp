// A Cox model stratified by centre, of which each centre computes its part: no row leaves it.
#pragma once
#include <span>
#include <vector>

#include "survival/large_vector.hpp"
#include "survival/patients.hpp"

namespace survival {

/// The log partial likelihood of one stratum at some coefficients, with its derivatives: what a centre tells. Of
/// several centres these add up to those of the model with a baseline hazard for each.
struct CoxPart {
  double loglik = 0;
  std::vector<double> score;        ///< p
  std::vector<double> information;  ///< p (p + 1) / 2: the upper triangle, row by row

  CoxPart& operator+=(const CoxPart& other);
};

/// With ties after Efron; weights are counts. O(n log n + n p^2 + events p^2).
/// \param patients  in any order, status 1 is the event; near ties are made one
/// \param columns   p covariates, by patient
/// \param beta      p
CoxPart cox_part(const Patients& patients, const std::vector<LargeVector<double>>& columns,
                 std::span<const double> beta, const Poll& poll);

struct CoxStep {
  std::vector<double> beta;       ///< where Newton's step leads
  std::vector<double> std_error;  ///< from the information before the step; empty where it is singular
  double gain = 0;                ///< score' information^-1 score: about twice what was still to be gained
};

/// Newton's step for the sum of all parts at `beta`; std_error is empty, and beta stays, where the information is
/// singular.
CoxStep cox_step(const CoxPart& sum, std::span<const double> beta);

}  // namespace survival
