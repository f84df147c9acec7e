// cox_curve: the survival that a Cox model predicts.
#include "functions/functions.hpp"
#include "functions/regression/cox_model.hpp"
#include "functions/regression/prediction.hpp"
#include "survival/regression/prediction.hpp"

namespace {

using functions::PredictionRow;

struct Args : functions::CoxArgs, functions::PredictionArgs {
  Args() { design.allow_no_covariate(); }
};

declare::Rows<PredictionRow> compute(Args& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return {};
  const survival::Cox model = args.model(poll);
  functions::check_estimates(args, model.fit(), args.way_out());
  auto prediction = functions::worded([&] { return model.prediction(); });
  return functions::Curves(args, std::move(prediction), poll).rows();
}

}  // namespace

declare::Function functions::cox_curve() {
  using namespace declare;
  return DeclareTable<Args, PredictionRow>{
      .name = "cox_curve",
      .summary =
          "Survival predicted by a Cox model, for each row of newdata or at the covariate means. For a 0/1 column, R's "
          "survfit uses 0 in place of the mean",
      .reference = cat("baseline: Breslow 1974, Efron 1977 (Breslow's for exact ties); variance: Tsiatis 1981, Ann. "
                       "Stat. 9:93, with the covariance of the coefficients, as R's survfit; ",
                       cox_reference),
      .oracle = "R survival: survfit of coxph",
      .cost = "O(n log n + i n p^2 + k t p), k profiles, t times",
      .example =
          "SELECT row, time, estimate, conf_low, conf_high FROM cox_curve('SELECT * FROM overall_survival JOIN "
          "patients USING (patient_id)', 'os_days', 'died', 'sex, wbc_at_diagnosis_1e9_l', 'SELECT ''F'' AS sex, "
          "5 AS wbc_at_diagnosis_1e9_l UNION ALL VALUES (''M'', 50)') WHERE times = '365,1095'",
      .arguments = {cox_arguments(), newdata(), conf_level(), conf_type(), times(), cox_options(), newdata_id()},
      .columns = prediction_columns(
          "probability of no event up to and including time; NULL past the end of the stratum's follow-up. A "
          "coefficient flagged as without information counts as 0; one without a finite estimate is an error",
          "standard error of the estimate, from the baseline and the coefficients (with weight_type sampling from the "
          "patients' influence on both together); NULL where the estimate is 0",
          "NULL where the estimate is 0"),
      .compute = compute};
}
