// surv: patients of any query, packed into a blob that the table functions take as their source.
#include "functions/functions.hpp"
#include "functions/shared.hpp"

namespace {

struct Args {
  cohort::Cohort cohort{cohort::Outcome::status};
};

declare::Value compute(Args& args, const declare::Poll& poll) { return declare::Blob{args.cohort.pack(poll)}; }

}  // namespace

declare::Function functions::surv() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "surv",
      .summary =
          "Packs the rows of any query into a blob to be used as source: joins, CTEs, parameters and correlated "
          "subqueries",
      .example =
          "SELECT time, estimate FROM km_curve((SELECT surv(os_days, died) FROM overall_survival WHERE os_days > 30)) "
          "WHERE times = 365",
      .rows = &Args::cohort,
      .arguments = {cells("time", "number", "follow-up time, >= 0", true),
                    cells("status", "any",
                          "0 censored, 1 the event; with competing risks a number or text that names the cause", true),
                    cells("by", "any", "group; 1 for none where weight or entry follow"),
                    cells("weight", "number", "number of identical patients, >= 0"),
                    cells("entry", "number", "delayed entry time, < time")},
      .returns = {"", "BLOB", "the patients, equal ones counted, those with a NULL left out; NULL over no rows"},
      .compute = compute};
}
