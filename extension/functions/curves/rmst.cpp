// rmst: the restricted mean survival time of each group.
#include "functions/functions.hpp"
#include "functions/horizon.hpp"
#include "functions/shared.hpp"
#include "survival/curves/restricted_mean.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Stratum;

struct Args : functions::CohortArgs, functions::TauOption, functions::FromTimeOption, functions::ConfLevelOption {};

struct Row {
  Stratum strata;
  double tau, estimate, std_error, conf_low, conf_high;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto tables = args.cohort.risk_tables(poll, args.from_time);
  const double tau = functions::horizon(args.tau, tables, poll), from = args.from_time.value_or(0);
  if (args.tau) functions::check_after(args.from_time, {*args.tau}, "tau");
  declare::Rows<Row> rows{.labels = {.strata = args.cohort.strata()}};
  for (std::uint32_t g = 0; g < tables.groups().size(); ++g) {
    if (tables.groups()[g].rows.empty()) continue;
    const auto [area, se] = survival::restricted_mean(tables.groups()[g], tau, tables.tolerance, poll);
    const double mean = area - from;
    rows.rows.push_back({{g}, tau, mean, se, mean - z * se, mean + z * se});
  }
  return rows;
}

}  // namespace

declare::Function functions::rmst() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "rmst",
      .summary = "Restricted mean survival time of each group, the area under its survival curve up to tau",
      .reference = "Miller 1981, Survival Analysis; as R's survRM2 and print(survfit, rmean = )",
      .oracle = "R survival: survfit's restricted mean",
      .cost = "O(n log n)",
      .example =
          "SELECT tau, estimate, conf_low, conf_high FROM rmst('overall_survival', 'os_days', 'died') WHERE tau = 365",
      .arguments = {event_arguments(), tau(), conf_level(), follow_up_options(), from_time(), weight_type()},
      .columns = {column("strata", &Row::strata, "the group: the value of by_expr; NULL if not given"),
                  column("tau", &Row::tau, "the horizon, as given or by default"),
                  column("estimate", &Row::estimate,
                         "restricted mean, from from_time on if that is given; NULL if the group's follow-up ends "
                         "before tau with the curve above 0"),
                  column("std_error", &Row::std_error, "standard error of the restricted mean"),
                  column("conf_low", &Row::conf_low, "lower confidence limit (normal approximation)"),
                  column("conf_high", &Row::conf_high, "upper confidence limit (normal approximation)")},
      .compute = compute};
}
