// nelson_aalen: the cumulative hazard of each group of patients.
#include "functions/curve.hpp"
#include "functions/functions.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/normal.hpp"

namespace {

enum class Scale { log, plain };

struct Args : functions::CohortArgs, functions::ConfLevelOption, functions::TimesOptions {
  Scale conf_type = Scale::log;
};

declare::Rows<functions::CurveRow> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto limits = [&](double hazard, double se) -> survival::Limits {
    if (std::isnan(hazard)) return {hazard, hazard};
    if (args.conf_type == Scale::plain || hazard == 0) return {std::max(0.0, hazard - z * se), hazard + z * se};
    const double factor = std::exp(z * se / hazard);
    return {hazard / factor, hazard * factor};
  };
  const auto tables = args.cohort.risk_tables(poll);
  functions::CurveRows rows(args.cohort, args, tables);
  for (std::size_t g = 0; g < tables.groups().size(); ++g)
    rows.add(g, 0, tables.groups()[g], survival::NelsonAalen(), poll, limits);
  return rows.take();
}

}  // namespace

declare::Function functions::nelson_aalen() {
  using namespace declare;
  return DeclareTable<Args, CurveRow>{
      .name = "nelson_aalen",
      .summary = "Nelson-Aalen cumulative hazard of each group. One row at time 0, then one for each distinct time",
      .reference =
          "Nelson 1972, Technometrics 14:945; Aalen 1978, Ann. Stat. 6:701; as cumhaz and std.chaz of R's survfit",
      .oracle = "R survival: survfit's cumulative hazard",
      .cost = "O(n log n)",
      .example = "SELECT time, estimate, std_error FROM nelson_aalen('overall_survival', 'os_days', 'died') LIMIT 5",
      .arguments =
          {event_arguments(), conf_level(),
           choice(
               "conf_type", &Args::conf_type,
               "scale on which the confidence limits are computed (the logarithm of the hazard, or the hazard itself)",
               {{"log", Scale::log}, {"plain", Scale::plain}}),
           times(), follow_up_options(), weight_type()},
      .columns = curve_columns(
          "cumulative hazard up to and including time; NULL past the end of follow-up, unless all "
          "those still at risk had the event at the last time",
          "standard error of the estimate: the square root of the sum of n_event / n_risk^2, with weight_type "
          "sampling the robust one",
          "0 where the estimate is 0"),
      .compute = compute};
}
