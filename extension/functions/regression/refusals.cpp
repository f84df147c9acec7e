#include "functions/regression/refusals.hpp"

namespace functions {

std::string clause(survival::Refusal refusal) {
  using enum survival::Refusal;
  switch (refusal) {
    case exact_ties_with_fractions:
      return "exact ties need weights that are whole numbers";
    case exact_ties_with_clusters:
      return "exact ties have no robust variance; leave out cluster() or choose other ties";
    case exact_ties_with_penalty:
      return "exact ties have no Firth penalty; choose efron or breslow";
    case exact_ties_too_many:
      return "exact ties would take hours: they go through all patients at risk for each time at which several die; "
             "choose efron";
    case exact_ties_with_drift:
      return "exact ties have no test of proportional hazards; choose other ties";
    case exact_ties_with_score_residuals:
      return "exact ties have only martingale and deviance residuals; choose other ties";
    case exact_ties_with_sampling_weights:
      return "exact ties count patients, and weight_type is 'sampling'; choose efron or breslow";
    case penalty_with_sampling_weights:
      return "the Firth penalty has no form for sampling weights; leave penalty out";
    case drift_with_sampling_weights:
      return "the test of proportional hazards has no robust form for weight_type 'sampling'";
    case efron_ties_too_many:
      return "more than 10 million patients die at one time, too many for Efron's ties; choose breslow, unless the "
             "weight is no number of patients";
    case strata_with_competing_risks:
      return "argument 'terms': a Fine-Gray model has no strata(); use factor() instead";
    case risk_set_empty_before_an_entry:
      return "after an event of another cause the risk set empties before more patients enter, so that no weight can "
             "be estimated for it; choose a later origin, or leave out those before the gap";
    case event_at_0_on_a_log_scale:
      return "an event at time 0 has no logarithm";
    case prediction_without_convergence:
      return "the fit has not converged, so that nothing can be predicted by it";
  }
  return "";
}

}  // namespace functions
