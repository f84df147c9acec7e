// cuminc_adjusted_test: do the adjusted cumulative incidences of groups differ at fixed times?
#include "functions/functions.hpp"
#include "functions/regression/adjusted/cause_models.hpp"

namespace {

using functions::ContrastRow;

struct Args : functions::AdjustedArgs, functions::CensorOption, functions::FixedTimes, functions::ReferenceOption {
  Args() : AdjustedArgs(cohort::Outcome::status) {}
};

declare::Rows<ContrastRow> compute(Args& args, const declare::Poll& poll) {
  const std::vector<declare::Value> causes = args.design.name_causes(args.censor);
  if (args.design.size() == 0 || causes.empty()) return {};
  functions::AdjustedModel of = functions::adjusted_model(args, poll);
  const std::size_t groups = of.groups.size(), against = functions::reference_group(of.groups, args);
  const functions::CauseModels by = functions::cause_models(args, of, causes, poll);
  const survival::CauseSpecificModels standard(by.models, args.sampling(), poll);
  const functions::RequestedTimes times({args.times, false}, by.predictions.front().tolerance);
  const double z = survival::two_sided_quantile(args.conf_level);
  std::vector<functions::CauseModels::Stations> stations;
  for (std::size_t s = 0; s < by.predictions.front().tables.size(); ++s)
    stations.push_back(by.stations(s, times, false, poll));
  std::vector<std::vector<std::optional<survival::PassedEvents>>> points;
  for (std::size_t i = 0; i < stations.front().time.size(); ++i) {
    points.emplace_back();
    for (std::size_t g = 0; g < groups; ++g) points.back().push_back(stations[of.rule.own_baselines ? g : 0].passed[i]);
  }
  const auto found = standard.of_groups(of.rule, points);
  declare::Rows<ContrastRow> rows{
      .labels = {.causes = causes, .whole_times = args.design.whole_times() && times.whole()}};
  for (std::uint32_t j = 0; j < causes.size(); ++j)
    for (std::size_t i = 0; i < points.size(); ++i)
      functions::add_contrasts(rows.rows, {j}, stations.front().time[i], of.groups, found[i][j], against, z);
  return rows;
}

}  // namespace

declare::Function functions::cuminc_adjusted_test() {
  using namespace declare;
  auto columns = adjusted_contrast_columns("adjusted cumulative incidences");
  columns.insert(columns.begin(), column("outcome", &ContrastRow::outcome, "the event: a value of status_expr"));
  return DeclareTable<Args, ContrastRow>{
      .name = "cuminc_adjusted_test",
      .summary =
          "Adjusted cumulative incidences of groups compared at fixed times, by Cox models of all causes: difference "
          "and "
          "ratio of each group to a reference group if every patient were in the one or in the other; at most 500 "
          "groups",
      .reference = cat("Benichou & Gail 1990, Biometrics 46:813; ", adjusted_reference, incidence_errors),
      .oracle = "R riskRegression: ate of a CauseSpecificCox, without tied events",
      .cost =
          "O(n log n + c i n p^2 + e d g c^2 + n t g c (p + c + g)), c causes, e event times, d patterns of "
          "covariates, t times, g groups",
      .example =
          "SELECT outcome, time, contrast, difference, conf_low, conf_high, p_value FROM cuminc_adjusted_test('SELECT "
          "*, CASE died WHEN 1 THEN ''death'' ELSE ''alive'' END AS state FROM overall_survival JOIN characteristics "
          "USING (patient_id)', 'os_days', 'state', 'sex', 'age') WHERE times = 365 AND censor = 'alive'",
      .since = {0, 2},
      .arguments = {adjusted_arguments(status_expr()), fixed_times(), censor(), reference(), conf_level(),
                    adjusted_options()},
      .columns = std::move(columns),
      .compute = compute};
}
