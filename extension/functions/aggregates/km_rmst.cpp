// km_rmst: the restricted mean survival time of a group of rows.
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "survival/curves/restricted_mean.hpp"

namespace {

struct Args : functions::CohortArgs {
  std::optional<double> tau;
};

declare::Value compute(Args& args, const declare::Poll& poll) {
  const auto tables = args.cohort.risk_tables(poll);
  return survival::restricted_mean(tables.groups().front(), *args.tau, tables.tolerance, poll).mean;
}

}  // namespace

declare::Function functions::km_rmst() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "km_rmst",
      .summary = "Restricted mean survival time up to a horizon",
      .reference = "as the table function rmst",
      .oracle = "the table function rmst",
      .cost = "O(n log n)",
      .example =
          "SELECT sex, km_rmst(os_days, died, 365) FROM overall_survival JOIN patients USING (patient_id) GROUP BY sex",
      .rows = &Args::cohort,
      .arguments = {time_cells(), event_cells(),
                    number("tau", &Args::tau, "the horizon, in the unit of time", {.low = 0}, true)},
      .returns = {"", "REAL", "the mean; NULL if follow-up ends before tau with the curve above 0"},
      .compute = compute};
}
