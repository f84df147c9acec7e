// The sum of squared influences on one patient's incidence, along time, without patients x times. For the estimators
// alone, as RiskOrder.
#pragma once
#include <span>
#include <vector>

#include "survival/regression/adjusted/incidence_walk.hpp"

namespace survival {

/// What all patients' curves have in common.
struct InfluenceUnits {
  std::vector<BaselineInfluence::Integral> unit;  ///< by cause: of a factor of 1
  Eigen::MatrixXd score_squares;                  ///< sum of v x x', x the scores of all causes' models side by side

  /// \param square  of each row, what its square counts for: v
  InfluenceUnits(const std::vector<BaselineInfluence>& causes, const LargeVector<double>& square, const Poll& poll);
};

/// The influence of patient k on F_j(t) by way of the baselines is, with factor f_l(v) and fall K_l(t) as IncidenceWalk
/// has them, A and a the Integrals of f and of 1, Q their `cumulated`, and E what Q was at the patient's entry,
///
///     sum_l {A_l - K_l(t) a_l}                                             for one who has left,
///     sum_l -r_l {QA_l(t) - EA_l - K_l(t) (Q1_l(t) - E1_l)}                for one at risk:
///
/// features of the patient times numbers that only t changes. So their second moments, and those with the scores, are
/// kept over both kinds. O(n (c^2 + c P)) in all, P the scores of all models.
class InfluenceMoments {
 public:
  /// \param walk  at the last of the times to come
  InfluenceMoments(const std::vector<BaselineInfluence>& causes, const InfluenceUnits& units,
                   const LargeVector<double>& square, std::size_t stratum, std::size_t j, const IncidenceWalk& walk,
                   const Poll& poll);

  /// The sum of squares after so many event times of each cause, never fewer than before.
  /// \param fall      K_l, by cause
  /// \param by_score  what each patient's scores are multiplied by, P
  double squares(std::span<const std::size_t> passed, std::span<const double> fall, const Eigen::VectorXd& by_score);

 private:
  void join(std::size_t i, double sign);
  void leave(std::size_t i);

  const std::vector<BaselineInfluence>& causes_;
  const InfluenceUnits& units_;
  const LargeVector<double>& square_;
  const RiskOrder& order_;
  std::size_t stratum_;
  const Poll& poll_;
  LargeVector<double> left_whole_, entered_;    ///< sum of A_l; sum of r_l EA_l
  std::vector<std::vector<double>> cumulated_;  ///< by cause: QA
  Eigen::Index left_width_, risk_width_, scores_width_;
  Eigen::MatrixXd left_;  ///< moments of the features of those who have left, and then with the scores
  RiskSums risk_;         ///< the same of those at risk, column by column
  Eigen::VectorXd left_feature_, risk_feature_, score_;  ///< of the row at hand
  std::size_t next_entry_, next_exit_;
};

}  // namespace survival
