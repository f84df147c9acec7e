#include "functions/parametric/model.hpp"

#include <cmath>

#include "survival/regression/regression.hpp"

namespace functions::parametric {

using namespace declare;

namespace {

/// As the model wants them.
survival::LifetimeRows lifetime_rows(AftArgs& args, const Poll& poll) {
  survival::Regression from = args.design.regression(std::size_t(args.max_levels));
  survival::LifetimeRows rows;
  rows.time = std::move(from.patients.time), rows.upper = args.design.upper();
  rows.columns = std::move(from.columns), rows.offset = std::move(from.offset);
  rows.weight = std::move(from.patients.weight), rows.cluster = std::move(from.cluster);
  if (!rows.upper.empty()) return rows;
  rows.upper.resize(rows.size());
  survival::for_each_row(rows.size(), poll, [&](std::size_t i) {
    rows.upper[i] = from.patients.status[i] == 1 ? rows.time[i] : HUGE_VAL;
  });
  return rows;
}

std::vector<std::string> without_strata(const std::string& term) {
  if (cohort::parse_term(term).kind == cohort::Term::strata)
    throw Error("a parametric model has no strata(); use factor() instead, or a model of each stratum");
  return cohort::term_expressions(term);
}

}  // namespace

survival::AcceleratedFit AftArgs::fit(const Poll& poll) {
  if (sampling && !design.has_weights()) throw Error("weight_type says what weight means, and weight is not given");
  const survival::LifetimeRows rows = lifetime_rows(*this, poll);
  survival::for_each_row(rows.size(), poll, [&](std::size_t i) {
    n += rows.weight_of(i);
    if (rows.upper[i] == rows.time[i])
      n_event += rows.weight_of(i);
    else if (std::isfinite(rows.upper[i]))
      n_interval += rows.weight_of(i);
  });
  means.assign(rows.columns.size(), 0);
  survival::for_each_row(rows.size(), poll, [&](std::size_t i) {
    const double share = rows.weight_of(i) / n;
    for (std::size_t j = 0; j < means.size(); ++j) means[j] += share * rows.columns[j][i];
    if (!rows.offset.empty()) mean_offset += share * rows.offset[i];
  });
  const auto variance = is_robust() ? survival::Variance::robust : survival::Variance::model;
  return survival::accelerated(rows, distribution, variance, newton, poll);
}

Arguments<AftArgs> aft_arguments() {
  ArgumentInfo terms = expression(
      "terms", Meaning::term,
      "covariates, separated by commas: expressions (numbers are linear, texts categorical), factor(x), "
      "factor(x, 'reference'), rcs(x, 4) (a restricted cubic spline with 4 knots, or with knots at named places: "
      "rcs(x, 10, 20, 40)), interaction(x, y) (the products only: name x and y beside it), cluster(x) and "
      "offset(x). Default: none, the intercept alone",
      false, true);
  terms.parts = without_strata;
  return {unpacked_source(&AftArgs::design),
          expression("time_expr", Meaning::number,
                     "follow-up time, > 0 (a column, or an SQL expression over the source's columns); with upper the "
                     "last time at which the event had not happened, 0 where that is not known",
                     true),
          expression("event_expr", Meaning::condition,
                     "1 if the event happened at that time, 0 if censored (a column or an expression). NULL counts as "
                     "missing, not as censored. It must be given, unless upper is"),
          std::move(terms)};
}

Arguments<AftArgs> aft_options() {
  using survival::Lifetime, survival::NewtonRule;
  constexpr double most = 1e6;
  return {
      choice("distribution", &AftArgs::distribution, "of the times",
             {{"weibull", Lifetime::weibull},
              {"exponential", Lifetime::exponential},
              {"lognormal", Lifetime::lognormal},
              {"loglogistic", Lifetime::loglogistic}}),
      expression("upper", Meaning::number,
                 "for events between two times, in place of event_expr: the first time at which the event had happened "
                 "(a column or an expression); equal to time: it was seen then; NULL: it had not happened by time "
                 "(right-censored)"),
      expression("weight", Meaning::number,
                 "number of identical patients the row represents, >= 0 (a column or an expression); with weight_type "
                 "sampling a sampling weight"),
      Argument<AftArgs>(weight_type_info(),
                        [](AftArgs& args, const Value& value) {
                          args.sampling = read_weight_type(value) == cohort::Weights::sampling;
                          args.design.weigh(read_weight_type(value));
                        }),
      within(&AftArgs::newton,
             whole_number("max_iter", &NewtonRule::max_iter, "maximum number of iterations", {1, most, true, true})),
      within(&AftArgs::newton,
             number("tolerance", &NewtonRule::tolerance,
                    "stop when the expected gain in log-likelihood is below half this value", {0, 1})),
      whole_number("max_levels", &AftArgs::max_levels, "maximum number of levels of a categorical term",
                   {2, most, true, true})};
}

std::string aft_flag(const AftArgs& args, const survival::AcceleratedFit& fit, std::size_t j) {
  using enum survival::AcceleratedFit::Outcome;
  if (fit.exact)
    return "no finite estimate: the terms tell the times of all events, or their intervals, so that the scale tends to "
           "0";
  switch (fit.outcome[j]) {
    case rises:
      return "no finite estimate: it grows without bound, since what the term tells apart has no event";
    case falls:
      return "no finite estimate: it tends to minus infinity";
    case unknown:
      return "no estimate: somebody must have the event, and somebody must be free of it at a time above 0";
    case unfinished:
      if (fit.iterations >= args.newton.max_iter && args.newton.max_iter < survival::NewtonRule{}.max_iter)
        return cat("not converged after ", args.newton.max_iter, " iterations; raise max_iter");
      return "no reliable estimate: the iteration has not converged; leave out terms, or join levels";
    case estimated:
      break;
  }
  const std::size_t q = fit.estimate.size();
  if (!std::isnan(fit.covariance[j * q + j])) return "";
  const std::size_t clusters = args.design.clusters();
  if (args.design.has_clusters() && clusters <= q)
    return cat("no error: ", clusters, " clusters are too few for ", q, " parameters; leave out terms, or cluster()");
  return "no error: it depends on a coefficient that has no finite estimate";
}

}  // namespace functions::parametric
