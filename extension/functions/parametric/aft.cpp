// aft: how survival times depend on covariates, by a parametric model; a row for each parameter.
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "functions/functions.hpp"
#include "functions/parametric/model.hpp"
#include "survival/normal.hpp"

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Args : functions::parametric::AftArgs {
  bool reference_rows = false;
};

struct Row {
  std::string term;
  std::optional<std::string> level = {};
  double estimate = none, std_error = none, statistic = none, p_value = none;
  double time_ratio = none, conf_low = none, conf_high = none;
  std::optional<std::string> flag = {};
};

/// Fills in what the fit says of parameter j.
void tell(Row& row, const Args& args, const survival::AcceleratedFit& fit, std::size_t j) {
  if (std::string flag = functions::parametric::aft_flag(args, fit, j); !flag.empty()) row.flag = std::move(flag);
  const double z = survival::two_sided_quantile(args.conf_level);
  row.estimate = fit.estimate[j];
  row.std_error = std::sqrt(fit.covariance[j * fit.estimate.size() + j]);
  row.statistic = row.estimate / row.std_error;
  row.p_value = survival::two_sided_p(row.statistic);
  row.time_ratio = std::exp(row.estimate);
  row.conf_low = std::exp(row.estimate - z * row.std_error), row.conf_high = std::exp(row.estimate + z * row.std_error);
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return {};
  const survival::AcceleratedFit fit = args.fit(poll);
  declare::Rows<Row> rows;
  rows.rows.push_back({.term = "(intercept)"});
  tell(rows.rows.back(), args, fit, 0);
  for (const cohort::Coefficient& one : args.design.coefficients()) {
    std::optional<std::string> level;
    if (one.level.index() != 0) level = declare::text(one.level);
    if (one.column) {
      rows.rows.push_back({.term = one.term, .level = level});
      tell(rows.rows.back(), args, fit, 1 + *one.column);
    } else if (args.reference_rows) {
      rows.rows.push_back({.term = one.term, .level = level, .estimate = 0, .time_ratio = 1});
    }
  }
  if (!fit.has_scale()) return rows;
  rows.rows.push_back({.term = "log(scale)"});
  tell(rows.rows.back(), args, fit, fit.estimate.size() - 1);
  return rows;
}

std::vector<declare::Column<Row>> columns() {
  using declare::column;
  return {column("term", &Row::term,
                 "the term as written, without factor(); (intercept) first, and log(scale) last, which the exponential "
                 "has not"),
          column("level", &Row::level, "for a categorical term, the level compared with the reference, as text"),
          column("estimate", &Row::estimate,
                 "coefficient: by how much the logarithm of time grows; NULL if there is no finite estimate"),
          column("std_error", &Row::std_error,
                 "standard error of the estimate; robust with cluster() and sampling weights"),
          column("statistic", &Row::statistic, "estimate / std_error"),
          column("p_value", &Row::p_value, "two-sided Wald P value"),
          column("time_ratio", &Row::time_ratio,
                 "exp(estimate): by how much times are longer per unit, or relative to the reference level. A ratio "
                 "above 1 is a longer life, where a hazard ratio is below 1. Of (intercept) a time, of log(scale) the "
                 "scale; a Weibull hazard ratio is exp(-estimate / scale)"),
          column("conf_low", &Row::conf_low, "lower confidence limit of the ratio"),
          column("conf_high", &Row::conf_high, "upper confidence limit of the ratio"),
          column("flag", &Row::flag, "NULL, or what is wrong with this parameter")};
}

}  // namespace

declare::Function functions::aft() {
  using namespace declare;
  using namespace parametric;
  return DeclareTable<Args, Row>{
      .name = "aft",
      .summary =
          "Parametric regression of survival times (accelerated failure time), right-, left- or interval-censored. One "
          "row for each parameter of log(time) = intercept + terms + scale x error",
      .reference = aft_reference,
      .oracle = "R survival: survreg",
      .cost = "O(i n p^2), i iterations, p parameters",
      .example =
          "SELECT term, level, time_ratio, conf_low, conf_high, p_value FROM aft('SELECT * FROM overall_survival JOIN "
          "patients USING (patient_id)', 'os_days', 'died', 'sex, wbc_at_diagnosis_1e9_l')",
      .since = {0, 2},
      .arguments = {aft_arguments(), conf_level(),
                    flag("reference_rows", &Args::reference_rows, "1: add a row with ratio 1 for each reference level"),
                    aft_options()},
      .columns = columns(),
      .compute = compute};
}
