// aft_summary: one row about a parametric model: its likelihood, tests, scale.
#include <cmath>
#include <limits>
#include <optional>

#include "functions/functions.hpp"
#include "functions/parametric/model.hpp"

namespace {

using functions::parametric::AftArgs;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Row {
  declare::Count n, n_missing, n_event, n_interval;
  double scale = none, loglik_null = none, loglik = none;
  std::optional<std::int64_t> df = {};
  double lr_statistic = none, lr_p = none, wald_statistic = none, wald_p = none, aic = none, bic = none;
  std::optional<std::int64_t> iterations = {}, converged = {};
  std::optional<std::string> variance = {};
};

declare::Rows<Row> compute(AftArgs& args, const declare::Poll& poll) {
  const double n_missing = args.design.n_missing();
  declare::Rows<Row> rows{.labels = {.whole_counts = args.design.whole_counts() && declare::is_whole(n_missing)}};
  if (args.design.size() == 0) {
    if (n_missing > 0) rows.rows.push_back({.n = {0}, .n_missing = {n_missing}, .n_event = {0}, .n_interval = {0}});
    return rows;
  }
  const survival::AcceleratedFit fit = args.fit(poll);
  Row row{.n = {args.n}, .n_missing = {n_missing}, .n_event = {args.n_event}, .n_interval = {args.n_interval}};
  row.df = std::int64_t(fit.columns()), row.iterations = fit.iterations, row.converged = fit.converged;
  row.variance = args.is_robust() ? "robust" : "model";
  row.scale = fit.scale();
  row.wald_statistic = fit.wald.statistic, row.wald_p = fit.wald.p_value;
  if (!args.sampling && !fit.exact) {
    row.loglik_null = fit.loglik_null, row.loglik = fit.loglik;
    row.lr_statistic = fit.likelihood_ratio.statistic, row.lr_p = fit.likelihood_ratio.p_value;
    row.aic = 2 * double(fit.estimate.size()) - 2 * fit.loglik;
    row.bic = std::log(args.n) * double(fit.estimate.size()) - 2 * fit.loglik;
  }
  rows.rows.push_back(std::move(row));
  return rows;
}

std::vector<declare::Column<Row>> columns() {
  using declare::column;
  return {
      column("n", &Row::n, "patients"),
      column("n_missing", &Row::n_missing, "patients left out because of a NULL"),
      column("n_event", &Row::n_event, "events at a known time"),
      column("n_interval", &Row::n_interval, "events between two times, 0 among them"),
      column("scale", &Row::scale, "of log(time); 1 for the exponential. A Weibull shape is 1 / scale"),
      column("loglik_null", &Row::loglik_null,
             "log-likelihood without terms: intercept, offset and scale alone; NULL with sampling weights"),
      column("loglik", &Row::loglik, "log-likelihood at the estimate, of densities of time; likewise"),
      column("df", &Row::df, "number of coefficients, without intercept and scale"),
      column("lr_statistic", &Row::lr_statistic, "likelihood ratio chi-square; NULL with sampling weights"),
      column("lr_p", &Row::lr_p, "its P value"),
      column("wald_statistic", &Row::wald_statistic,
             "Wald chi-square, from the same covariance as std_error; NULL if an estimate is infinite, or clusters "
             "are too few"),
      column("wald_p", &Row::wald_p, "its P value"),
      column("aic", &Row::aic, "2 k - 2 loglik, k the number of parameters, intercept and scale among them"),
      column("bic", &Row::bic, "k log(n) - 2 loglik"),
      column("iterations", &Row::iterations, "number of iterations"),
      column("converged", &Row::converged, "1, or 0 if at least one parameter has no reliable estimate; see its flag"),
      column("variance", &Row::variance,
             "where the standard errors come from: model, or robust, with cluster() and sampling weights")};
}

}  // namespace

declare::Function functions::aft_summary() {
  using namespace declare;
  using namespace parametric;
  return DeclareTable<AftArgs, Row>{
      .name = "aft_summary",
      .summary = "One row about a parametric model of survival times as a whole: likelihood, tests, scale, convergence",
      .reference = aft_reference,
      .oracle = "R survival: summary of survreg",
      .cost = "O(i n p^2), i iterations, p parameters",
      .example =
          "SELECT n, n_event, scale, loglik, lr_statistic, lr_p, aic FROM aft_summary('SELECT * FROM overall_survival "
          "JOIN patients USING (patient_id)', 'os_days', 'died', 'sex, wbc_at_diagnosis_1e9_l') WHERE distribution = "
          "'lognormal'",
      .since = {0, 2},
      .arguments = {aft_arguments(), aft_options()},
      .columns = columns(),
      .compute = compute};
}
