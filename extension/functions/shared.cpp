#include "functions/shared.hpp"

namespace functions {

using namespace declare;

ArgumentInfo time_expr() {
  return expression("time_expr", Meaning::number,
                    "follow-up time, >= 0: a column or SQL expression over the source's columns", true);
}

ArgumentInfo event_expr() {
  return expression(
      "event_expr", Meaning::condition,
      "1 the event happened at that time, 0 censored: column or expression; NULL is missing, not censored", true);
}

ArgumentInfo status_expr() {
  return expression("status_expr", Meaning::condition,
                    "the value of censor: censored; any other number or text: the cause of the event; NULL is "
                    "missing, not censored",
                    true);
}

ArgumentInfo by_expr(bool required) {
  return expression("by_expr", Meaning::group, "groups to compare: one expression, or several separated by commas",
                    required, true);
}

ArgumentInfo stratify() {
  return expression("stratify", Meaning::group,
                    "strata of a stratified test: one expression, or several separated by commas", false, true);
}

Arguments<FollowUpOptions> follow_up_options(const std::string& on_entry) {
  return {expression("weight", Meaning::number,
                     "number of identical patients a row stands for, >= 0: column or expression; errors are those "
                     "of counts, so it is no sampling weight"),
          expression("entry", Meaning::number,
                     cat("delayed entry (left truncation): at risk from just after it; column or expression",
                         on_entry.empty() ? "" : "; ", on_entry))};
}

ArgumentInfo time_cells() { return cells("time", "number", "follow-up time, >= 0", true); }

ArgumentInfo event_cells() { return cells("event", "0 or 1", "1 the event, 0 censored", true); }

ArgumentInfo status_cells() {
  return cells("status", "any", "0, or the value of censor: censored; any other value: the cause of the event", true);
}

ArgumentInfo group_cells() { return cells("by", "any", "group", true); }

Argument<CensorOption> censor() {
  return any_value("censor", &CensorOption::censor, "the status that means censored; 0 when it is not given");
}

Arguments<CohortArgs> event_arguments(bool must_have_groups) {
  return {source(&CohortArgs::cohort), time_expr(), event_expr(), by_expr(must_have_groups)};
}

Arguments<CohortArgs> status_arguments(bool must_have_groups) {
  return {source(&CohortArgs::cohort), time_expr(), status_expr(), by_expr(must_have_groups)};
}

Argument<ConfLevelOption> conf_level() {
  return number("conf_level", &ConfLevelOption::conf_level, "coverage of the confidence limits", {0, 1});
}

Argument<ConfTypeOption> conf_type() {
  using enum survival::ConfType;
  return choice(
      "conf_type", &ConfTypeOption::conf_type,
      "scale of the confidence limits, in R's survfit log unless asked otherwise",
      {{"log-log", log_log}, {"log", log}, {"plain", plain}, {"logit", logit}, {"arcsin", arcsin}, {"none", none}});
}

Arguments<TimesOptions> times() {
  return {numbers("times", &TimesOptions::times,
                  "report at these times, in the unit of time, instead of at every step: '365,1095', "
                  "'[365,1095]' or a number; sorted, each once",
                  {.low = 0, .with_low = true}),
          flag("extend", &TimesOptions::extend, "1: carry the last value past the end of a group's follow-up")};
}

Argument<TauOption> tau() {
  return number("tau", &TauOption::tau,
                "horizon of the restricted mean, in the unit of time; default: the smallest of the groups' "
                "last times, but groups whose curve "
                "ends at 0 do not count, unless all do",
                {.low = 0});
}

Argument<CauseArgument> cause() {
  return any_value("cause", &CauseArgument::cause, "the status whose incidence it is", true);
}

Argument<AtArgument> at() {
  return number("at", &AtArgument::at, "the time at which the curve is read, in the unit of time",
                {.low = 0, .with_low = true}, true);
}

}  // namespace functions
