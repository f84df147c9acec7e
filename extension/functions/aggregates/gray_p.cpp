// gray_p: the P value of Gray's test, for a table of P values in one SELECT.
#include "functions/comparison.hpp"
#include "functions/functions.hpp"
#include "survival/competing_risks/gray.hpp"

namespace {

struct Args : functions::StatusArgs, functions::CauseArgument {};

declare::Value compute(Args& args, const declare::Poll& poll) {
  args.cohort.name_causes(args.censor, cohort::Cohort::Patients::some);
  const std::size_t cause = args.cohort.cause(*args.cause);
  if (cause == 0) return {};
  const auto tables = args.cohort.risk_tables(poll);
  return survival::gray(functions::samples(tables), {&cause, 1}, 0, poll).front().p_value;
}

}  // namespace

declare::Function functions::gray_p() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "gray_p",
      .summary = "P value of Gray's test for one cause",
      .reference = "as the table function gray",
      .oracle = "the table function gray",
      .cost = "O(n log n + g^2 n), g groups",
      .example = "SELECT gray_p(os_days, died, sex, 1) FROM overall_survival JOIN patients USING (patient_id)",
      .rows = &Args::cohort,
      .arguments = {time_cells(), status_cells(), group_cells(), functions::cause(), censor()},
      .returns = {"", "REAL", "the P value; NULL if there is nothing to compare"},
      .compute = compute};
}
