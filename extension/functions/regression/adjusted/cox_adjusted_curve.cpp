// cox_adjusted_curve: the survival of each group if every patient were in it, by a Cox model.
#include "functions/functions.hpp"
#include "functions/regression/adjusted/adjusted.hpp"
#include "survival/regression/adjusted/standard_survival.hpp"

namespace {

using functions::AdjustedRow;

struct Args : functions::AdjustedArgs, functions::ConfTypeOption, functions::TimesOptions {};

/// Where a curve has a step: at 0, at the events and at the end of follow-up; or the times asked for.
std::vector<survival::Station> curve_stations(const survival::RiskTable& table, const functions::RequestedTimes& times,
                                              const declare::Poll& poll) {
  std::vector<survival::Station> all = survival::stations(table, times.request(), poll);
  if (times.request()) return all;
  std::vector<survival::Station> steps;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i == 0 || i + 1 == all.size() || all[i].n_event > 0) steps.push_back(all[i]);
  return steps;
}

declare::Rows<AdjustedRow> compute(Args& args, const declare::Poll& poll) {
  if (args.design.size() == 0) return {};
  functions::AdjustedModel of = functions::adjusted_model(args, poll);
  const survival::Cox model = functions::worded([&]() -> survival::Cox {
    return {std::move(of.rows), {.ties = args.ties, .newton = args.newton}, poll};
  });
  functions::check_estimates(args, of, model.fit());
  const survival::Prediction by = functions::worded([&] { return model.prediction(); });
  survival::StandardSurvival standard(model, of.rule, args.sampling(), poll);
  const functions::RequestedTimes times(args, by.tolerance);
  const double z = survival::two_sided_quantile(args.conf_level);
  declare::Rows<AdjustedRow> rows{
      .labels = {.strata = of.groups, .whole_times = args.design.whole_times() && times.whole()}};
  const auto add = [&](std::size_t g, double time, double estimate, double variance) {
    const double se = estimate > 0 ? functions::standard_error(estimate, variance) : functions::none;
    const survival::Limits between = survival::confidence_limits(estimate, se, z, args.conf_type);
    rows.rows.push_back({{std::uint32_t(g)}, {0}, {time}, estimate, se, between.low, between.high});
  };
  constexpr std::size_t most = 16;  // times at which going through all patients is quicker than a whole curve
  std::vector<std::vector<survival::Station>> stations;
  for (const survival::RiskTable& table : by.tables) stations.push_back(curve_stations(table, times, poll));
  for (std::size_t g = 0; g < of.groups.size(); ++g) {
    const auto& own = stations[of.rule.own_baselines ? g : 0];
    std::vector<survival::StandardPoint> curve;
    if (own.size() > most) curve = standard.curve(g);
    for (const survival::Station& station : own) {
      std::vector<std::optional<std::size_t>> passed(of.groups.size());
      passed[g] = functions::passed_at(station);
      survival::StandardPoint point{functions::none, functions::none};
      if (passed[g] && !curve.empty()) {
        point = curve[*passed[g]];
      } else if (passed[g]) {
        const survival::JointEstimate at = standard.at(passed, false);
        point = {at.value[g], at.variance[g]};
      }
      add(g, station.time, point.value, point.variance);
    }
  }
  return rows;
}

}  // namespace

declare::Function functions::cox_adjusted_curve() {
  using namespace declare;
  return DeclareTable<Args, AdjustedRow>{
      .name = "cox_adjusted_curve",
      .summary =
          "Adjusted survival: what a Cox model predicts for each group if every patient were in it, as the mean over "
          "the covariates of all patients (direct standardisation)",
      .reference = adjusted_reference,
      .oracle =
          "R riskRegression: ate of coxph; with tied events under Efron, late entry and weights the numerical "
          "derivative in the weights",
      .cost = "O(n log n + i n p^2 + g (n + t) p), t times, g groups",
      .example =
          "SELECT strata, time, estimate, conf_low, conf_high FROM cox_adjusted_curve('SELECT * FROM overall_survival "
          "JOIN characteristics USING (patient_id)', 'os_days', 'died', 'sex', 'age') WHERE times = '365,1095'",
      .since = {0, 2},
      .arguments = {adjusted_arguments(event_expr()), functions::times(), conf_level(), conf_type(),
                    adjusted_options()},
      .columns = {column("strata", &AdjustedRow::strata, "the group: a value of by_expr"),
                  column("time", &AdjustedRow::time,
                         "0, each event time and the end of follow-up (with baseline = 'group' the group's own), or "
                         "the requested time"),
                  column("estimate", &AdjustedRow::estimate,
                         "probability of no event up to and including time if all patients were in this group; NULL "
                         "past the end of follow-up. A coefficient without information counts as 0; one without a "
                         "finite estimate is an error"),
                  column("std_error", &AdjustedRow::std_error,
                         "standard error of the estimate: it counts that coefficients and baseline are estimated and "
                         "that the covariates are those of a sample; NULL where the estimate is 0"),
                  column("conf_low", &AdjustedRow::conf_low, "lower confidence limit; NULL where the estimate is 0"),
                  column("conf_high", &AdjustedRow::conf_high, "upper confidence limit, likewise")},
      .compute = compute};
}
