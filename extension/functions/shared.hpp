// Arguments that several functions share, so that they mean and say the same everywhere.
#pragma once
#include <algorithm>
#include <optional>
#include <vector>

#include "cohort/cohort.hpp"
#include "declare/function.hpp"
#include "survival/curve.hpp"
#include "survival/interval.hpp"

namespace functions {

// The data expressions, and where they come from.

inline declare::ArgumentInfo time_expr() {
  return declare::expression("time_expr",
                             "follow-up time, >= 0 (a column, or an SQL expression over the source's columns)", true);
}
inline declare::ArgumentInfo event_expr() {
  return declare::expression("event_expr",
                             "1 if the event happened at that time, 0 if censored (a column or an expression). NULL "
                             "counts as missing, not as censored",
                             true);
}
inline declare::ArgumentInfo status_expr() {
  return declare::expression("status_expr",
                             "the cause of the event, a number or text; the value of censor if censored (a column or "
                             "an expression). NULL counts as missing, not as censored. At most 255 different values",
                             true);
}
inline declare::ArgumentInfo by_expr(bool required = false) {
  return declare::expression("by_expr", "groups to compare: one expression, or several separated by commas", required,
                             true);
}
inline declare::ArgumentInfo weight() {
  return declare::expression("weight",
                             "number of identical patients the row represents, >= 0 (a column or an expression). "
                             "Standard errors treat it as a count, not as a sampling weight");
}
inline declare::ArgumentInfo entry() {
  return declare::expression("entry",
                             "time of delayed entry (left truncation), before the end of follow-up (a column or an "
                             "expression). At risk from just after it; 0 or less means from the start");
}

// The same for aggregates, which see values instead of expressions.

inline declare::ArgumentInfo time_cells() { return declare::cells("time", "number", "follow-up time, >= 0", true); }
inline declare::ArgumentInfo event_cells() {
  return declare::cells("event", "0 or 1", "1 if the event happened, 0 if censored", true);
}
inline declare::ArgumentInfo status_cells() {
  return declare::cells("status", "any",
                        "the cause of the event, a number or text; 0, or the value of censor, if censored", true);
}
inline declare::ArgumentInfo group_cells() { return declare::cells("by", "any", "group", true); }

// Options.

template <class Args>
declare::Argument<Args> conf_level(double Args::*field) {
  return declare::number("conf_level", field, "confidence level of the limits", {0, 1});
}
template <class Args>
declare::Argument<Args> conf_type(survival::ConfType Args::*field) {
  using enum survival::ConfType;
  return declare::choice(
      "conf_type", field, "scale on which the confidence limits are computed (R's survfit defaults to log)",
      {{"log-log", log_log}, {"log", log}, {"plain", plain}, {"logit", logit}, {"arcsin", arcsin}, {"none", none}});
}
template <class Args>
declare::Argument<Args> times(std::optional<std::vector<double>> Args::*field) {
  return declare::numbers("times", field,
                          "report at these times only, in the unit of time, instead of at every step: '365,1095', "
                          "'[365,1095]' or a single number. Sorted; duplicates are dropped",
                          {.low = 0, .with_low = true});
}
template <class Args>
declare::Argument<Args> extend(bool Args::*field) {
  return declare::flag("extend", field, "1: carry the last estimate past the end of a group's follow-up");
}

template <class Args>
declare::Argument<Args> tau(std::optional<double> Args::*field) {
  return declare::number("tau", field,
                         "horizon of the restricted mean, in the unit of time. Default: the shortest last follow-up "
                         "time among the groups whose curve stays above 0; if every curve reaches 0, the longest",
                         {.low = 0});
}
template <class Args>
declare::Argument<Args> censor(std::optional<declare::Value> Args::*field) {
  return declare::any_value("censor", field, "the status that means censored; 0 if not given");
}
template <class Args>
declare::Argument<Args> cause(std::optional<declare::Value> Args::*field) {
  return declare::any_value("cause", field, "the cause whose incidence is estimated or compared", true);
}
template <class Args>
declare::Argument<Args> at(std::optional<double> Args::*field) {
  return declare::number("at", field, "the time at which the curve is read, in the unit of time",
                         {.low = 0, .with_low = true}, true);
}
inline declare::ArgumentInfo stratify() {
  return declare::expression("stratify", "strata of a stratified test: one expression, or several separated by commas",
                             false, true);
}

/// Requested times as they are reported: ascending, each once.
inline std::vector<double> ascending(std::vector<double> times) {
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

/// The curve of the only group at one time; NULL for NaN.
template <class Estimator>
declare::Value estimate_at(const cohort::RiskTables& tables, const Estimator& estimator, double time,
                           const declare::Poll& poll) {
  declare::Value estimate;
  const survival::Request request{{&time, 1}, false, tables.tolerance};
  survival::trace(tables.groups().front(), estimator, request, poll,
                  [&](const survival::CurvePoint& p) { estimate = p.estimate; });
  return estimate;
}

}  // namespace functions
