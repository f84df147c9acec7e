// logrank_p: the P value of the log-rank test, for a table of P values in one SELECT.
#include "functions/comparison.hpp"
#include "functions/functions.hpp"

namespace {

using Args = functions::CohortArgs;

declare::Value compute(Args& args, const declare::Poll& poll) {
  const auto tables = args.cohort.risk_tables(poll);
  return survival::log_rank(functions::samples(tables), {}, std::nullopt, poll).test.p_value;
}

}  // namespace

declare::Function functions::logrank_p() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "logrank_p",
      .summary = "P value of the log-rank test",
      .reference = "as the table function logrank",
      .oracle = "the table function logrank",
      .cost = "O(n log n + g n), g groups",
      .example =
          "SELECT logrank_p(os_days, died, sex) AS sex, logrank_p(os_days, died, fusion_gene) AS fusion_gene FROM "
          "overall_survival JOIN patients USING (patient_id)",
      .rows = &Args::cohort,
      .arguments = {time_cells(), event_cells(), group_cells()},
      .returns = {"", "REAL", "the P value; NULL if there is nothing to compare"},
      .compute = compute};
}
