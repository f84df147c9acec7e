// cuminc_adjusted_curve: the cumulative incidences of each group if every patient were in it, by Cox models of all
// causes.
#include "functions/functions.hpp"
#include "functions/regression/adjusted/cause_models.hpp"

namespace {

using functions::AdjustedRow;

struct Args : functions::AdjustedArgs, functions::CensorOption, functions::ConfTypeOption, functions::TimesOptions {
  Args() : AdjustedArgs(cohort::Outcome::status) {}
};

declare::Rows<AdjustedRow> compute(Args& args, const declare::Poll& poll) {
  const std::vector<declare::Value> causes = args.design.name_causes(args.censor);
  if (args.design.size() == 0 || causes.empty()) return {};
  functions::AdjustedModel of = functions::adjusted_model(args, poll);
  const functions::CauseModels by = functions::cause_models(args, of, causes, poll);
  const survival::CauseSpecificModels standard(by.models, args.sampling(), poll);
  const functions::RequestedTimes times(args, by.predictions.front().tolerance);
  const double z = survival::two_sided_quantile(args.conf_level);
  declare::Rows<AdjustedRow> rows{
      .labels = {.strata = of.groups, .causes = causes, .whole_times = args.design.whole_times() && times.whole()}};
  for (std::size_t g = 0; g < of.groups.size(); ++g) {
    const auto stations = by.stations(of.rule.own_baselines ? g : 0, times, false, poll);
    std::vector<survival::PassedEvents> points;
    for (const auto& passed : stations.passed)
      if (passed) points.push_back(*passed);
    const auto found = standard.of_group(of.rule, g, points);
    for (std::uint32_t j = 0; j < causes.size(); ++j) {
      auto next = found.begin();
      for (std::size_t i = 0; i < stations.time.size(); ++i) {
        AdjustedRow row{.strata = {std::uint32_t(g)}, .outcome = {j}, .time = {stations.time[i]}};
        if (stations.passed[i]) {
          const survival::Incidence& at = (*next++)[j];
          row.estimate = at.value, row.std_error = functions::standard_error(at.value, at.variance);
          const survival::Limits between = survival::confidence_limits(row.estimate, row.std_error, z, args.conf_type);
          row.conf_low = between.low, row.conf_high = between.high;
        }
        rows.rows.push_back(row);
      }
    }
  }
  return rows;
}

}  // namespace

declare::Function functions::cuminc_adjusted_curve() {
  using namespace declare;
  return DeclareTable<Args, AdjustedRow>{
      .name = "cuminc_adjusted_curve",
      .summary =
          "Adjusted cumulative incidences: what Cox models of all causes predict for each group if every patient were "
          "in it, as the mean over the covariates of all patients (direct standardisation). No rows if everybody is "
          "censored",
      .reference = cat("Benichou & Gail 1990, Biometrics 46:813; ", adjusted_reference, incidence_errors),
      .oracle = "R riskRegression: ate of a CauseSpecificCox, without tied events",
      .cost =
          "O(n log n + c i n p^2 + e d g c^2 + n t g c (p + c)), c causes, e event times, d patterns of covariates, "
          "t times, g groups: give times where there are many patients",
      .example =
          "SELECT strata, outcome, time, estimate, conf_low, conf_high FROM cuminc_adjusted_curve('SELECT *, CASE died "
          "WHEN 1 THEN ''death'' ELSE ''alive'' END AS state FROM overall_survival JOIN characteristics USING "
          "(patient_id)', 'os_days', 'state', 'sex', 'age') WHERE times = 365 AND censor = 'alive'",
      .since = {0, 2},
      .arguments = {adjusted_arguments(status_expr()), censor(), functions::times(), conf_level(), conf_type(),
                    adjusted_options()},
      .columns = {column("strata", &AdjustedRow::strata, "the group: a value of by_expr"),
                  column("outcome", &AdjustedRow::outcome, "the event: a value of status_expr"),
                  column(
                      "time", &AdjustedRow::time,
                      "0, each time of any event and the end of follow-up (with baseline = 'group' the group's own), "
                      "or the requested time"),
                  column("estimate", &AdjustedRow::estimate,
                         "probability that this event, and no other before it, has happened by time if all patients "
                         "were in this group; NULL past the end of follow-up. Where the hazards of a patient sum to "
                         "more than 1 at a time they are scaled to 1"),
                  column("std_error", &AdjustedRow::std_error,
                         "standard error of the estimate: it counts that coefficients and baselines are estimated and "
                         "that the covariates are those of a sample"),
                  column("conf_low", &AdjustedRow::conf_low, "lower confidence limit; NULL where the estimate is 0"),
                  column("conf_high", &AdjustedRow::conf_high, "upper confidence limit, likewise")},
      .compute = compute};
}
