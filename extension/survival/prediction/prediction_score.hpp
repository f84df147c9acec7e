// How good predictions of an event were, of patients some of whom are censored.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "survival/patients.hpp"
#include "survival/risk_table.hpp"

namespace survival {

/// Of a prediction at one time t; NaN where it cannot be told.
struct PredictionScore {
  double n_event;            ///< events of the cause up to t
  double brier, brier_null;  ///< of the prediction, and of the incidence F(t) of all patients as that of each
  double auc, auc_se;
  double c_index;
};

/// Scores predictions of the cause 1 by inverse probability of censoring. G is the Kaplan-Meier curve of censoring, in
/// which those who have an event at a time leave before those censored then. Of patients i with time T_i,
///
///     W_i    = 1 / G(T_i-) of those with an event up to t, 1 / G(t) of those followed past t, 0 of the censored
///     Brier  = mean of W_i (1(case i) - risk_i)^2                             Gerds & Schumacher 2006
///     AUC    = sum W_i W_j {1(risk_i > risk_j) + 1(risk_i = risk_j) / 2} / sum W_i W_j
///              over cases i, with the cause up to t, and controls j, all others with W_j > 0
///                                                                             Blanche, Dartigues & Jacqmin-Gadda 2013
///     C      = sum G(T_i-)^-2 {1(risk_i > risk_j) + 1(risk_i = risk_j) / 2} / sum G(T_i-)^-2
///              over pairs of an event T_i <= t and a patient j who is followed longer; one cause        Uno 2011
///
/// The error of the AUC is sd(IF) / sqrt(n), IF the influence function, of the estimated G too:
///
///     IF_l = q_l + sum_i q_i int_0^(T_i or t) dM_l / Y,    M_l the martingale of the censoring of l, Y at risk of it,
///     q_l  = n W_l sum_j W_j (h_lj - AUC) / sum W_i W_j, h the braces above.
class ScoredFollowUp {
 public:
  /// \param patients   sorted by time, each alone, nobody entering late; status 1 is the cause
  /// \param tolerance  a time that is less than this short of a step has reached it
  ScoredFollowUp(const Patients& patients, const RiskTable& table, double tolerance, Poll poll);

  /// O(n log n). \param risk  of each patient in their order; it orders them, and is a probability or `brier` is NaN
  PredictionScore score(std::span<const double> risk, double t) const;

 private:
  struct Weights;
  Weights weights_at(double t) const;
  double auc_error(const Weights& weights, const std::vector<double>& q) const;
  double c_index(std::span<const std::uint32_t> rank, std::size_t reached) const;

  const Patients& patients_;
  const RiskTable& table_;
  double tolerance_;
  Poll poll_;
  bool one_cause_;
  std::vector<std::uint32_t> row_;      ///< of each patient, that of the table
  std::vector<double> before_, after_;  ///< of each row, G just before and at its time
};

}  // namespace survival
