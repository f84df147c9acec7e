// cox_summary: one row about a Cox model: its likelihood, tests, concordance.
#include "functions/functions.hpp"
#include "functions/regression/cox_model.hpp"

namespace {

using functions::SummaryRow;

struct Args : functions::CoxArgs {
  Args() { design.allow_no_covariate(); }
};

declare::Rows<SummaryRow> compute(Args& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return functions::summary_of_nobody(args);
  const survival::Cox model = args.model(poll);
  declare::Rows<SummaryRow> rows = functions::summary_rows(args, model.fit(), model.n(), model.n_event());
  const survival::Concordance concordance = model.concordance();
  rows.rows.front().concordance = concordance.estimate, rows.rows.front().concordance_se = concordance.std_error;
  rows.rows.front().variance = args.design.is_robust() ? "robust" : "model";
  return rows;
}

std::vector<declare::Column<SummaryRow>> columns() {
  auto all = functions::summary_columns(
      "score chi-square; for a single factor and exact ties, the log-rank test; with "
      "weight_type sampling the robust score test",
      "Harrell's C: share of comparable pairs in which the patient with the higher fitted "
      "hazard had the event first. Equal hazards count half, if equal to the last digit; "
      "patients with the event at the same time are not compared");
  all.push_back(
      declare::column("variance", &SummaryRow::variance,
                      "where the standard errors come from: model, or robust, with cluster(), where a patient "
                      "(id) has several events, and with weight_type sampling"));
  return all;
}

}  // namespace

declare::Function functions::cox_summary() {
  using namespace declare;
  return DeclareTable<Args, SummaryRow>{
      .name = "cox_summary",
      .summary = "One row about a Cox model as a whole: likelihood, tests, concordance, convergence",
      .reference =
          "as cox; concordance: Harrell et al. 1982, J. Am. Med. Assoc. 247:2543, its error by the infinitesimal "
          "jackknife as R's survival",
      .oracle = "R survival: summary of coxph, concordance",
      .cost = "O(n log n + i n p^2), i iterations, p coefficients",
      .example =
          "SELECT n, n_event, lr_statistic, lr_p, concordance, converged FROM cox_summary('SELECT * FROM "
          "overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', 'sex, wbc_at_diagnosis_1e9_l')",
      .arguments = {cox_arguments(), cox_options()},
      .columns = columns(),
      .compute = compute};
}
