// km_survival: the Kaplan-Meier estimate at one time, of a group of rows.
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "survival/curves/kaplan_meier.hpp"

namespace {

struct Args : functions::CohortArgs, functions::AtArgument {};

declare::Value compute(Args& args, const declare::Poll& poll) {
  const auto tables = args.cohort.risk_tables(poll);
  return functions::estimate_at(tables, survival::KaplanMeier(), *args.at, poll);
}

}  // namespace

declare::Function functions::km_survival() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "km_survival",
      .summary = "Kaplan-Meier estimate of the probability of no event up to and including a time",
      .reference = "as the table function km_curve",
      .oracle = "the table function km_curve",
      .cost = "O(n log n)",
      .example =
          "SELECT sex, count(*), round(km_survival(os_days, died, 365), 3) AS one_year FROM overall_survival JOIN "
          "patients "
          "USING (patient_id) GROUP BY sex",
      .rows = &Args::cohort,
      .arguments = {time_cells(), event_cells(), at()},
      .returns = {"", "REAL", "the estimate; NULL past the end of follow-up, unless it is 0 by then"},
      .compute = compute};
}
