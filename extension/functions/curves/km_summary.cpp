// km_summary: one row per group: patients, events, median, restricted mean, follow-up.
#include <limits>

#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "functions/survival_quantile.hpp"
#include "survival/curves/restricted_mean.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Count, declare::Stratum, declare::Time;

struct Args : functions::CohortArgs,
              functions::TauOption,
              functions::FromTimeOption,
              functions::ConfLevelOption,
              functions::ConfTypeOption {};

struct Row {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  Stratum strata;
  Count n, n_missing, n_event;
  double median = none, median_low = none, median_high = none, rmst = none, rmst_se = none, tau = none;
  double follow_up_median = none, follow_up_low = none, follow_up_high = none;
  Time last_time = {none};
};

/// Where no patient is left: how many were left out, if any were.
declare::Rows<Row> summary_of_nobody(double n_missing) {
  declare::Rows<Row> rows{
      .labels = {.strata = {{}}, .whole_counts = declare::is_whole(n_missing), .whole_times = false}};
  if (n_missing > 0) rows.rows.push_back({.strata = {0}, .n = {0}, .n_missing = {n_missing}, .n_event = {0}});
  return rows;
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto tables = args.cohort.risk_tables(poll, args.from_time);
  const double tau = args.tau.value_or(survival::longest_tau(tables.groups(), poll));
  if (args.tau) functions::check_after(args.from_time, {*args.tau}, "tau");
  const double n_missing = args.cohort.n_missing();
  if (args.cohort.patients().size() == 0) return summary_of_nobody(n_missing);
  declare::Rows<Row> rows{.labels = {.strata = args.cohort.strata(),
                                     .whole_counts = args.cohort.whole_counts() && declare::is_whole(n_missing),
                                     .whole_times = args.cohort.whole_times()}};
  for (std::uint32_t g = 0; g < tables.groups().size(); ++g) {
    const survival::RiskTable& table = tables.groups()[g];
    if (table.rows.empty()) continue;
    using enum survival::Direction;
    const auto median = functions::survival_quantiles(table, {0.5}, forward, z, args.conf_type, poll).front();
    const auto follow_up = functions::survival_quantiles(table, {0.5}, reverse, z, args.conf_type, poll).front();
    const auto mean = survival::restricted_mean(table, tau, tables.tolerance, poll);
    double events = 0;
    for (const auto& row : table.rows) events += row.n_event;
    rows.rows.push_back({.strata = {g},
                         .n = {tables.n[g]},
                         .n_missing = {n_missing},
                         .n_event = {events},
                         .median = median.estimate,
                         .median_low = median.low,
                         .median_high = median.high,
                         .rmst = mean.mean - args.from_time.value_or(0),
                         .rmst_se = mean.std_err,
                         .tau = tau,
                         .follow_up_median = follow_up.estimate,
                         .follow_up_low = follow_up.low,
                         .follow_up_high = follow_up.high,
                         .last_time = {table.rows.back().time}});
  }
  return rows;
}

}  // namespace

declare::Function functions::km_summary() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "km_summary",
      .summary = "Summary of each group: patients, events, median survival, restricted mean, median follow-up",
      .reference =
          "median: Brookmeyer & Crowley 1982, Biometrics 38:29; follow-up by reverse Kaplan-Meier: Schemper & Smith "
          "1996, "
          "Control. Clin. Trials 17:343; restricted mean: Miller 1981, Survival Analysis",
      .oracle = "R survival: print and quantile of survfit, reversed for follow-up",
      .cost = "O(n log n)",
      .example =
          "SELECT n, n_event, median, follow_up_median, last_time FROM km_summary('overall_survival', 'os_days', "
          "'died')",
      .arguments = {event_arguments(), tau(), conf_level(), conf_type(), follow_up_options(), from_time(),
                    weight_type()},
      .columns =
          {column("strata", &Row::strata, "the group: the value of by_expr; NULL if not given"),
           column("n", &Row::n, "number of patients"),
           column("n_missing", &Row::n_missing,
                  "patients of the whole source left out because of a NULL, the same in every row"),
           column("n_event", &Row::n_event, "events"),
           column("median", &Row::median, "median survival time; NULL if not reached"),
           column("median_low", &Row::median_low, "lower confidence limit of the median; NULL if not reached"),
           column("median_high", &Row::median_high, "upper confidence limit of the median, likewise"),
           column("rmst", &Row::rmst,
                  "restricted mean survival time up to tau; NULL if follow-up ends before tau with the curve above 0"),
           column("rmst_se", &Row::rmst_se, "standard error of the restricted mean"),
           column("tau", &Row::tau, "the horizon of the restricted mean"),
           column("follow_up_median", &Row::follow_up_median, "median follow-up by reverse Kaplan-Meier"),
           column("follow_up_low", &Row::follow_up_low, "lower confidence limit of the median follow-up"),
           column("follow_up_high", &Row::follow_up_high, "upper confidence limit of the median follow-up"),
           column("last_time", &Row::last_time, "longest follow-up time")},
      .compute = compute};
}
