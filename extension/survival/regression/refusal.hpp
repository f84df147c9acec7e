// Why a regression refuses its rows, or a question about its fit.
#pragma once
#include <cstdint>

#include "survival/input_error.hpp"

namespace survival {

/// What cannot be done. How to say so, and the way out, is left to those who know what their users can write.
enum class Refusal : std::uint8_t {
  exact_ties_with_fractions,        ///< exact ties need weights that are whole numbers
  exact_ties_with_clusters,         ///< exact ties have no robust variance
  exact_ties_with_penalty,          ///< exact ties have no Firth penalty
  exact_ties_too_many,              ///< times of several deaths, each with too many at risk
  exact_ties_with_drift,            ///< exact ties have no test of proportional hazards
  exact_ties_with_score_residuals,  ///< exact ties have no residuals by coefficient
  exact_ties_with_sampling_weights,
  penalty_with_sampling_weights,   ///< it has no part in a scale that means nothing
  drift_with_sampling_weights,     ///< the test's variance is not known
  efron_ties_too_many,             ///< at one time
  strata_with_competing_risks,     ///< the Fine-Gray model has one baseline
  risk_set_empty_before_an_entry,  ///< ... and no weight for whom another event took out before the gap
  event_at_0_on_a_log_scale,
  prediction_without_convergence
};

struct Refused : InputError {
  Refusal why;

  explicit Refused(Refusal reason) : InputError("the regression cannot be computed"), why(reason) {}
};

}  // namespace survival
