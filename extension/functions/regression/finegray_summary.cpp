// finegray_summary: one row about a Fine-Gray model: its pseudo-likelihood and tests.
#include "functions/functions.hpp"
#include "functions/regression/fine_gray_model.hpp"

namespace {

using functions::FineGrayArgs, functions::SummaryRow;

declare::Rows<SummaryRow> compute(FineGrayArgs& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return functions::summary_of_nobody(args);
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const survival::FineGray model = args.model(poll);
  return functions::summary_rows(args, model.fit(), model.n(), model.n_event(), none, none);
}

}  // namespace

declare::Function functions::finegray_summary() {
  using namespace declare;
  return DeclareTable<FineGrayArgs, SummaryRow>{
      .name = "finegray_summary",
      .summary = "A Fine-Gray model as a whole: pseudo-likelihood, tests, whether it converged",
      .reference = fine_gray_reference,
      .example =
          "SELECT n, n_event, lr_statistic, wald_p, converged FROM finegray_summary('SELECT * FROM "
          "overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', 'sex')",
      .arguments = fine_gray_arguments<FineGrayArgs>(),
      .columns = summary_columns("NULL: the weights leave no score test from the information alone",
                                 "NULL: not defined for this model"),
      .compute = compute};
}
