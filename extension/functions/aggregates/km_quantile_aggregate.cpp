// km_quantile: a quantile of the survival time, of a group of rows.
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "functions/survival_quantile.hpp"

namespace {

struct Args : functions::CohortArgs {
  std::optional<double> prob;
};

declare::Value compute(Args& args, const declare::Poll& poll) {
  const auto tables = args.cohort.risk_tables(poll);
  return functions::quantile_value(tables.groups().front(), *args.prob, poll);
}

}  // namespace

declare::Function functions::km_quantile_aggregate() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "km_quantile",
      .summary = "Quantile of the survival time",
      .reference = "as the table function km_quantile",
      .oracle = "the table function km_quantile",
      .cost = "O(n log n)",
      .example =
          "SELECT sex, km_quantile(os_days, died, 0.25) AS lower_quartile FROM overall_survival JOIN patients USING "
          "(patient_id) "
          "GROUP BY sex",
      .rows = &Args::cohort,
      .arguments = {time_cells(), event_cells(),
                    number("prob", &Args::prob, "the quantile, e.g. 0.5 for the median",
                           {.low = 0, .high = 1, .with_low = true, .with_high = true}, true)},
      .returns = {"", "REAL", "the time; NULL if not reached"},
      .compute = compute};
}
