// km_curve: the Kaplan-Meier survival curve of each group of patients.
#include "survival/kaplan_meier.hpp"

#include <cmath>

#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Count, declare::Stratum, declare::Time;

struct Args {
  cohort::Cohort cohort{cohort::Outcome::event};
  double conf_level = 0.95;
  survival::ConfType conf_type = survival::ConfType::log_log;
  std::optional<std::vector<double>> times;
  bool extend = false;
  bool reverse = false;
};

struct Row {
  Stratum strata;
  Time time;
  Count n_risk, n_event, n_censor;
  double estimate, std_error, conf_low, conf_high;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto tables = args.cohort.risk_tables(poll);
  const auto direction = args.reverse ? survival::Direction::reverse : survival::Direction::forward;
  declare::Rows<Row> result{.strata = args.cohort.strata(),
                            .whole_counts = args.cohort.whole_counts(),
                            .whole_times = args.cohort.whole_times()};
  std::vector<double> times;
  if (args.times) {
    times = functions::ascending(*args.times);
    for (const double time : times) result.whole_times &= time == std::trunc(time);
  }
  std::size_t steps = 0;
  for (const auto& table : tables.groups) steps += args.times ? times.size() : table.rows.size() + 1;
  result.rows.reserve(steps);
  for (std::uint32_t g = 0; g < tables.groups.size(); ++g) {
    const auto& table = tables.groups[g];
    const auto report = [&](const survival::CurvePoint& p) {
      const auto limits = survival::confidence_limits(p.survival, p.std_err, z, args.conf_type);
      result.rows.push_back(
          {{g}, {p.time}, {p.n_risk}, {p.n_event}, {p.n_censor}, p.survival, p.std_err, limits.low, limits.high});
    };
    if (args.times)
      survival::kaplan_meier_at(table, direction, times, args.extend, tables.tolerance, poll, report);
    else
      survival::kaplan_meier(table, direction, poll, report);
  }
  return result;
}

}  // namespace

declare::Function functions::km_curve() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "km_curve",
      .summary = "Kaplan-Meier survival curve of each group: a row at time 0, then one for each distinct time",
      .reference =
          "Kaplan & Meier 1958, J. Am. Stat. Assoc. 53:457; variance: Greenwood 1926; log-log limits: Kalbfleisch "
          "& Prentice 1980; reverse: Schemper & Smith 1996, Control. Clin. Trials 17:343",
      .example =
          "SELECT time, n_risk, estimate, conf_low, conf_high FROM km_curve('overall_survival', 'os_days', 'died') "
          "WHERE times = '365,1095'",
      .arguments = {source<&Args::cohort, Args>(), time_expr(), event_expr(), by_expr(), conf_level(&Args::conf_level),
                    conf_type(&Args::conf_type), times(&Args::times), extend(&Args::extend), weight(), entry(),
                    flag("reverse", &Args::reverse,
                         "1: events and censorings change places, for the distribution of follow-up")},
      .columns = {column("strata", &Row::strata, "the group: the value of by_expr; NULL without it"),
                  column("time", &Row::time, "time of the step, or the requested time"),
                  column("n_risk", &Row::n_risk, "patients followed just before time"),
                  column("n_event", &Row::n_event, "events at time; at a requested time: since the one before"),
                  column("n_censor", &Row::n_censor, "censored, likewise"),
                  column("estimate", &Row::estimate,
                         "probability of no event up to and including time; NULL past the end of follow-up"),
                  column("std_error", &Row::std_error,
                         "Greenwood standard error of the estimate; NULL where that is 0"),
                  column("conf_low", &Row::conf_low, "lower confidence limit; NULL where the estimate is 0"),
                  column("conf_high", &Row::conf_high, "upper confidence limit, likewise")},
      .compute = compute};
}
