// cox: how hazards depend on covariates, a row for each coefficient.
#include "functions/functions.hpp"
#include "functions/regression/cox_model.hpp"

namespace {

using functions::CoefficientRow, functions::CoxArgs;

enum class LimitsBy { penalty, wald, profile };

struct Args : CoxArgs {
  LimitsBy limits = LimitsBy::penalty;  ///< penalty: not given

  Args() { design.allow_no_covariate(); }

  bool profiles() const {
    if (limits == LimitsBy::profile && design.is_robust())
      throw declare::Error(
          "argument 'limits': a profile likelihood knows no robust variance, which weight_type 'sampling', cluster() "
          "and "
          "patients with several events need; choose 'wald'");
    return limits == LimitsBy::profile ||
           (limits == LimitsBy::penalty && penalty == survival::Penalty::firth && !design.is_robust());
  }
};

/// Statistic, P value and limits by the profile likelihood, in place of those by the standard error.
void profile(declare::Rows<CoefficientRow>& rows, const Args& args, const survival::Cox& model) {
  const double z = survival::two_sided_quantile(args.conf_level);
  auto row = rows.rows.begin();
  for (const cohort::Coefficient& one : args.design.coefficients()) {
    if (!one.column && !args.reference_rows) continue;
    CoefficientRow& to = *row++;
    if (!one.column || std::isnan(to.std_error)) continue;
    const survival::ProfileLimits by = model.profile(*one.column, z);
    to.statistic = by.statistic, to.p_value = survival::two_sided_p(by.statistic);
    to.conf_low = std::exp(by.low), to.conf_high = std::exp(by.high);
    if (std::isnan(by.statistic) || std::isnan(by.low) || std::isnan(by.high))
      to.flag = "its profile likelihood has a limit or a P value that cannot be found; limits = 'wald' gives others";
  }
}

declare::Rows<CoefficientRow> compute(Args& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return {};
  const survival::Cox model = args.model(poll);
  auto rows = functions::coefficient_rows(args, model.fit(), args.way_out());
  if (args.profiles()) profile(rows, args, model);
  return rows;
}

declare::Argument<Args> limits() {
  return declare::since(
      {0, 2}, declare::choice(
                  "limits", &Args::limits,
                  "where limits, statistic and P value come from: wald, the estimate and its standard error; profile, "
                  "how far the "
                  "likelihood, with its penalty, falls where this coefficient is held fixed and the others are at "
                  "their best; not "
                  "with robust errors. Default: profile with penalty = 'firth', unless errors are robust, else wald",
                  {{"wald", LimitsBy::wald}, {"profile", LimitsBy::profile}}));
}

std::vector<declare::Column<CoefficientRow>> columns() {
  auto all = functions::coefficient_columns("hazard ratio");
  for (auto& column : all) {
    if (column.info.name == "statistic")
      column.info.doc =
          "estimate / std_error; with limits = 'profile' the signed root of the likelihood ratio chi-square";
    if (column.info.name == "p_value") column.info.doc = "two-sided P value of the statistic";
  }
  return all;
}

}  // namespace

declare::Function functions::cox() {
  using namespace declare;
  return DeclareTable<Args, CoefficientRow>{
      .name = "cox",
      .summary = "Cox proportional hazards regression. One row for each coefficient",
      .reference = cox_reference,
      .oracle = "R survival: coxph",
      .cost = "O(n log n + i n p^2), i iterations, p coefficients; with limits = 'profile' some 10 p times the fit",
      .example =
          "SELECT term, level, hazard_ratio, conf_low, conf_high, p_value FROM cox('SELECT * FROM "
          "overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', 'sex, wbc_at_diagnosis_1e9_l')",
      .arguments = {cox_arguments(), conf_level(), functions::reference_rows(), cox_options(), limits()},
      .columns = ::columns(),
      .compute = compute};
}
