// km_quantile: quantiles of the survival time, of each group.
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "functions/survival_quantile.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Stratum;

struct Args : functions::CohortArgs, functions::FromTimeOption, functions::ConfLevelOption, functions::ConfTypeOption {
  std::optional<std::vector<double>> probs;
};

struct Row {
  Stratum strata;
  double prob, estimate, conf_low, conf_high;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const std::vector<double> probs = functions::ascending(args.probs.value_or(std::vector{0.25, 0.5, 0.75}));
  const auto tables = args.cohort.risk_tables(poll, args.from_time);
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
      .summary = "Quantiles of the survival time of each group, with confidence limits",
      .reference =
          "Brookmeyer & Crowley 1982, Biometrics 38:29, as R's quantile(survfit). If the curve stays exactly at 1 - "
          "prob until the end of follow-up, the quantile is the start of that plateau, as R prints the median",
      .oracle = "R survival: quantile of survfit",
      .cost = "O(n log n)",
      .example = "SELECT prob, estimate, conf_low, conf_high FROM km_quantile('overall_survival', 'os_days', 'died')",
      .arguments = {event_arguments(),
                    numbers(
                        "probs", &Args::probs,
                        "the quantiles to report: '0.5,0.9', '[0.5,0.9]' or a single number; default '0.25,0.5,0.75'",
                        {.low = 0, .high = 1, .with_low = true, .with_high = true}),
                    conf_level(), conf_type(), follow_up_options(), from_time(), weight_type()},
      .columns = {column("strata", &Row::strata, "the group: the value of by_expr; NULL if not given"),
                  column("prob", &Row::prob, "the requested quantile"),
                  column("estimate", &Row::estimate,
                         "time at which the curve falls to 1 - prob or below, the midpoint of the plateau if it stays "
                         "exactly there; NULL if not reached"),
                  column(
                      "conf_low", &Row::conf_low,
                      "time at which the lower confidence limit of the curve falls to 1 - prob; NULL if it does not"),
                  column("conf_high", &Row::conf_high, "the same for the upper confidence limit")},
      .compute = compute};
}
