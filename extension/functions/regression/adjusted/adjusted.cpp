#include "functions/regression/adjusted/adjusted.hpp"

#include <algorithm>
#include <cmath>

#include "cohort/problems.hpp"
#include "declare/sql_text.hpp"
#include "survival/regression/spline.hpp"

namespace functions {

declare::Arguments<AdjustedArgs> adjusted_arguments(declare::ArgumentInfo outcome) {
  declare::ArgumentInfo by = by_expr(true), covariates = terms();
  by.doc += ". The groups are in the model without being named in terms, which holds the other covariates";
  covariates.doc =
      "the covariates to standardise for, separated by commas: expressions (numbers are linear, texts categorical), "
      "factor(x), factor(x, 'reference'), rcs(x, 4), interaction(x, y) and offset(x). In interaction(x, y), one of "
      "which may be an expression of by, the group is changed with that of the patient";
  return {regression_source(), time_expr(), std::move(outcome), std::move(by), std::move(covariates)};
}

declare::Arguments<AdjustedArgs> adjusted_options() {
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

namespace {

/// The expressions of by in a term can be changed with the group only where they stand alone.
void check_terms(const cohort::Design& design) {
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
double number_of(const cohort::Design& design, const cohort::Factor& factor, const declare::Value& value) {
  if (factor.level) return declare::equal(value, design.levels(factor.term, factor.part)[*factor.level]);
  const auto* whole = std::get_if<std::int64_t>(&value);
  const double number = whole ? double(*whole) : std::get<double>(value);
  if (!factor.nonlinear) return number;
  return survival::restricted_cubic(number, design.knots(factor.term, factor.part), *factor.nonlinear);
}

/// By group, the product of the parts of a column that by sets.
std::vector<double> numbers_of(const cohort::Design& design, std::size_t column, std::size_t groups) {
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
void set_weights(const AdjustedArgs& args, survival::Patients& patients, const declare::Poll& poll) {
  auto& weight = patients.weight;
  if (!args.sampling()) return;
  if (weight.empty()) throw declare::Error("weight_type says what weight means, and weight is not given");
  weight = survival::of_mean_one(weight, poll);
}

/// A column for each group but the first, unless each is to have a baseline of its own.
void add_groups(AdjustedModel& model, const declare::Poll& poll) {
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

}  // namespace

AdjustedModel adjusted_model(AdjustedArgs& args, const declare::Poll& poll) {
  cohort::Design& design = args.design;
  check_terms(design);
  AdjustedModel model{design.regression(std::size_t(args.max_levels)), {}, {}, 0};
  model.rows.sampling = false;  // the errors are made here, of all influences together
  set_weights(args, model.rows.patients, poll);
  model.groups = design.censoring_grouping().labels(poll);
  model.terms = model.rows.columns.size();
  check_groups(model.groups.size());
  model.rule.groups = model.groups.size();
  for (const cohort::Rest& rest : design.rests())
    model.rule.columns.push_back({rest.column, rest.values, numbers_of(design, rest.column, model.groups.size())});
  if (args.baseline == AdjustedArgs::Baselines::group) {
    model.rule.own_baselines = true;
    model.rows.patients.group = model.rows.censoring;
  } else {
    add_groups(model, poll);
  }
  return model;
}

void check_estimates(const AdjustedArgs& args, const AdjustedModel& model, const survival::Fit& fit,
                     const std::string& of) {
  check_estimates(args, fit, of);
  for (std::size_t j = model.terms; j < fit.finding.size(); ++j)
    if (fit.finding[j] != survival::Finding::no_information)
      if (const auto flag = flag_of(fit.finding[j], args, fit.iterations, of))
        throw declare::Error(declare::cat("no adjusted estimate is possible for by ",
                                          declare::literal(model.groups[1 + j - model.terms]), ": ", *flag,
                                          "; baseline = 'group' needs no hazard ratio of groups"));
}

std::optional<std::size_t> passed_at(const survival::Station& station) {
  if (std::isnan(station.event_times)) return std::nullopt;
  return std::size_t(station.event_times);
}

double standard_error(double estimate, double variance) {
  constexpr double rounding = 1e-12;
  const double error = std::sqrt(variance);
  return error <= rounding * estimate ? 0 : error;
}

void add_contrasts(std::vector<ContrastRow>& rows, declare::Cause outcome, double time,
                   const std::vector<declare::Value>& groups, const survival::JointEstimate& at, std::size_t against,
                   double z) {
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

}  // namespace functions
