// cuminc: the cumulative incidence of each of several competing events, in each group of patients.
#include "functions/curve.hpp"
#include "functions/functions.hpp"
#include "survival/competing_risks/aalen_johansen.hpp"
#include "survival/normal.hpp"

namespace {

struct Args : functions::StatusArgs,
              functions::ConfLevelOption,
              functions::ConfTypeOption,
              functions::TimesOptions,
              functions::IncidenceVarianceOption,
              functions::FromTimeOption {};

declare::Rows<functions::CurveRow> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto limits = [&](double p, double se) { return survival::confidence_limits(p, se, z, args.conf_type); };
  args.check(args.cohort);
  const std::vector<declare::Value> causes = args.cohort.name_causes(args.censor);
  const auto tables = args.cohort.risk_tables(poll, args.from_time);
  functions::CurveRows rows(args.cohort, args, tables, causes.size(), args.from_time);
  for (std::size_t g = 0; g < tables.groups().size(); ++g)
    for (std::size_t cause = 0; cause < causes.size(); ++cause)
      rows.add(g, cause, tables.groups()[g], survival::CumulativeIncidence(cause + 1, args.var_type), poll, limits);
  return rows.take(causes);
}

}  // namespace

declare::Function functions::cuminc() {
  using namespace declare;
  std::vector<Column<CurveRow>> columns = curve_columns(
      "probability that this event, and no other before it, has happened by time; NULL past the end of follow-up, "
      "unless event-free survival is 0 by then",
      "standard error of the estimate, as chosen by var_type; with weight_type sampling the robust one",
      "NULL where the estimate is 0, 1 where it is 1");
  columns.insert(columns.begin() + 1, column("outcome", &CurveRow::outcome, "the event: a value of status_expr"));
  return DeclareTable<Args, CurveRow>{
      .name = "cuminc",
      .summary =
          "Cumulative incidence of competing events in each group (Aalen-Johansen). For each event one row at time 0, "
          "then one for each distinct time; no rows if everybody is censored",
      .reference =
          "Aalen & Johansen 1978, Scand. J. Stat. 5:141; var_type gray: Gray 1988, Ann. Stat. 16:1141, as R's cmprsk; "
          "aalen: Pintilie 2006, Competing Risks, equation 4.5; delta: Dinse & Larson 1986, Biometrika 73:379, as R's "
          "survfit, but with delayed entry as R's etm, where survfit differs",
      .oracle = "R cmprsk: cuminc; survival: survfit of a factor, for the variance 'delta'",
      .cost = "O(n log n + c n), c causes",
      .example =
          "SELECT outcome, time, estimate, conf_low, conf_high FROM cuminc('SELECT *, CASE died WHEN 1 THEN ''death'' "
          "ELSE ''alive'' END AS state FROM overall_survival', 'os_days', 'state') WHERE times = '365,1095' AND "
          "censor = 'alive'",
      .arguments = {status_arguments(), censor(), conf_level(), conf_type(), times(), follow_up_options(), var_type(),
                    from_time(), weight_type()},
      .columns = std::move(columns),
      .compute = compute};
}
