// What the functions that standardise to the covariates of all patients share: their arguments, the model with the
// groups in it, and how each patient would be in another group.
#pragma once
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cohort/problems.hpp"
#include "declare/sql_text.hpp"
#include "functions/comparison.hpp"
#include "functions/contrast.hpp"
#include "functions/curve.hpp"
#include "functions/regression/prediction.hpp"
#include "functions/regression/refusals.hpp"
#include "functions/regression/regression.hpp"
#include "survival/normal.hpp"
#include "survival/regression/adjusted/counterfactual.hpp"
#include "survival/regression/adjusted/standard_incidence.hpp"
#include "survival/regression/cox.hpp"
#include "survival/regression/spline.hpp"

namespace functions {

struct AdjustedArgs : RegressionArgs {
  enum class Baselines { common, group };

  survival::Ties ties = survival::Ties::efron;
  Baselines baseline = Baselines::common;

  AdjustedArgs() : AdjustedArgs(cohort::Outcome::event) {}
  explicit AdjustedArgs(cohort::Outcome outcome) : RegressionArgs(outcome) {
    design = cohort::Design(outcome, cohort::Stays::one);
  }
  bool sampling() const { return design.has_sampling_weights(); }
};

/// The rows of a model with the groups in it, and what its columns would be in another group.
struct AdjustedModel {
  survival::Regression rows;
  survival::Counterfactual rule;
  std::vector<declare::Value> groups;
  std::size_t terms;  ///< columns of the terms; those of the groups follow
};

/// by, terms, ... of a function that standardises; \param outcome  its second data expression
inline declare::Arguments<AdjustedArgs> adjusted_arguments(declare::ArgumentInfo outcome) {
  declare::ArgumentInfo by = by_expr(true), covariates = terms();
  by.doc += ". The groups are in the model of themselves; terms holds the others";
  covariates.doc =
      "the covariates to standardise for, separated by commas: expressions (numbers are linear, texts categorical), "
      "factor(x), factor(x, 'reference'), rcs(x, 4), interaction(x, y) and offset(x). In interaction(x, y), one of "
      "which may be an expression of by, the group is changed with that of the patient";
  return {regression_source(), time_expr(), std::move(outcome), std::move(by), std::move(covariates)};
}

inline declare::Arguments<AdjustedArgs> adjusted_options() {
  using namespace declare;
  return {choice("baseline", &AdjustedArgs::baseline,
                 "common: one baseline hazard, and a hazard ratio for each group; group: a baseline hazard for each "
                 "group, so that hazards of groups need not be proportional",
                 {{"common", AdjustedArgs::Baselines::common}, {"group", AdjustedArgs::Baselines::group}}),
          choice("ties", &AdjustedArgs::ties, "treatment of events at the same time",
                 {{"efron", survival::Ties::efron}, {"breslow", survival::Ties::breslow}}),
          expression("weight", Meaning::number,
                     "the weight of each row, >= 0 (a column or an expression); weight_type says what it means"),
          regression_weights(),
          expression("entry", Meaning::number,
                     "time of delayed entry (left truncation), before the end of follow-up (a column or an "
                     "expression). The mean is over those who entered"),
          expression("id", Meaning::group,
                     "the patient (a column or an expression). The mean is over patients, so that a patient's rows "
                     "must join to one: no gaps, and the same values in all. NULL is an error"),
          max_iter(),
          tolerance(),
          max_levels()};
}

namespace adjusted {

/// The expressions of by in a term can be changed with the group only where they stand alone.
inline void check_terms(const cohort::Design& design) {
  using cohort::Term, declare::cat, declare::Error;
  const auto same = [](const declare::Token& a, const declare::Token& b) {
    return cohort::same_expression(std::string(a.text), std::string(b.text));
  };
  for (const Term& term : design.terms()) {
    if (term.kind == Term::strata)
      throw Error(cat("argument 'terms': '", term.name,
                      "' gives strata, over which no mean is taken; baseline = 'group' gives each group its own "
                      "baseline hazard, and factor() adjusts for others"));
    if (term.kind == Term::cluster)
      throw Error("argument 'terms': cluster() has no part in the errors of adjusted estimates; leave it out");
    for (const cohort::TermPart& part : term.parts)
      for (const std::string& by : design.by()) {
        const auto of_part = declare::tokens(part.expression), of_by = declare::tokens(by);
        if (std::search(of_part.begin(), of_part.end(), of_by.begin(), of_by.end(), same) == of_part.end()) continue;
        const bool alone = of_part.size() == of_by.size();
        if (alone && term.kind == Term::covariate && term.parts.size() > 1) continue;
        throw Error(alone ? cat("argument 'terms': '", by, "' is by, which is in the model of itself; leave it out")
                          : cat("argument 'terms': '", part.expression, "' uses ", by,
                                ", which by sets to each group in turn; write interaction(", by,
                                ", ...), or give by that expression"));
      }
  }
}

/// What a part of a term is in a group: the number of its column.
inline double number_of(const cohort::Design& design, const cohort::Factor& factor, const declare::Value& value) {
  if (factor.level) return declare::equal(value, design.levels(factor.term, factor.part)[*factor.level]);
  const auto* whole = std::get_if<std::int64_t>(&value);
  const double number = whole ? double(*whole) : std::get<double>(value);
  if (!factor.nonlinear) return number;
  return survival::restricted_cubic(number, design.knots(factor.term, factor.part), *factor.nonlinear);
}

/// By group, the product of the parts of a column that by sets.
inline std::vector<double> numbers_of(const cohort::Design& design, std::size_t column, std::size_t groups) {
  const cohort::Grouping& grouping = design.censoring_grouping();
  std::vector<double> numbers(groups, 1);
  for (const cohort::Factor& factor : design.factors()[column]) {
    const std::string& expression = design.terms()[factor.term].parts[factor.part].expression;
    const auto by = std::ranges::find_if(
        design.by(), [&](const std::string& one) { return cohort::same_expression(one, expression); });
    if (by == design.by().end()) continue;
    const auto place = std::size_t(by - design.by().begin());
    for (std::size_t g = 0; g < groups; ++g)
      numbers[g] *= number_of(design, factor, grouping.values(place)[grouping.part(g, place)]);
  }
  return numbers;
}

/// Sampling weights have a mean of 1: then no constant factor has a say in anything.
inline void set_weights(const AdjustedArgs& args, survival::Patients& patients, const declare::Poll& poll) {
  auto& weight = patients.weight;
  if (!args.sampling()) return;
  if (weight.empty()) throw declare::Error("weight_type says what weight means, and weight is not given");
  weight = survival::of_mean_one(weight, poll);
}

/// A column for each group but the first, unless each is to have a baseline of its own.
inline void add_groups(AdjustedModel& model, const declare::Poll& poll) {
  const auto& group = model.rows.censoring;
  for (std::size_t g = 1; g < model.groups.size(); ++g) {
    survival::LargeVector<double> column(group.size());
    survival::for_each_row(group.size(), poll, [&](std::size_t i) { column[i] = group[i] == g; });
    std::vector<double> number(model.groups.size());
    number[g] = 1;
    model.rule.columns.push_back({model.rows.columns.size(), {}, std::move(number)});
    model.rows.columns.push_back(std::move(column));
  }
  if (const auto found = survival::superfluous(model.rows, poll))
    throw declare::Error(
        declare::cat("by ", declare::literal(model.groups[1 + found->column - model.terms]),
                     " is known from terms (a linear combination of them), so that groups cannot be told from "
                     "covariates; leave out the terms that tell the group"));
}

}  // namespace adjusted

/// Once: the patients go into the model.
inline AdjustedModel adjusted_model(AdjustedArgs& args, const declare::Poll& poll) {
  cohort::Design& design = args.design;
  adjusted::check_terms(design);
  AdjustedModel model{design.regression(std::size_t(args.max_levels)), {}, {}, 0};
  model.rows.sampling = false;  // the errors are made here, of all influences together
  adjusted::set_weights(args, model.rows.patients, poll);
  model.groups = design.censoring_grouping().labels(poll);
  model.terms = model.rows.columns.size();
  check_groups(model.groups.size());
  model.rule.groups = model.groups.size();
  for (const cohort::Rest& rest : design.rests())
    model.rule.columns.push_back(
        {rest.column, rest.values, adjusted::numbers_of(design, rest.column, model.groups.size())});
  if (args.baseline == AdjustedArgs::Baselines::group) {
    model.rule.own_baselines = true;
    model.rows.patients.group = model.rows.censoring;
  } else {
    adjusted::add_groups(model, poll);
  }
  return model;
}

/// Throws declare::Error when a coefficient has no estimate to predict by. \param of  ", for the event 'x'"
inline void check_estimates(const AdjustedArgs& args, const AdjustedModel& model, const survival::Fit& fit,
                            const std::string& of = "") {
  check_estimates(args, fit, of);
  for (std::size_t j = model.terms; j < fit.finding.size(); ++j)
    if (fit.finding[j] != survival::Finding::no_information)
      if (const auto flag = flag_of(fit.finding[j], args, fit.iterations, of))
        throw declare::Error(declare::cat("no adjusted estimate is possible for by ",
                                          declare::literal(model.groups[1 + j - model.terms]), ": ", *flag,
                                          "; baseline = 'group' needs no hazard ratio of groups"));
}

struct AdjustedRow {
  declare::Stratum strata;
  declare::Cause outcome = {0};
  declare::Time time;
  double estimate = none, std_error = none, conf_low = none, conf_high = none;
};

/// The event times passed; nothing past the end of follow-up.
inline std::optional<std::size_t> passed_at(const survival::Station& station) {
  if (std::isnan(station.event_times)) return std::nullopt;
  return std::size_t(station.event_times);
}

/// A Cox model of each cause, over the same rows, whose status is 1, 2, ... of the causes: the others are censored.
struct CauseModels {
  std::vector<std::unique_ptr<survival::Cox>> models;
  std::vector<survival::Prediction> predictions;

  /// \param check  throws where nothing can be predicted by a fit, that of the model which `where` names
  CauseModels(survival::Regression rows, const std::vector<declare::Value>& causes, const survival::CoxRule& rule,
              const std::function<void(const survival::Fit&, const std::string& where)>& check,
              const declare::Poll& poll) {
    for (std::size_t cause = 1; cause <= causes.size(); ++cause) {
      survival::Regression own = rows;
      survival::for_each_row(rows.patients.size(), poll,
                             [&](std::size_t i) { own.patients.status[i] = rows.patients.status[i] == cause; });
      if (cause == causes.size()) rows = {};
      models.push_back(worded([&] { return std::make_unique<survival::Cox>(std::move(own), rule, poll); }));
    }
    for (std::size_t j = 0; j < causes.size(); ++j)
      check(models[j]->fit(), declare::cat("; in the model of ", declare::literal(causes[j])));
    for (const auto& model : models) predictions.push_back(worded([&] { return model->prediction(); }));
  }

  struct Stations {
    std::vector<double> time;
    std::vector<std::optional<survival::PassedEvents>> passed;  ///< nothing past the end of follow-up
    std::vector<double> n_risk;
    std::vector<std::vector<double>> n_event;  ///< by cause
  };

  /// The places of a stratum's curves, as curve_stations() has them of one cause; `every`: at each time.
  Stations stations(std::size_t stratum, const RequestedTimes& times, bool every, const declare::Poll& poll) const {
    std::vector<std::vector<survival::Station>> by_cause;
    for (const survival::Prediction& one : predictions)
      by_cause.push_back(survival::stations(one.tables[stratum], times.request(), poll));
    Stations found;
    const std::size_t n = by_cause.front().size();
    for (std::size_t i = 0; i < n; ++i) {
      const bool any = std::ranges::any_of(by_cause, [&](const auto& of) { return of[i].n_event > 0; });
      if (!times.request() && !every && !any && i > 0 && i + 1 < n) continue;
      survival::PassedEvents passed;
      std::vector<double> n_event;
      for (const auto& of : by_cause) {
        if (const auto events = passed_at(of[i])) passed.push_back(*events);
        n_event.push_back(of[i].n_event);
      }
      found.time.push_back(by_cause.front()[i].time), found.n_risk.push_back(by_cause.front()[i].n_risk);
      found.n_event.push_back(std::move(n_event));
      found.passed.push_back(passed.size() == by_cause.size() ? std::optional(std::move(passed)) : std::nullopt);
    }
    return found;
  }
};

/// Those with the groups in them; once: the patients go into the models.
inline CauseModels cause_models(const AdjustedArgs& args, AdjustedModel& of, const std::vector<declare::Value>& causes,
                                const declare::Poll& poll) {
  const auto check = [&](const survival::Fit& fit, const std::string& where) { check_estimates(args, of, fit, where); };
  return {std::move(of.rows), causes, {.ties = args.ties, .newton = args.newton}, check, poll};
}

/// Where a curve has a step: at 0, at the events and at the end of follow-up; or the times asked for.
inline std::vector<survival::Station> curve_stations(const survival::RiskTable& table, const RequestedTimes& times,
                                                     const declare::Poll& poll) {
  std::vector<survival::Station> all = survival::stations(table, times.request(), poll);
  if (times.request()) return all;
  std::vector<survival::Station> steps;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i == 0 || i + 1 == all.size() || all[i].n_event > 0) steps.push_back(all[i]);
  return steps;
}

/// The standard error; 0 where the variance is nothing but rounding.
inline double standard_error(double estimate, double variance) {
  constexpr double rounding = 1e-12;
  const double error = std::sqrt(variance);
  return error <= rounding * estimate ? 0 : error;
}

/// Appends the contrasts of one time.
inline void add_contrasts(std::vector<ContrastRow>& rows, declare::Cause outcome, double time,
                          const std::vector<declare::Value>& groups, const survival::JointEstimate& at,
                          std::size_t against, double z) {
  const auto estimate = [&](std::size_t g) {
    return survival::Estimate{at.value[g], standard_error(at.value[g], at.variance[g])};
  };
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (g == against) continue;
    ContrastRow row = contrast_row(contrast_label(groups, g, against), estimate(g), estimate(against), z,
                                   at.covariance[g * groups.size() + against]);
    row.outcome = outcome, row.time = {time};
    const double z_of_row = row.std_error > 0 ? row.difference / row.std_error : none;
    row.statistic = z_of_row * z_of_row, row.p_value = survival::two_sided_p(z_of_row);
    rows.push_back(std::move(row));
  }
}

/// What the errors of incidences take for granted.
inline const char* const incidence_errors =
    ". The errors take event-free survival for exp(-H), of which the product limit in the estimates is nearly the "
    "same: "
    "with heavily tied times, whole years say, they are some percent too large, 6 % in 150 patients; give exact times";

inline const char* const adjusted_reference =
    "Chang, Gelman & Pagano 1982, J. Chronic Dis. 35:669; Makuch 1982, J. Chronic Dis. 35:437; variance: sum of the "
    "patients' squared influences on coefficients, baselines and the mean over covariates, Ozenne et al. 2020, Biom. "
    "J. 62:751";

}  // namespace functions
