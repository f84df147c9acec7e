// What the regressions share: their arguments, a row for each coefficient, and a row about the whole fit.
#pragma once
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "cohort/design.hpp"
#include "declare/function.hpp"
#include "functions/shared.hpp"
#include "survival/newton.hpp"
#include "survival/normal.hpp"
#include "survival/regression/regression.hpp"

namespace functions {

struct RegressionArgs {
  cohort::Design design;
  double conf_level = 0.95;
  bool reference_rows = false;
  survival::NewtonRule newton;
  std::int64_t max_levels = 100;

  explicit RegressionArgs(cohort::Outcome outcome) : design(outcome) {}
};

inline declare::ArgumentInfo terms() {
  declare::ArgumentInfo info = declare::expression(
      "terms",
      "covariates, separated by commas: expressions, of numbers (linear) or texts (categorical); factor(x), "
      "factor(x, 'reference'), interaction(x, y), strata(x), cluster(x), offset(x)",
      true, true);
  info.parts = cohort::term_expressions;
  return info;
}

template <class Args>
std::vector<declare::Argument<Args>> newton_options() {
  using survival::NewtonRule;
  constexpr double most = 1e6;
  NewtonRule Args::*rule = &Args::newton;
  std::int64_t Args::*max_levels = &Args::max_levels;
  return {within(rule, declare::whole_number("max_iter", &NewtonRule::max_iter, "most steps of the iteration",
                                             {1, most, true, true})),
          within(rule, declare::number("tolerance", &NewtonRule::tolerance,
                                       "converged once the log-likelihood has less than half of this to gain, by its "
                                       "score and information",
                                       {0, 1})),
          declare::whole_number("max_levels", max_levels, "most levels of a categorical term", {2, most, true, true})};
}

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct CoefficientRow {
  std::string term;
  std::optional<std::string> level = {};
  double estimate, std_error = none, statistic = none, p_value = none;
  double hazard_ratio, conf_low = none, conf_high = none;
  std::optional<std::string> flag = {};
};

/// What is wrong with a coefficient, and the way out.
inline std::optional<std::string> flag_of(survival::Finding finding, const RegressionArgs& args,
                                          const std::string& way_out) {
  using enum survival::Finding;
  switch (finding) {
    case no_information:
      return "no information: among those at risk at an event it never varies beyond the terms before it";
    case rises:
      return declare::cat("no finite estimate: the hazard ratio grows without bound", way_out);
    case falls:
      return declare::cat("no finite estimate: the hazard ratio tends to 0", way_out);
    case unfinished:
      return declare::cat("not converged after ", args.newton.max_iter, " iterations; raise max_iter");
    case estimated:
      break;
  }
  return std::nullopt;
}

inline declare::Rows<CoefficientRow> coefficient_rows(const RegressionArgs& args, const survival::Fit& fit,
                                                      const std::string& way_out) {
  const double z = survival::two_sided_quantile(args.conf_level);
  declare::Rows<CoefficientRow> rows;
  for (const cohort::Coefficient& one : args.design.coefficients()) {
    std::optional<std::string> level;  // as text, so that the column has one type whatever the terms
    if (one.level.index() != 0) level = declare::text(one.level);
    if (!one.column) {
      if (args.reference_rows)
        rows.rows.push_back({.term = one.term, .level = level, .estimate = 0, .hazard_ratio = 1});
      continue;
    }
    const std::size_t j = *one.column;
    const double estimate = fit.estimate[j], se = fit.std_error[j];
    rows.rows.push_back({.term = one.term,
                         .level = level,
                         .estimate = none,
                         .hazard_ratio = none,
                         .flag = flag_of(fit.finding[j], args, way_out)});
    CoefficientRow& row = rows.rows.back();
    if (std::isinf(estimate) || std::isinf(se)) {
      row.flag = "out of range: per unit of this term the estimate is no number; multiply it, so that it is near 1";
      continue;
    }
    row.estimate = estimate, row.std_error = se;
    row.statistic = estimate / se, row.p_value = survival::two_sided_p(estimate / se);
    row.hazard_ratio = std::exp(estimate);
    row.conf_low = std::exp(estimate - z * se), row.conf_high = std::exp(estimate + z * se);
  }
  return rows;
}

inline std::vector<declare::Column<CoefficientRow>> coefficient_columns(const std::string& ratio) {
  using declare::column;
  return {
      column("term", &CoefficientRow::term, "the term, as it was given"),
      column("level", &CoefficientRow::level, "of a categorical term: the value compared with the reference, as text"),
      column("estimate", &CoefficientRow::estimate,
             declare::cat("coefficient, the log of the ", ratio, "; NULL when there is no finite one")),
      column("std_error", &CoefficientRow::std_error, "its standard error"),
      column("statistic", &CoefficientRow::statistic, "estimate / std_error"),
      column("p_value", &CoefficientRow::p_value, "two-sided, of the statistic (Wald)"),
      column("hazard_ratio", &CoefficientRow::hazard_ratio, declare::cat(ratio, " per unit, or to the reference")),
      column("conf_low", &CoefficientRow::conf_low, "lower confidence limit of the ratio"),
      column("conf_high", &CoefficientRow::conf_high, "upper confidence limit of the ratio"),
      column("flag", &CoefficientRow::flag, "NULL, or what is wrong with this term")};
}

struct SummaryRow {
  declare::Count n, n_missing, n_event;
  double loglik_null, loglik;
  std::optional<std::int64_t> df;
  double lr_statistic, lr_p, wald_statistic, wald_p, score_statistic, score_p;
  double concordance = none, concordance_se = none;
  double aic, bic;
  std::int64_t iterations, converged;
};

/// But for the concordance.
inline declare::Rows<SummaryRow> summary_rows(const RegressionArgs& args, const survival::Fit& fit, double n,
                                              double events) {
  declare::Rows<SummaryRow> rows{
      .labels = {.whole_counts = args.design.whole_counts() && declare::is_whole(args.design.n_missing())}};
  double df = 0;
  for (const survival::Finding finding : fit.finding) df += finding != survival::Finding::no_information;
  rows.rows.push_back({.n = {n},
                       .n_missing = {args.design.n_missing()},
                       .n_event = {events},
                       .loglik_null = fit.loglik_null,
                       .loglik = fit.loglik,
                       .df = std::int64_t(df),
                       .lr_statistic = fit.likelihood_ratio.statistic,
                       .lr_p = fit.likelihood_ratio.p_value,
                       .wald_statistic = fit.wald.statistic,
                       .wald_p = fit.wald.p_value,
                       .score_statistic = fit.score.statistic,
                       .score_p = fit.score.p_value,
                       .aic = 2 * df - 2 * fit.loglik,
                       .bic = df * std::log(events) - 2 * fit.loglik,
                       .iterations = fit.iterations,
                       .converged = fit.converged});
  return rows;
}

/// \param score        what the score test's column holds
/// \param concordance  and the concordance's
inline std::vector<declare::Column<SummaryRow>> summary_columns(const std::string& score,
                                                                const std::string& concordance) {
  using declare::column;
  return {column("n", &SummaryRow::n, "patients, or rows where follow-up is split"),
          column("n_missing", &SummaryRow::n_missing, "left out for a NULL"),
          column("n_event", &SummaryRow::n_event, "events"),
          column("loglik_null", &SummaryRow::loglik_null, "log partial likelihood with all coefficients 0"),
          column("loglik", &SummaryRow::loglik, "log partial likelihood at the estimate"),
          column("df", &SummaryRow::df, "coefficients that can be estimated"),
          column("lr_statistic", &SummaryRow::lr_statistic, "likelihood ratio chi-square"),
          column("lr_p", &SummaryRow::lr_p, "its p-value"),
          column("wald_statistic", &SummaryRow::wald_statistic,
                 "Wald chi-square, with the covariance std_error comes from; NULL when an estimate is infinite"),
          column("wald_p", &SummaryRow::wald_p, "its p-value"),
          column("score_statistic", &SummaryRow::score_statistic, score),
          column("score_p", &SummaryRow::score_p, "its p-value"),
          column("concordance", &SummaryRow::concordance, concordance),
          column("concordance_se", &SummaryRow::concordance_se, "its standard error"),
          column("aic", &SummaryRow::aic, "2 df - 2 loglik"),
          column("bic", &SummaryRow::bic, "df log(n_event) - 2 loglik"),
          column("iterations", &SummaryRow::iterations, "steps of the iteration"),
          column("converged", &SummaryRow::converged, "0: at least one term has no estimate to trust; see its flag")};
}

}  // namespace functions
