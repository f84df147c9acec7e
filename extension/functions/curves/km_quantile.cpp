// km_quantile: quantiles of the survival time, of each group.
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "functions/survival_quantile.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Stratum;

struct Args {
  cohort::Cohort cohort{cohort::Outcome::event};
  std::optional<std::vector<double>> probs;
  double conf_level = 0.95;
  survival::ConfType conf_type = survival::ConfType::log_log;
};

struct Row {
  Stratum strata;
  double prob, estimate, conf_low, conf_high;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const std::vector<double> probs = functions::ascending(args.probs.value_or(std::vector{0.25, 0.5, 0.75}));
  const auto tables = args.cohort.risk_tables(poll);
  declare::Rows<Row> rows{.labels = {.strata = args.cohort.strata()}};
  for (std::uint32_t g = 0; g < tables.groups().size(); ++g) {
    if (tables.groups()[g].rows.empty()) continue;
    const auto quantiles =
        functions::survival_quantiles(tables.groups()[g], probs, survival::Direction::forward, z, args.conf_type, poll);
    survival::for_each_row(probs.size(), poll, [&](std::size_t i) {
      rows.rows.push_back({{g}, probs[i], quantiles[i].estimate, quantiles[i].low, quantiles[i].high});
    });
  }
  return rows;
}

}  // namespace

declare::Function functions::km_quantile() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "km_quantile",
      .summary = "Quantiles of the survival time of each group, with limits",
      .reference =
          "Brookmeyer & Crowley 1982, Biometrics 38:29, as R's quantile(survfit); on a plateau that lasts to the end "
          "of "
          "follow-up its start, as R prints the median",
      .example = "SELECT prob, estimate, conf_low, conf_high FROM km_quantile('overall_survival', 'os_days', 'died')",
      .arguments = {source(&Args::cohort), time_expr(), event_expr(), by_expr(),
                    numbers("probs", &Args::probs, "report these quantiles; default '0.25,0.5,0.75'",
                            {.low = 0, .high = 1, .with_low = true, .with_high = true}),
                    conf_level(&Args::conf_level), conf_type(&Args::conf_type), weight(), entry()},
      .columns = {column("strata", &Row::strata, "the group: the value of by_expr; NULL without it"),
                  column("prob", &Row::prob, "the quantile asked for"),
                  column("estimate", &Row::estimate,
                         "the first time by which at least this share had the event; NULL when not reached"),
                  column("conf_low", &Row::conf_low,
                         "where the lower limit of the curve comes down so far; NULL when it does not"),
                  column("conf_high", &Row::conf_high, "where the upper limit does, likewise")},
      .compute = compute};
}
