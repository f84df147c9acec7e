// cuminc_summary: who is counted in an analysis of competing events: patients, those missing, events of each cause,
// follow-up. What cuminc, gray and finegray leave out shows here.
#include <limits>

#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "functions/survival_quantile.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Count, declare::Stratum;

struct Args : functions::StatusArgs, functions::ConfLevelOption, functions::ConfTypeOption {};

/// The outcome is the place of a cause's value in the labels, whose first is NULL.
struct Row {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  Stratum strata;
  Count n, n_missing, n_censor;
  declare::Cause outcome;
  Count n_event;
  double follow_up_median = none, follow_up_low = none, follow_up_high = none;
};

/// Of patients of whom none has an event, one row without an outcome; so too where no patient is left.
declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level), n_missing = args.cohort.n_missing();
  const std::vector<declare::Value>& causes = args.cohort.name_causes(args.censor);
  const auto tables = args.cohort.risk_tables(poll);
  declare::Rows<Row> rows{.labels = {.strata = args.cohort.strata(),
                                     .causes = {{}},
                                     .whole_counts = args.cohort.whole_counts() && declare::is_whole(n_missing),
                                     .whole_times = args.cohort.whole_times()}};
  rows.labels.causes.insert(rows.labels.causes.end(), causes.begin(), causes.end());
  if (args.cohort.patients().size() == 0) {
    rows.labels.strata = {{}};
    if (n_missing > 0) rows.rows.push_back({{0}, {0}, {n_missing}, {0}, {0}, {0}});
    return rows;
  }
  for (std::uint32_t g = 0; g < tables.groups().size(); ++g) {
    const survival::RiskTable& table = tables.groups()[g];
    if (table.rows.empty()) continue;
    std::vector<double> events(causes.size() + 1);
    double censored = 0;
    survival::for_each_row(table.rows.size(), poll, [&](std::size_t i) {
      censored += table.rows[i].n_censor;
      for (std::size_t cause = 1; cause <= causes.size(); ++cause) events[cause] += table.n_event(i, cause);
    });
    using enum survival::Direction;
    const auto follow_up = functions::survival_quantiles(table, {0.5}, reverse, z, args.conf_type, poll).front();
    for (std::size_t cause = causes.empty() ? 0 : 1; cause <= causes.size(); ++cause)
      rows.rows.push_back({.strata = {g},
                           .n = {tables.n[g]},
                           .n_missing = {n_missing},
                           .n_censor = {censored},
                           .outcome = {std::uint32_t(cause)},
                           .n_event = {events[cause]},
                           .follow_up_median = follow_up.estimate,
                           .follow_up_low = follow_up.low,
                           .follow_up_high = follow_up.high});
  }
  return rows;
}

}  // namespace

declare::Function functions::cuminc_summary() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "cuminc_summary",
      .summary =
          "Summary of each group of patients with competing events: patients, those left out, censored, events of each "
          "cause, median follow-up. One row for each group and event; the check to read before cuminc, gray and "
          "finegray",
      .reference =
          "follow-up by reverse Kaplan-Meier, any event ends it: Schemper & Smith 1996, Control. Clin. Trials 17:343",
      .oracle = "by construction: counts; follow-up as km_summary, which R's survfit confirms",
      .cost = "O(n log n)",
      .example =
          "SELECT n, n_missing, n_censor, outcome, n_event, follow_up_median FROM cuminc_summary('SELECT *, CASE died "
          "WHEN 1 THEN ''death'' ELSE ''alive'' END AS state FROM overall_survival', 'os_days', 'state') WHERE censor "
          "= 'alive'",
      .since = {0, 2},
      .arguments = {status_arguments(), censor(), conf_level(), conf_type(), follow_up_options(), weight_type()},
      .columns = {column("strata", &Row::strata, "the group: the value of by_expr; NULL if not given"),
                  column("n", &Row::n, "number of patients"),
                  column("n_missing", &Row::n_missing,
                         "patients of the whole source left out because of a NULL, the same in every row"),
                  column("n_censor", &Row::n_censor, "patients censored"),
                  column("outcome", &Row::outcome, "the event: a value of status_expr; NULL if nobody has one"),
                  column("n_event", &Row::n_event, "patients with this event"),
                  column("follow_up_median", &Row::follow_up_median, "median follow-up by reverse Kaplan-Meier"),
                  column("follow_up_low", &Row::follow_up_low, "lower confidence limit of the median follow-up"),
                  column("follow_up_high", &Row::follow_up_high, "upper confidence limit of the median follow-up")},
      .compute = compute};
}
