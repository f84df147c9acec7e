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

struct RegressionArgs : FollowUpOptions, ConfLevelOption {
  cohort::Design design;
  bool reference_rows = false;
  survival::NewtonRule newton;
  std::int64_t max_levels = 100;

  RegressionArgs() : design(cohort::Outcome::event) {}
  explicit RegressionArgs(cohort::Outcome outcome) : design(outcome) {}
};

declare::Argument<RegressionArgs> regression_source();
declare::ArgumentInfo terms();
declare::Argument<RegressionArgs> reference_rows();

/// weight_type
declare::Argument<RegressionArgs> regression_weights();

declare::Argument<RegressionArgs> max_iter();
declare::Argument<RegressionArgs> tolerance();
declare::Argument<RegressionArgs> max_levels();

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct CoefficientRow {
  std::string term;
  std::optional<std::string> level = {};
  double estimate, std_error = none, statistic = none, p_value = none;
  double hazard_ratio, conf_low = none, conf_high = none;
  std::optional<std::string> flag = {};
};

/// What is wrong with a coefficient, and the way out.
/// \param way_out  what gives a finite one
inline std::optional<std::string> flag_of(survival::Finding finding, const RegressionArgs& args, int iterations,
                                          const std::string& way_out) {
  using enum survival::Finding;
  switch (finding) {
    case no_information:
      return "no information: among those at risk at the events, it never varies beyond what the terms before it tell";
    case rises:
      return declare::cat("no finite estimate: the hazard ratio grows without bound", way_out);
    case falls:
      return declare::cat("no finite estimate: the hazard ratio tends to 0", way_out);
    case unfinished:
      // Those that have a maximum reach it in fewer iterations than the default.
      if (iterations >= args.newton.max_iter && args.newton.max_iter < survival::NewtonRule{}.max_iter)
        return declare::cat("not converged after ", args.newton.max_iter, " iterations; raise max_iter");
      return declare::cat(
          "no reliable estimate: together, the terms tell nearly all those with the event from the others",
          way_out.empty() ? "; leave one out, or join levels" : way_out);
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
                         .flag = flag_of(fit.finding[j], args, fit.iterations, way_out)});
    CoefficientRow& row = rows.rows.back();
    if (std::isinf(estimate) || std::isinf(se)) {
      row.flag = "out of range: per unit of this term the estimate is no number; multiply it, so that it is near 1";
      continue;
    }
    if (fit.finding[j] == survival::Finding::estimated && std::isnan(se)) {
      const std::size_t p = fit.estimate.size(), clusters = args.design.clusters();
      if (args.design.has_clusters() && clusters <= p)
        row.flag = declare::cat("no error: ", clusters, " clusters are too few for ", p,
                                p == 1 ? " coefficient" : " coefficients", "; leave out terms, or cluster()");
      else
        row.flag = "no error: the robust variance is 0, since no one patient or cluster moves the estimate";
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
      column("term", &CoefficientRow::term, "the term as written, without factor()"),
      column("level", &CoefficientRow::level, "for a categorical term, the level compared with the reference, as text"),
      column("estimate", &CoefficientRow::estimate,
             declare::cat("coefficient, the log of the ", ratio, "; NULL if there is no finite estimate")),
      column("std_error", &CoefficientRow::std_error, "standard error of the estimate"),
      column("statistic", &CoefficientRow::statistic, "estimate / std_error"),
      column("p_value", &CoefficientRow::p_value, "two-sided Wald P value"),
      column("hazard_ratio", &CoefficientRow::hazard_ratio,
             declare::cat(ratio, " per unit, or relative to the reference level")),
      column("conf_low", &CoefficientRow::conf_low, "lower confidence limit of the ratio"),
      column("conf_high", &CoefficientRow::conf_high,
             "upper confidence limit of the ratio; Infinity beyond the largest number"),
      column("flag", &CoefficientRow::flag, "NULL, or what is wrong with this coefficient")};
}

struct SummaryRow {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  declare::Count n, n_missing, n_event;
  double loglik_null = none, loglik = none;
  std::optional<std::int64_t> df = {};
  double lr_statistic = none, lr_p = none, wald_statistic = none, wald_p = none, score_statistic = none, score_p = none;
  double concordance = none, concordance_se = none, aic = none, bic = none;
  std::optional<std::int64_t> iterations = {}, converged = {};
  std::optional<std::string> variance = {};
};

/// Where no patient is left to fit a model to: how many were left out, if any were.
inline declare::Rows<SummaryRow> summary_of_nobody(const RegressionArgs& args) {
  const double n_missing = args.design.n_missing();
  declare::Rows<SummaryRow> rows{.labels = {.whole_counts = declare::is_whole(n_missing)}};
  if (n_missing > 0) rows.rows.push_back({.n = {0}, .n_missing = {n_missing}, .n_event = {0}});
  return rows;
}

/// But for the concordance.
inline declare::Rows<SummaryRow> summary_rows(const RegressionArgs& args, const survival::Fit& fit, double n,
                                              double events) {
  declare::Rows<SummaryRow> rows{
      .labels = {.whole_counts = args.design.whole_counts() && declare::is_whole(args.design.n_missing())}};
  double df = 0;
  for (const survival::Finding finding : fit.finding) df += finding != survival::Finding::no_information;
  rows.rows.push_back({.n = {args.design.n().value_or(n)},
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
  return {
      column("n", &SummaryRow::n, "number of patients; of rows if follow-up is split and there is no id"),
      column("n_missing", &SummaryRow::n_missing, "patients left out because of a NULL, or rows where there is no id"),
      column("n_event", &SummaryRow::n_event, "events"),
      column("loglik_null", &SummaryRow::loglik_null,
             "log partial likelihood with all coefficients at 0; NULL with weight_type sampling, as are all that come "
             "from "
             "likelihoods"),
      column("loglik", &SummaryRow::loglik, "log partial likelihood at the estimate"),
      column("df", &SummaryRow::df, "number of coefficients that can be estimated"),
      column("lr_statistic", &SummaryRow::lr_statistic, "likelihood ratio chi-square"),
      column("lr_p", &SummaryRow::lr_p, "its P value"),
      column("wald_statistic", &SummaryRow::wald_statistic,
             "Wald chi-square, from the same covariance as std_error; NULL if an estimate is infinite, or clusters "
             "are too few"),
      column("wald_p", &SummaryRow::wald_p, "its P value"),
      column("score_statistic", &SummaryRow::score_statistic, score),
      column("score_p", &SummaryRow::score_p, "its P value"),
      column("concordance", &SummaryRow::concordance, concordance),
      column("concordance_se", &SummaryRow::concordance_se, "standard error of the concordance"),
      column("aic", &SummaryRow::aic, "2 df - 2 loglik"),
      column("bic", &SummaryRow::bic, "df log(n_event) - 2 loglik"),
      column("iterations", &SummaryRow::iterations, "number of iterations"),
      column("converged", &SummaryRow::converged,
             "1, or 0 if at least one coefficient has no reliable estimate; see its flag")};
}

}  // namespace functions
