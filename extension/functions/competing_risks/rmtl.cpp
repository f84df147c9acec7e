// rmtl: the restricted mean time lost to each cause, in each group.
#include "functions/functions.hpp"
#include "functions/horizon.hpp"
#include "functions/shared.hpp"
#include "survival/competing_risks/time_lost.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Cause, declare::Stratum;

struct Args : functions::StatusArgs, functions::TauOption, functions::ConfLevelOption {};

struct Row {
  Stratum strata;
  Cause outcome;
  double tau, estimate, std_error, conf_low, conf_high;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  declare::Rows<Row> rows{.labels = {.strata = args.cohort.strata(), .causes = args.cohort.name_causes(args.censor)}};
  const auto tables = args.cohort.risk_tables(poll);
  const double tau = functions::horizon(args.tau, tables, poll);
  for (std::uint32_t g = 0; g < tables.groups().size(); ++g) {
    if (tables.groups()[g].rows.empty()) continue;
    for (std::uint32_t cause = 0; cause < rows.labels.causes.size(); ++cause) {
      const auto [lost, se] = survival::time_lost(tables.groups()[g], cause + 1, tau, tables.tolerance, poll);
      rows.rows.push_back({{g}, {cause}, tau, lost, se, lost - z * se, lost + z * se});
    }
  }
  return rows;
}

}  // namespace

declare::Function functions::rmtl() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "rmtl",
      .summary =
          "Restricted mean time lost to each of several competing events, in each group: the area under its cumulative "
          "incidence up to tau. With the restricted mean time free of every event, those of all events add up to tau",
      .reference =
          "Andersen 2013, Stat. Med. 32:5278; error: the variance delta of cuminc, integrated; without delayed entry "
          "as R's survfit has it for multi-state curves",
      .oracle = "R survival: restricted means of survfit of a factor",
      .cost = "O(n log n + c n), c causes",
      .example =
          "SELECT outcome, tau, estimate, conf_low, conf_high FROM rmtl('SELECT *, CASE died WHEN 1 THEN ''death'' "
          "ELSE ''alive'' END AS state FROM overall_survival', 'os_days', 'state') WHERE tau = 365 AND censor = "
          "'alive'",
      .since = {0, 2},
      .arguments = {status_arguments(), censor(), tau(), conf_level(), follow_up_options(), weight_type()},
      .columns = {column("strata", &Row::strata, "the group: the value of by_expr; NULL if not given"),
                  column("outcome", &Row::outcome, "the event: a value of status_expr"),
                  column("tau", &Row::tau, "the horizon, as given or by default"),
                  column("estimate", &Row::estimate,
                         "mean time lost to this event before tau; NULL if the group's follow-up ends before tau with "
                         "some still free of every event"),
                  column("std_error", &Row::std_error, "standard error of the time lost"),
                  column("conf_low", &Row::conf_low, "lower confidence limit (normal approximation)"),
                  column("conf_high", &Row::conf_high, "upper confidence limit (normal approximation)")},
      .compute = compute};
}
