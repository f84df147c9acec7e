// finegray_curve: the cumulative incidence that a Fine-Gray model predicts.
#include <cmath>

#include "functions/functions.hpp"
#include "functions/regression/fine_gray_model.hpp"
#include "functions/regression/prediction.hpp"
#include "survival/regression/prediction.hpp"

namespace {

using functions::PredictionRow;

struct Args : functions::FineGrayArgs, functions::PredictionArgs {};

/// 1 - exp(-H), and its error, which is that of exp(-H).
struct Incidence : survival::Prediction {
  survival::Survival at(const survival::Profile& profile, std::size_t stratum, std::size_t event_times) const {
    const survival::Survival other = Prediction::at(profile, stratum, event_times);
    return {-std::expm1(-other.hazard), other.std_err, other.hazard};
  }
};

declare::Rows<PredictionRow> compute(Args& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return {};
  const survival::FineGray model = args.model(poll);
  functions::check_estimates(args, model.fit(), "");
  auto prediction = functions::worded([&] { return Incidence{model.prediction()}; });
  return functions::Curves(args, std::move(prediction), poll).rows();
}

}  // namespace

declare::Function functions::finegray_curve() {
  using namespace declare;
  return DeclareTable<Args, PredictionRow>{
      .name = "finegray_curve",
      .summary =
          "Cumulative incidence predicted by a Fine-Gray model, for each row of newdata or at the covariate means, "
          "with standard errors and confidence limits",
      .reference = cat("variance: sum of the patients' squared influences on the baseline hazard and the coefficients "
                       "together, including the estimation of the weights; ",
                       fine_gray_reference),
      .oracle = "R cmprsk: predict of crr; the sum of squared influences by leaving out",
      .cost = "O(n log n + i n p^2 + k t p), k profiles, t times",
      .example =
          "SELECT row, time, estimate, conf_low, conf_high FROM finegray_curve('SELECT * FROM overall_survival JOIN "
          "patients USING (patient_id)', 'os_days', 'died', 'sex', 'SELECT ''F'' AS sex UNION ALL VALUES (''M'')') "
          "WHERE times = '365,1095'",
      .arguments = {fine_gray_arguments(), newdata(), cause_modelled(), conf_level(), conf_type(), times(),
                    since({0, 2}, tolerance()), fine_gray_options(), max_iter(), max_levels(), newdata_id()},
      .columns = prediction_columns(
          "probability that the event, and no other before it, has happened by time; NULL past the end of follow-up. A "
          "coefficient flagged as without information counts as 0; one without a finite estimate is an error",
          "standard error of the estimate, from the baseline, the coefficients and the weights",
          "NULL where the estimate is 0"),
      .compute = compute};
}
