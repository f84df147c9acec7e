// cif: the cumulative incidence of one of several competing events at one time, of a group of rows.
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "survival/competing_risks/aalen_johansen.hpp"

namespace {

struct Args : functions::StatusArgs, functions::CauseArgument, functions::AtArgument {};

declare::Value compute(Args& args, const declare::Poll& poll) {
  args.cohort.name_causes(args.censor, cohort::Cohort::Patients::some);
  const std::size_t cause = args.cohort.cause(*args.cause);
  const auto tables = args.cohort.risk_tables(poll);
  return functions::estimate_at(tables, survival::CumulativeIncidence(cause, survival::IncidenceVariance::delta),
                                *args.at, poll);
}

}  // namespace

declare::Function functions::cif() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "cif",
      .summary = "Cumulative incidence of one cause at a time, with the other causes competing",
      .reference = "as the table function cuminc",
      .oracle = "the table function cuminc",
      .cost = "O(n log n)",
      .example =
          "SELECT sex, cif(os_days, died, 1, 365) FROM overall_survival JOIN patients USING (patient_id) GROUP BY sex",
      .rows = &Args::cohort,
      .arguments = {time_cells(), status_cells(), functions::cause(), at(), censor()},
      .returns = {"", "REAL",
                  "the estimate, 0 if nobody had that cause; NULL past the end of follow-up, unless event-free "
                  "survival is 0 by then"},
      .compute = compute};
}
