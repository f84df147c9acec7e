// km_curve: the Kaplan-Meier survival curve of each group of patients.
#include "functions/curve.hpp"
#include "functions/functions.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/normal.hpp"

namespace {

struct Args : functions::CohortArgs, functions::ConfLevelOption, functions::ConfTypeOption, functions::TimesOptions {
  bool reverse = false;
};

declare::Rows<functions::CurveRow> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto limits = [&](double p, double se) { return survival::confidence_limits(p, se, z, args.conf_type); };
  const survival::KaplanMeier estimator(args.reverse ? survival::Direction::reverse : survival::Direction::forward);
  const auto tables = args.cohort.risk_tables(poll);
  functions::CurveRows rows(args.cohort, args, tables);
  for (std::size_t g = 0; g < tables.groups().size(); ++g) rows.add(g, 0, tables.groups()[g], estimator, poll, limits);
  return rows.take();
}

}  // namespace

declare::Function functions::km_curve() {
  using namespace declare;
  return DeclareTable<Args, CurveRow>{
      .name = "km_curve",
      .summary = "Kaplan-Meier survival curve of each group. One row at time 0, then one for each distinct time",
      .reference =
          "Kaplan & Meier 1958, J. Am. Stat. Assoc. 53:457; variance: Greenwood 1926; log-log limits: Kalbfleisch "
          "& Prentice 1980; reverse: Schemper & Smith 1996, Control. Clin. Trials 17:343",
      .oracle = "R survival: survfit",
      .cost = "O(n log n)",
      .example =
          "SELECT time, n_risk, estimate, conf_low, conf_high FROM km_curve('overall_survival', 'os_days', 'died') "
          "WHERE times = '365,1095'",
      .arguments = {event_arguments(), conf_level(), conf_type(), times(), follow_up_options(),
                    flag("reverse", &Args::reverse,
                         "1: swap events and censorings, to estimate the distribution of follow-up. Patients with the "
                         "event at a time are not at risk of being censored at it")},
      .columns = curve_columns(
          "probability of no event up to and including time; NULL past the end of follow-up, unless it is 0 by then",
          "Greenwood standard error of the estimate; NULL where the estimate is 0",
          "NULL where the estimate is 0, 1 where it is 1"),
      .compute = compute};
}
