#include "functions/shared.hpp"

namespace functions {

using namespace declare;

ArgumentInfo time_expr() {
  return expression("time_expr", Meaning::number,
                    "follow-up time, >= 0 (a column, or an SQL expression over the source's columns)", true);
}

ArgumentInfo event_expr() {
  return expression("event_expr", Meaning::condition,
                    "1 if the event happened at that time, 0 if censored (a column or an expression). NULL counts as "
                    "missing, not as censored",
                    true);
}

ArgumentInfo status_expr() {
  return expression("status_expr", Meaning::condition,
                    "the cause of the event, a number or text; the value of censor if censored (a column or an "
                    "expression). NULL counts as missing, not as censored. At most 255 different values",
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

IdWords IdWords::until_event() {
  return {
      "by may differ between them: the patient leaves one group, as if censored, and enters another. No row may "
      "begin after the patient's event. Standard errors are those of one row per patient"};
}

IdWords IdWords::in_one_piece() {
  return {"Here a patient's rows must join to one: no gaps, and the same values in all"};
}

namespace {

ArgumentInfo id(const std::string& more) {
  ArgumentInfo info = expression(
      "id", Meaning::group,
      cat("the patient (a column or an expression), where one may have several rows, each from entry to time. A row "
          "that ends where the patient's next one begins is no censoring, and rows that only split follow-up count as "
          "one. Rows of a patient may have gaps between them, but not overlap; the weight is the same in all. NULL is "
          "an error. ",
          more));
  info.since = {0, 2};
  return info;
}

}  // namespace

Arguments<FollowUpOptions> follow_up_options(const IdWords& on_id, const std::string& on_entry) {
  Arguments<FollowUpOptions> options = {
      expression("weight", Meaning::number,
                 "number of identical patients the row represents, whole, >= 0 (a column or an expression). A row of "
                 "weight 0 is left out"),
      expression("entry", Meaning::number,
                 cat("time of delayed entry (left truncation), before the end of follow-up (a column or an "
                     "expression). At risk from just after it; 0 or less means from the start",
                     on_entry.empty() ? "" : "; ", on_entry))};
  if (on_id.words.empty()) return options;
  return {options, id(on_id.words)};
}

ArgumentInfo weight_type_info(const std::string& more) {
  return {
      .name = "weight_type",
      .type = "TEXT",
      .doc = cat("what a weight is. counts: so many identical patients. sampling: a sampling or inverse-probability "
                 "weight, any number >= 0: estimates are weighted, errors and P values are robust (infinitesimal "
                 "jackknife, by id where it is given, else by row), and the scale of the weights changes none of "
                 "them. Counts of patients are then sums of weights. Weights count as known, which errs mostly on "
                 "the safe side for the estimand ate, not always for att",
                 more.empty() ? "" : ". ", more, ": counts or sampling"),
      .fallback = std::string("counts"),
      .since = {0, 2}};
}

cohort::Weights read_weight_type(const Value& value) {
  return read_choice(value, {"counts", "sampling"}) == 0 ? cohort::Weights::counts : cohort::Weights::sampling;
}

Argument<CohortArgs> weight_type() {
  return Argument<CohortArgs>(weight_type_info(),
                              [](CohortArgs& args, const Value& value) { args.cohort.weigh(read_weight_type(value)); });
}

ArgumentInfo time_cells() { return cells("time", "number", "follow-up time, >= 0", true); }

ArgumentInfo event_cells() { return cells("event", "0 or 1", "1 if the event happened, 0 if censored", true); }

ArgumentInfo status_cells() {
  return cells("status", "any", "the cause of the event, a number or text; 0, or the value of censor, if censored",
               true);
}

ArgumentInfo group_cells() { return cells("by", "any", "group", true); }

Argument<CensorOption> censor() {
  return any_value("censor", &CensorOption::censor, "the status that means censored; 0 if not given");
}

Arguments<CohortArgs> event_arguments(bool must_have_groups) {
  return {source(&CohortArgs::cohort), time_expr(), event_expr(), by_expr(must_have_groups)};
}

Arguments<CohortArgs> status_arguments(bool must_have_groups) {
  return {source(&CohortArgs::cohort), time_expr(), status_expr(), by_expr(must_have_groups)};
}

Argument<ConfLevelOption> conf_level() {
  return number("conf_level", &ConfLevelOption::conf_level, "confidence level of the limits", {0, 1});
}

Argument<ConfTypeOption> conf_type() {
  using enum survival::ConfType;
  return choice(
      "conf_type", &ConfTypeOption::conf_type,
      "scale on which the confidence limits are computed (R's survfit defaults to log)",
      {{"log-log", log_log}, {"log", log}, {"plain", plain}, {"logit", logit}, {"arcsin", arcsin}, {"none", none}});
}

Arguments<TimesOptions> times() {
  return {numbers("times", &TimesOptions::times,
                  "report at these times only, in the unit of time, instead of at every step: '365,1095', '[365,1095]' "
                  "or a single number. Sorted; duplicates are dropped",
                  {.low = 0, .with_low = true}),
          flag("extend", &TimesOptions::extend, "1: carry the last estimate past the end of a group's follow-up")};
}

Argument<IncidenceVarianceOption> var_type() {
  using enum survival::IncidenceVariance;
  auto chosen = choice("var_type", &IncidenceVarianceOption::var_type, "estimator of the variance",
                       {{"gray", gray}, {"aalen", aalen}, {"delta", delta}});
  return {std::move(chosen.info), [](IncidenceVarianceOption& option, const Value& value) {
            constexpr survival::IncidenceVariance types[] = {gray, aalen, delta};
            option.var_type = types[read_choice(value, {"gray", "aalen", "delta"})];
            option.var_type_is_given = true;
          }};
}

void IncidenceVarianceOption::check(const cohort::Cohort& cohort) const {
  if (var_type_is_given && cohort.has_sampling_weights())
    throw Error("var_type counts patients, and with weight_type 'sampling' the error is the robust one; leave it out");
}

Argument<FromTimeOption> from_time() {
  return since({0, 2},
               number("from_time", &FromTimeOption::from_time,
                      "a landmark: only those with entry <= from_time < time, and what happens to them from "
                      "there on. Time is still counted from the origin; estimates are conditional on being free "
                      "of the event at from_time",
                      {.low = 0, .with_low = true}));
}

void check_after(const std::optional<double>& from_time, const std::vector<double>& times, const char* name) {
  for (const double time : times)
    if (from_time && time < *from_time)
      throw Error(cat("argument '", name, "' asks for time ", time, " before from_time = ", *from_time,
                      ", of which the estimates say nothing; give times from there on"));
}

Argument<TauOption> tau() {
  return number("tau", &TauOption::tau,
                "horizon of the restricted mean, in the unit of time. Default: the shortest last follow-up time among "
                "the groups whose event-free survival stays above 0; if it reaches 0 in every group, the longest",
                {.low = 0});
}

Argument<CauseArgument> cause() {
  return any_value("cause", &CauseArgument::cause, "the cause whose incidence is estimated or compared", true);
}

Argument<AtArgument> at() {
  return number("at", &AtArgument::at, "the time at which the curve is read, in the unit of time",
                {.low = 0, .with_low = true}, true);
}

}  // namespace functions
