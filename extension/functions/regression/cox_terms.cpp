// cox_terms: does a term of a Cox model matter as a whole? One row for each.
#include "functions/functions.hpp"
#include "functions/regression/cox_model.hpp"
#include "functions/regression/term_tests.hpp"

namespace {

using functions::CoxArgs, functions::TermRow;

declare::Rows<TermRow> compute(CoxArgs& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return {};
  const survival::Cox model = args.model(poll);
  declare::Rows<TermRow> rows{.rows = functions::wald_tests(args.design.coefficients(), model.fit())};
  for (TermRow& row : rows.rows) {
    if (row.columns.empty() || args.design.is_robust()) continue;
    // A column that repeats those tested would take their place: columns without information stay out of both models.
    std::vector<std::size_t> left_out = row.columns;
    for (std::size_t j = 0; j < model.fit().finding.size(); ++j)
      if (model.fit().finding[j] == survival::Finding::no_information) left_out.push_back(j);
    const survival::Constrained without = model.without(left_out);
    if (!without.converged) continue;
    row.lr_statistic = std::max(2 * (model.fit().loglik - without.value), 0.0);
    row.lr_p = survival::chi_square_tail(row.lr_statistic, double(row.columns.size()));
  }
  return rows;
}

}  // namespace

declare::Function functions::cox_terms() {
  using namespace declare;
  auto columns = term_columns();
  columns.push_back(column("lr_statistic", &TermRow::lr_statistic,
                           "likelihood ratio chi-square: twice what the model without these coefficients loses; "
                           "columns without information are in neither model; with penalty = 'firth' of the penalised "
                           "likelihood; NULL where errors are robust: with cluster(), where a patient (id) has several "
                           "events, and with weight_type sampling"));
  columns.push_back(column("lr_p", &TermRow::lr_p, "its P value"));
  return DeclareTable<CoxArgs, TermRow>{
      .name = "cox_terms",
      .summary =
          "Tests of the terms of a Cox model: one row for each term, with one P value for all levels of a factor, and "
          "a "
          "second row for the nonlinearity of a spline",
      .reference = cat("the model without a term is refitted to the same rows, as R's drop1; ", cox_reference),
      .oracle = "R survival: coxph, refitted without the term",
      .cost = "O(n log n + t i n p^2), t terms, i iterations, p coefficients",
      .example =
          "SELECT term, part, df, wald_p, lr_p FROM cox_terms('SELECT * FROM overall_survival JOIN patients USING "
          "(patient_id)', 'os_days', 'died', 'sex, wbc_at_diagnosis_1e9_l')",
      .since = {0, 2},
      .arguments = {cox_arguments(), cox_options()},
      .columns = std::move(columns),
      .compute = compute};
}
