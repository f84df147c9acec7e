// Cumulative incidences by Cox models of all causes: of a patient with given covariates, and of each group if every
// patient were in it.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "survival/regression/adjusted/counterfactual.hpp"
#include "survival/regression/cox.hpp"

namespace survival {

/// An estimate and its variance, NaN where that is not known.
struct Incidence {
  double value, variance;
};

/// How many event times of each cause's model have been passed.
using PassedEvents = std::vector<std::size_t>;

/// With r_l = exp(predictor by the model of cause l) and dH_l its baseline hazard, the product-limit form
///
///     F_j(t) = sum_{u <= t} S(u-) r_j dH_j(u),   S(u) = prod_{v <= u} {1 - sum_l r_l dH_l(v)}
///
/// of Benichou & Gail 1990, Biometrics 46:813. Where the hazards of a time sum to more than 1 they are scaled to 1, and
/// S is 0 from there. Their influences, with those of the hazards as BaselineInfluence has them:
///
///     U_k = sum_l [ sum_v omega_l(v) d dH_l(v) / dw_k + B_l' J_kl ],
///     omega_l(v) = 1{l = j} S(v-) r_j - sum_{v < u <= t} S(u-) r_j r_l dH_j(u),
///     B_l = z {1{l = j} F_j(t) - sum_u S(u-) r_j r_l H_l(u-) dH_j(u)},
///
/// which takes log S as minus the cumulative hazard, as riskRegression's predict and ate of a CauseSpecificCox do. Of a
/// patient whose hazards are scaled no variance is told from there on. Over groups these are means over the patients,
/// and (F_jk - mean) / W is added, as in StandardSurvival; so are variances. What scaled patients add to them moves as
/// r_j dH_j / sum_l r_l dH_l does.
class CauseSpecificModels {
 public:
  /// \param models  of cause 1, 2, ...: over the same rows; must outlive this
  /// \throws Refused when ties are exact
  CauseSpecificModels(const std::vector<std::unique_ptr<Cox>>& models, bool sampling, Poll poll);
  ~CauseSpecificModels();
  CauseSpecificModels(const CauseSpecificModels&) = delete;

  /// Of one patient in a stratum: [point][cause]; points never go back. \param profiles  of each model.
  /// O(causes^2 (n p + points))
  std::vector<std::vector<Incidence>> of_patient(std::span<const Profile> profiles, std::span<const double> z,
                                                 std::size_t stratum, std::span<const PassedEvents> points) const;

  /// Of a group: [point][cause]. O(events d causes^2 + points n (p + causes) causes), d patterns of covariates.
  std::vector<std::vector<Incidence>> of_group(const Counterfactual& rule, std::size_t group,
                                               std::span<const PassedEvents> points) const;

  /// Of all groups: [point][cause]. \param points  [point][group]; nothing: not asked for, NaN
  std::vector<std::vector<JointEstimate>> of_groups(
      const Counterfactual& rule, std::span<const std::vector<std::optional<PassedEvents>>> points) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace survival
