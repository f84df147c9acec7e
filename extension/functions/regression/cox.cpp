// cox: how hazards depend on covariates, a row for each coefficient.
#include "functions/functions.hpp"
#include "functions/regression/cox_model.hpp"

namespace {

using functions::CoefficientRow, functions::CoxArgs;

declare::Rows<CoefficientRow> compute(CoxArgs& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return {};
  return functions::coefficient_rows(args, args.model(poll).fit(), args.way_out());
}

}  // namespace

declare::Function functions::cox() {
  using namespace declare;
  return DeclareTable<CoxArgs, CoefficientRow>{
      .name = "cox",
      .summary = "Cox proportional hazards regression. One row for each coefficient",
      .reference = cox_reference,
      .oracle = "R survival: coxph",
      .cost = "O(n log n + i n p^2), i iterations, p coefficients",
      .example =
          "SELECT term, level, hazard_ratio, conf_low, conf_high, p_value FROM cox('SELECT * FROM "
          "overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', 'sex, wbc_at_diagnosis_1e9_l')",
      .arguments = {cox_arguments(), conf_level(), functions::reference_rows(), cox_options()},
      .columns = coefficient_columns("hazard ratio"),
      .compute = compute};
}
