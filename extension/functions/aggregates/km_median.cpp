// km_median: the median survival time of a group of rows.
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "functions/survival_quantile.hpp"

namespace {

using Args = functions::CohortArgs;

declare::Value compute(Args& args, const declare::Poll& poll) {
  const auto tables = args.cohort.risk_tables(poll);
  return functions::quantile_value(tables.groups().front(), 0.5, poll);
}

}  // namespace

declare::Function functions::km_median() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "km_median",
      .summary = "Median survival time",
      .reference = "as the table function km_quantile",
      .oracle = "the table function km_quantile",
      .cost = "O(n log n)",
      .example =
          "SELECT sex, km_median(os_days, died) FROM overall_survival JOIN patients USING (patient_id) GROUP BY sex",
      .rows = &Args::cohort,
      .arguments = {time_cells(), event_cells()},
      .returns = {"", "REAL", "the time; NULL if not reached"},
      .compute = compute};
}
