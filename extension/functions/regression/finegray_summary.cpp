// finegray_summary: one row about a Fine-Gray model: its pseudo-likelihood and tests.
#include "functions/functions.hpp"
#include "functions/regression/fine_gray_model.hpp"

namespace {

using functions::FineGrayArgs, functions::SummaryRow;

declare::Rows<SummaryRow> compute(FineGrayArgs& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return functions::summary_of_nobody(args);
  const survival::FineGray model = args.model(poll);
  return functions::summary_rows(args, model.fit(), model.n(), model.n_event());
}

}  // namespace

declare::Function functions::finegray_summary() {
  using namespace declare;
  return DeclareTable<FineGrayArgs, SummaryRow>{
      .name = "finegray_summary",
      .summary = "One row about a Fine-Gray model as a whole: pseudo-likelihood, tests, convergence",
      .reference = fine_gray_reference,
      .oracle = "R cmprsk: crr",
      .cost = "O(n log n + i n p^2), i iterations, p coefficients",
      .example =
          "SELECT n, n_event, lr_statistic, wald_p, converged FROM finegray_summary('SELECT * FROM "
          "overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', 'sex')",
      .arguments = {fine_gray_arguments(), cause_modelled(), fine_gray_options(), max_iter(), tolerance(),
                    max_levels()},
      .columns = summary_columns("always NULL: a score test would need the variance of the weights as well",
                                 "always NULL: not defined for this model"),
      .compute = compute};
}
