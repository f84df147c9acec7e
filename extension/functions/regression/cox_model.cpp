#include "functions/regression/cox_model.hpp"

namespace functions {

using namespace declare;

Arguments<CoxArgs> cox_arguments() { return {regression_source(), time_expr(), event_expr(), terms()}; }

IdWords with_recurrent_events() {
  return {
      "Terms may differ between them. A patient may have several events (Andersen-Gill model): then standard errors "
      "are robust, each patient a cluster, unless terms has a cluster()"};
}

Arguments<CoxArgs> cox_options(const IdWords& on_id) {
  using enum survival::Ties;
  using survival::Penalty;
  return {
      choice("ties", &CoxArgs::ties,
             "treatment of events at the same time (exact needs whole weights and excludes cluster(), penalty = "
             "'firth', cox_zph, and residuals other than martingale and deviance)",
             {{"efron", efron}, {"breslow", breslow}, {"exact", exact}}),
      follow_up_options(on_id),
      choice(
          "penalty", &CoxArgs::penalty,
          "firth reduces bias and gives finite estimates even where the likelihood has no maximum (log-likelihoods "
          "then include the penalty for standardised covariates: only their difference compares with other software)",
          {{"none", Penalty::none}, {"firth", Penalty::firth}}),
      max_iter(),
      tolerance(),
      max_levels(),
      regression_weights()};
}

}  // namespace functions
