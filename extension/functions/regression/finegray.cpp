// finegray: how the incidence of one cause depends on covariates, a row for each coefficient.
#include "functions/functions.hpp"
#include "functions/regression/fine_gray_model.hpp"

namespace {

using functions::CoefficientRow, functions::FineGrayArgs;

declare::Rows<CoefficientRow> compute(FineGrayArgs& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return {};
  const survival::FineGray model = args.model(poll);
  return functions::coefficient_rows(args, model.fit(), "");
}

}  // namespace

declare::Function functions::finegray() {
  using namespace declare;
  return DeclareTable<FineGrayArgs, CoefficientRow>{
      .name = "finegray",
      .summary =
          "Fine-Gray regression of the subdistribution hazard, with robust standard errors. One row for each "
          "coefficient",
      .reference = fine_gray_reference,
      .oracle = "R cmprsk: crr; survival: coxph over finegray, for delayed entry",
      .cost = "O(n log n + i n p^2), i iterations, p coefficients",
      .example =
          "SELECT term, level, hazard_ratio, conf_low, conf_high, p_value FROM finegray('SELECT * FROM "
          "overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', 'sex')",
      .arguments = {fine_gray_arguments(), cause_modelled(), conf_level(), functions::reference_rows(),
                    fine_gray_options(), max_iter(), tolerance(), max_levels()},
      .columns = coefficient_columns("subdistribution hazard ratio"),
      .compute = compute};
}
