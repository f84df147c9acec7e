// finegray_terms: does a term of a Fine-Gray model matter as a whole? One row for each.
#include "functions/functions.hpp"
#include "functions/regression/fine_gray_model.hpp"
#include "functions/regression/term_tests.hpp"

namespace {

using functions::FineGrayArgs, functions::TermRow;

declare::Rows<TermRow> compute(FineGrayArgs& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return {};
  const survival::FineGray model = args.model(poll);
  return {.rows = functions::wald_tests(args.design.coefficients(), model.fit())};
}

}  // namespace

declare::Function functions::finegray_terms() {
  using namespace declare;
  return DeclareTable<FineGrayArgs, TermRow>{
      .name = "finegray_terms",
      .summary =
          "Tests of the terms of a Fine-Gray model: one row for each term, with one P value for all levels of a "
          "factor, "
          "and a second row for the nonlinearity of a spline",
      .reference = fine_gray_reference,
      .oracle = "the estimates and covariance of finegray",
      .cost = "O(n log n + i n p^2), i iterations, p coefficients",
      .example =
          "SELECT term, df, wald_statistic, wald_p FROM finegray_terms('SELECT * FROM overall_survival JOIN patients "
          "USING (patient_id)', 'os_days', 'died', 'sex')",
      .since = {0, 2},
      .arguments = {fine_gray_arguments(), cause_modelled(), fine_gray_options(), max_iter(), tolerance(),
                    max_levels()},
      .columns = term_columns(),
      .compute = compute};
}
