#include "functions/regression/cox_model.hpp"

namespace functions {

using namespace declare;

Arguments<CoxArgs> cox_arguments() { return {regression_source(), time_expr(), event_expr(), terms()}; }

Arguments<CoxArgs> cox_options() {
  using enum survival::Ties;
  using survival::Penalty;
  return {
      choice("ties", &CoxArgs::ties, "how events of one time share their risk set",
             {{"efron", efron}, {"breslow", breslow}, {"exact", exact}}),
      follow_up_options(),
      choice("penalty", &CoxArgs::penalty, "firth: finite estimates where the likelihood has no maximum, and less bias",
             {{"none", Penalty::none}, {"firth", Penalty::firth}}),
      max_iter(),
      tolerance(),
      max_levels()};
}

}  // namespace functions
