// pseudo_regression: how survival, an incidence or a mean time depends on covariates, without proportional hazards.
#include "survival/competing_risks/pseudo_regression.hpp"

#include <cmath>

#include "cohort/design.hpp"
#include "declare/number.hpp"
#include "functions/competing_risks/pseudo_options.hpp"
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "survival/normal.hpp"

namespace {

using declare::cat, declare::Error, survival::Link, survival::PseudoType;

struct Args : functions::PseudoOptions, functions::CensorOption, functions::ConfLevelOption {
  cohort::Design design{cohort::Outcome::status};
  std::optional<declare::Value> cause;
  std::optional<Link> link;
  bool reference_rows = false;
  std::int64_t max_levels = 100;
};

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Row {
  std::string term;
  std::optional<std::string> level = {};
  double estimate = none, std_error = none, statistic = none, p_value = none;
  double effect = none, conf_low = none, conf_high = none;
  std::optional<std::string> flag = {};
};

bool is_by_cause(PseudoType type) { return type == PseudoType::incidence || type == PseudoType::lost; }
bool is_mean(PseudoType type) { return type == PseudoType::mean || type == PseudoType::lost; }

/// Numbers the statuses as the type needs them.
PseudoType name_events(Args& args) {
  for (const cohort::Term& term : args.design.terms())
    if (term.kind != cohort::Term::covariate)
      throw Error(cat("argument 'terms' takes covariates, and ", term.name, " is none"));
  const std::vector<declare::Value> causes = args.design.causes(args.censor);
  const PseudoType type = functions::pseudo_type(args, causes.size());
  if (is_by_cause(type)) {
    args.design.name_cause(args.cause, args.censor);
  } else {
    if (args.cause) throw Error("cause is for type = 'cuminc' and 'rmtl'; leave it out, since here any event counts");
    args.design.name_any_event(args.censor);
  }
  return type;
}

Link link_of(const Args& args, PseudoType type) {
  const Link link = args.link.value_or(is_mean(type) ? Link::identity : Link::cloglog);
  if (is_mean(type) && (link == Link::logit || link == Link::cloglog))
    throw Error("link 'logit' and 'cloglog' are for probabilities; choose identity or log for a mean time");
  return link;
}

/// The pseudo-values of all patients together, patient by patient: of the event where survival meets the complementary
/// log-log link, whose log(-log S) is log(-log(1 - F)).
survival::LargeVector<double> values_of(const survival::Patients& from, const std::vector<double>& times,
                                        PseudoType type, Link link, survival::PseudoMethod method,
                                        const declare::Poll& poll) {
  survival::Patients pooled{from.time, from.status, {}};
  pooled.row.resize(pooled.size());
  for (std::uint32_t i = 0; i < pooled.size(); ++i) pooled.row[i] = i;
  survival::sort_by_time(pooled, poll);
  const double tolerance = survival::merge_near_ties(pooled, poll);
  const auto tables = survival::risk_tables(pooled, 1, poll, 2);
  const survival::PseudoValues pseudo(tables.front(), method, tolerance, poll);
  const bool complement = type == PseudoType::survival && link == Link::cloglog;
  survival::LargeVector<double> values(pooled.size() * times.size());
  for (std::size_t k = 0; k < times.size(); ++k) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    survival::for_each_row(pooled.size(), poll, [&](std::size_t i) {
      const double value = pseudo.value(pooled.time[i], pooled.status[i], type, is_by_cause(type) ? 1 : 0, times[k]);
      if (std::isnan(value))
        throw Error(cat(is_mean(type) ? "tau " : "time ", times[k], " is past the end of follow-up, ",
                        pooled.time.back(), ", where nothing is known; choose an earlier one"));
      low = std::min(low, value), high = std::max(high, value);
      values[pooled.row[i] * times.size() + k] = complement ? 1 - value : value;
    });
    if (high - low <= 1e-12 * std::max(1.0, std::abs(high)))
      throw Error(cat("all patients have the same pseudo-value ", is_mean(type) ? "up to tau " : "at time ", times[k],
                      ", since no event came before it or all did; choose another"));
  }
  return values;
}

void fill(Row& row, const survival::PseudoFit& fit, std::size_t j, double z, Link link) {
  if (fit.moves[j]) {
    row.flag = link == Link::identity
                   ? "no estimate: the terms tell it nearly from the others"
                   : "no finite estimate: the fitted probability or mean goes to where the link ends; link = "
                     "'identity' has one, or join levels";
    return;
  }
  const auto scaled = [link](double b) { return link == Link::identity ? b : std::exp(b); };
  row.estimate = fit.estimate[j], row.effect = scaled(row.estimate);
  if (std::isnan(fit.std_error[j])) {
    row.flag = "no error: the residuals are 0";
    return;
  }
  row.std_error = fit.std_error[j], row.statistic = row.estimate / row.std_error;
  row.p_value = survival::two_sided_p(row.statistic);
  row.conf_low = scaled(row.estimate - z * row.std_error), row.conf_high = scaled(row.estimate + z * row.std_error);
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const PseudoType type = name_events(args);
  const std::vector<double> times = functions::pseudo_times(args, type);
  const Link link = link_of(args, type);
  if (args.design.size() == 0) return {};
  const survival::Regression all = args.design.regression(std::size_t(args.max_levels));
  const std::size_t n = all.patients.size(), p = all.columns.size();
  if (n <= p + 1)
    throw Error(cat(declare::rows(double(n)), " are too few for ", p, p == 1 ? " coefficient" : " coefficients",
                    " and an intercept; leave out terms"));
  const auto values = values_of(all.patients, times, type, link, args.method, poll);
  const auto fit = survival::pseudo_regression(all.columns, values, times.size(), link, poll);
  const double z = survival::two_sided_quantile(args.conf_level);
  declare::Rows<Row> rows;
  for (std::size_t k = 0; k < times.size(); ++k) {
    rows.rows.push_back({.term = "(intercept)", .level = declare::shortest(times[k])});
    fill(rows.rows.back(), fit, k, z, link);
  }
  for (const cohort::Coefficient& one : args.design.coefficients()) {
    std::optional<std::string> level;
    if (one.level.index() != 0) level = declare::text(one.level);
    if (one.column) {
      rows.rows.push_back({.term = one.term, .level = level});
      fill(rows.rows.back(), fit, times.size() + *one.column, z, link);
    } else if (args.reference_rows) {
      rows.rows.push_back(
          {.term = one.term, .level = level, .estimate = 0, .effect = link == Link::identity ? 0. : 1.});
    }
  }
  return rows;
}

}  // namespace

declare::Function functions::pseudo_regression() {
  using namespace declare;
  ArgumentInfo covariates =
      expression("terms", Meaning::term,
                 "covariates, separated by commas: expressions (numbers are linear, texts categorical), factor(x), "
                 "factor(x, 'reference'), rcs(x, 4), interaction(x, y) (the products only: name x and y beside it)",
                 true, true);
  covariates.parts = cohort::term_expressions;
  return DeclareTable<Args, Row>{
      .name = "pseudo_regression",
      .summary =
          "Regression of survival, an incidence or a mean time itself, by pseudo-values: differences and ratios of "
          "probabilities and of mean times, with no proportional hazards. One row for each coefficient, after the "
          "intercept of each time; the effect is the same at all times. Censoring must not depend on the covariates, "
          "and nobody may enter late",
      .reference =
          "Andersen, Klein & Rosthoj 2003, Biometrika 90:15; means: Andersen, Hansen & Klein 2004, Lifetime Data Anal. "
          "10:335; generalised estimating equations with working independence: Liang & Zeger 1986, Biometrika 73:13",
      .oracle = "R geepack: geese of survival's pseudo",
      .cost = "O(n log n + i n (t + p^2)), i iterations, t times, p coefficients",
      .example =
          "SELECT term, level, round(effect, 3), round(conf_low, 3), round(conf_high, 3), round(p_value, 3) FROM "
          "pseudo_regression('SELECT * FROM overall_survival JOIN patients USING (patient_id)', 'os_days', 'died', "
          "'sex') WHERE times = 365 AND link = 'identity'",
      .since = {0, 2},
      .arguments =
          {unpacked_source(&Args::design), time_expr(), status_expr(), std::move(covariates), conf_level(),
           functions::censor(), pseudo_type_and_times(),
           any_value("cause", &Args::cause,
                     "of cuminc and rmtl: the event of interest, a value of status_expr; it must be given where there "
                     "is more than one"),
           choice(
               "link", &Args::link,
               "what of the probability or mean is linear in the terms. identity: itself, effects are differences; "
               "log: ratios; logit: odds ratios; cloglog: log(-log S) of survival, log(-log(1 - F)) of an "
               "incidence, so that effects read like hazard ratios, of an incidence like Fine and Gray's. Default: "
               "cloglog for survival and cuminc, identity for rmst and rmtl",
               {{"identity", Link::identity}, {"log", Link::log}, {"logit", Link::logit}, {"cloglog", Link::cloglog}}),
           pseudo_method(),
           expression("id", Meaning::group,
                      "the patient (a column or an expression), to check that each has one row; several rows of one "
                      "patient, and NULL, are errors"),
           flag("reference_rows", &Args::reference_rows, "1: add a row with effect 1 (0) for each reference level"),
           whole_number("max_levels", &Args::max_levels, "maximum number of levels of a categorical term",
                        {2, 1e6, true, true})},
      .columns = {column("term", &Row::term, "the term as written, without factor(); (intercept)"),
                  column("level", &Row::level,
                         "for a categorical term, the level compared with the reference; for an intercept its time; as "
                         "text"),
                  column("estimate", &Row::estimate, "coefficient, on the scale of the link; NULL if it is not finite"),
                  column("std_error", &Row::std_error,
                         "its standard error: robust, each patient with all times as one"),
                  column("statistic", &Row::statistic, "estimate / std_error"),
                  column("p_value", &Row::p_value, "two-sided Wald P value"),
                  column("effect", &Row::effect, "exp(estimate); with link = 'identity' the estimate"),
                  column("conf_low", &Row::conf_low, "lower confidence limit of the effect"),
                  column("conf_high", &Row::conf_high, "upper confidence limit, likewise"),
                  column("flag", &Row::flag, "NULL, or what is wrong with this coefficient")},
      .compute = compute};
}
