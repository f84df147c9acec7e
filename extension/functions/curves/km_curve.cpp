// km_curve: the Kaplan-Meier survival curve of each group of patients.
#include "functions/curve.hpp"
#include "functions/functions.hpp"
#include "survival/curves/band.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/normal.hpp"

namespace {

using survival::Band;

struct Args : functions::CohortArgs,
              functions::ConfLevelOption,
              functions::ConfTypeOption,
              functions::TimesOptions,
              functions::FromTimeOption {
  bool reverse = false;
  Band band = Band::none;
  std::optional<double> band_from, band_to;
};

void check_band(const Args& args) {
  if (args.band == Band::none && (args.band_from || args.band_to))
    throw declare::Error("band_from and band_to belong to a band; choose one, e.g. band = 'hall-wellner'");
  if (args.band != Band::none && args.conf_type == survival::ConfType::none)
    throw declare::Error("a band is computed on the scale of conf_type, and 'none' is no scale; choose another");
  if (args.band != Band::none && args.cohort.has_sampling_weights())
    throw declare::Error("bands are for counts of patients, and weight_type is 'sampling'; leave band out");
  if (args.band_from && args.band_to && *args.band_to < *args.band_from)
    throw declare::Error(declare::cat("band_to = ", *args.band_to, " lies before band_from = ", *args.band_from));
}

/// Completes the rows of one group.
void add_band(const Args& args, const survival::RiskTable& table, double tolerance, std::span<functions::CurveRow> rows,
              const declare::Poll& poll) {
  if (table.rows.empty()) return;
  const survival::BandRegion region(table, args.reverse, args.band_from, args.band_to, tolerance, poll);
  if (!region.exists()) return;
  const double critical = survival::critical_value(args.band, region.low(), region.high(), args.conf_level, poll);
  for (functions::CurveRow& row : rows) {
    if (!region.contains(row.time.value, row.estimate)) continue;
    const double error = region.error(args.band, row.estimate, row.std_error);
    const auto limits = survival::confidence_limits(row.estimate, error, critical, args.conf_type);
    row.band_low = limits.low, row.band_high = limits.high;
  }
}

declare::Rows<functions::CurveRow> compute(Args& args, const declare::Poll& poll) {
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto limits = [&](double p, double se) { return survival::confidence_limits(p, se, z, args.conf_type); };
  const survival::KaplanMeier estimator(args.reverse ? survival::Direction::reverse : survival::Direction::forward);
  check_band(args);
  const auto tables = args.cohort.risk_tables(poll, args.from_time);
  functions::CurveRows rows(args.cohort, args, tables, 1, args.from_time);
  for (std::size_t g = 0; g < tables.groups().size(); ++g) {
    const std::size_t first = rows.rows().size();
    rows.add(g, 0, tables.groups()[g], estimator, poll, limits);
    if (args.band != Band::none)
      add_band(args, tables.groups()[g], tables.tolerance, std::span(rows.rows()).subspan(first), poll);
  }
  return rows.take();
}

}  // namespace

declare::Function functions::km_curve() {
  using namespace declare;
  std::vector<Column<CurveRow>> columns = curve_columns(
      "probability of no event up to and including time; NULL past the end of follow-up, unless it is 0 by then",
      "Greenwood standard error of the estimate, with weight_type sampling the robust one; NULL where the estimate is "
      "0",
      "NULL where the estimate is 0, 1 where it is 1");
  columns.push_back(column("band_low", &CurveRow::band_low,
                           "lower end of the band, which holds the whole curve between its times; NULL outside them"));
  columns.push_back(column("band_high", &CurveRow::band_high, "upper end of the band, likewise"));
  return DeclareTable<Args, CurveRow>{
      .name = "km_curve",
      .summary = "Kaplan-Meier survival curve of each group. One row at time 0, then one for each distinct time",
      .reference =
          "Kaplan & Meier 1958, J. Am. Stat. Assoc. 53:457; variance: Greenwood 1926; log-log limits: Kalbfleisch "
          "& Prentice 1980; bands: Hall & Wellner 1980, Biometrika 67:133, Nair 1984, Technometrics 26:265; reverse: "
          "Schemper & Smith 1996, Control. Clin. Trials 17:343",
      .oracle = "R survival: survfit; bands: printed tables, and finite differences",
      .cost = "O(n log n)",
      .example =
          "SELECT time, n_risk, estimate, conf_low, conf_high FROM km_curve('overall_survival', 'os_days', 'died') "
          "WHERE times = '365,1095'",
      .arguments = {event_arguments(), conf_level(), conf_type(), times(), follow_up_options(),
                    flag("reverse", &Args::reverse,
                         "1: swap events and censorings, to estimate the distribution of follow-up. Patients with the "
                         "event at a time are not at risk of being censored at it"),
                    from_time(),
                    since({0, 2}, choice("band", &Args::band,
                                         "simultaneous confidence band of the whole curve, at conf_level and on the "
                                         "scale conf_type. Critical values are computed; printed tables for "
                                         "equal-precision bands are approximate: up to 0.6% narrower, some percent "
                                         "wider over short stretches",
                                         {{"none", Band::none},
                                          {"hall-wellner", Band::hall_wellner},
                                          {"equal-precision", Band::equal_precision}})),
                    since({0, 2},
                          number("band_from", &Args::band_from, "first time of the band; default: the first event",
                                 {.low = 0, .with_low = true})),
                    since({0, 2}, number("band_to", &Args::band_to,
                                         "last time of the band; default: the last at which the estimate is above 0 "
                                         "and below 1",
                                         {.low = 0, .with_low = true})),
                    weight_type()},
      .columns = std::move(columns),
      .compute = compute};
}
