// surv: patients of any query, packed into a blob that the table functions take as their source.
#include "functions/functions.hpp"
#include "functions/shared.hpp"

namespace {

struct Args {
  cohort::Cohort cohort{cohort::Outcome::status};

  Args() { cohort.weigh(cohort::Weights::any); }
};

declare::Value compute(Args& args, const declare::Poll& poll) { return declare::Blob{args.cohort.pack(poll)}; }

}  // namespace

declare::Function functions::surv() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "surv",
      .summary =
          "Packs the rows of any query into a blob that table functions take as their source. Joins, CTEs, parameters "
          "and correlated subqueries then need no SQL inside a text",
      .oracle = "by construction: a function of packed rows gives what it gives of the rows",
      .cost = "O(n log n)",
      .example =
          "SELECT time, estimate FROM km_curve((SELECT surv(os_days, died) FROM overall_survival WHERE os_days > 30)) "
          "WHERE times = 365",
      .rows = &Args::cohort,
      .arguments =
          {cells("time", "number", "follow-up time, >= 0", true),
           cells("status", "any",
                 "0 if censored, 1 if the event happened; with competing risks, a number or text that names the cause",
                 true),
           cells("by", "any", "the group; pass 1 for no groups if weight or entry is also given"),
           cells("weight", "number",
                 "number of identical patients the row represents, >= 0; weights that are not whole are sampling "
                 "weights, for weight_type sampling"),
           cells("entry", "number", "time of delayed entry, before time"),
           cells(
               "id", "any",
               "the patient, where one may have several rows; pass 0 for entry if all begin at the start. Rows of one "
               "patient are kept apart, and may not overlap")},
      .returns =
          {"", "BLOB",
           "the patients: identical ones are counted together unless ids are given, whose values are not kept, and of "
           "rows with a NULL only the number is kept; NULL if there are no rows"},
      .compute = compute};
}
