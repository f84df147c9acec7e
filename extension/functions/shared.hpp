// Arguments that several functions share, so that they mean and say the same everywhere.
#pragma once
#include <algorithm>
#include <optional>
#include <vector>

#include "cohort/cohort.hpp"
#include "declare/function.hpp"
#include "survival/interval.hpp"

namespace functions {

// The data expressions, and where they come from.

template <auto Cohort, class Args>
declare::Argument<Args> source() {
  return declare::source<Cohort, Args>();
}
inline declare::ArgumentInfo time_expr() {
  return declare::expression("time_expr", "follow-up time, >= 0: a column or SQL expression over the source's columns",
                             true);
}
inline declare::ArgumentInfo event_expr() {
  return declare::expression("event_expr", "1 the event happened at that time, 0 censored: column or expression", true);
}
inline declare::ArgumentInfo by_expr() {
  return declare::expression("by_expr", "groups to compare: one expression, or several separated by commas", false,
                             true);
}
inline declare::ArgumentInfo weight() {
  return declare::expression("weight", "number of identical patients a row stands for, >= 0: column or expression");
}
inline declare::ArgumentInfo entry() {
  return declare::expression("entry",
                             "delayed entry (left truncation): at risk from just after it; column or expression");
}

// Options.

template <class Args>
declare::Argument<Args> conf_level(double Args::*field) {
  return declare::number("conf_level", field, "coverage of the confidence limits", {0, 1});
}
template <class Args>
declare::Argument<Args> conf_type(survival::ConfType Args::*field) {
  using enum survival::ConfType;
  return declare::choice(
      "conf_type", field, "scale of the confidence limits",
      {{"log-log", log_log}, {"log", log}, {"plain", plain}, {"logit", logit}, {"arcsin", arcsin}, {"none", none}});
}
template <class Args>
declare::Argument<Args> times(std::optional<std::vector<double>> Args::*field) {
  return declare::numbers("times", field,
                          "report at these times instead of at every step: '365,1095', '[365,1095]' or a number",
                          {.low = 0, .with_low = true});
}
template <class Args>
declare::Argument<Args> extend(bool Args::*field) {
  return declare::flag("extend", field, "1: carry the last value past the end of a group's follow-up");
}

/// Requested times as they are reported: ascending, each once.
inline std::vector<double> ascending(std::vector<double> times) {
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

}  // namespace functions
