// centre_outcomes: what happened at each centre, beside what a model of all centres expects of its patients.
#include <algorithm>
#include <limits>
#include <numeric>

#include "cohort/design.hpp"
#include "cohort/registry/measured.hpp"
#include "declare/sql_text.hpp"
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "survival/registry/funnel.hpp"
#include "survival/registry/funnel_limits.hpp"
#include "survival/regression/cox.hpp"

namespace {

using declare::Count, declare::Stratum;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Takes the rows twice: as patients of centres, and as those of the model if there are terms. A row with a NULL in any
/// of its cells is in neither, so that both have the same rows.
class Centres : public declare::RowSink {
 public:
  cohort::Design design{cohort::Outcome::event};
  cohort::Measured patients{{}};
  bool has_model = false;

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override {
    std::vector<declare::Expression> of_design, of_patients;
    for (std::size_t i = 0; i < expressions.size(); ++i) {
      const declare::Expression& one = expressions[i];
      const bool is_term = one.argument == "terms", is_centre = one.argument == "by_expr";
      has_model = has_model || is_term;
      if (!is_centre) design_cells_.push_back(i), of_design.push_back(one);
      if (!is_term) patient_cells_.push_back(i), of_patients.push_back(one);
      for (const declare::Expression& other : expressions)
        if (is_centre && other.argument == "terms" && declare::same_name(one.text, other.text))
          throw declare::Error(declare::cat("argument 'terms' holds '", one.text,
                                            "', the centre itself: then each would be expected to have what it had; "
                                            "leave it out"));
    }
    if (has_model) design.begin(of_design, poll);
    patients.begin(of_patients, poll);
  }

  void row(std::span<const declare::Cell> cells) override {
    if (std::ranges::any_of(cells, &declare::Cell::is_null)) return;
    patients.row(picked(cells, patient_cells_));
    if (has_model) design.row(picked(cells, design_cells_));
  }

  void end() override {
    patients.end();
    if (has_model) design.end();
  }

 private:
  std::span<const declare::Cell> picked(std::span<const declare::Cell> cells, const std::vector<std::size_t>& places) {
    picked_.clear();
    for (const std::size_t place : places) picked_.push_back(cells[place]);
    return picked_;
  }

  std::vector<std::size_t> design_cells_, patient_cells_;
  std::vector<declare::Cell> picked_;  ///< of the row at hand
};

struct Args : functions::ConfLevelOption {
  Centres centres;
  std::optional<double> times;
  double limit_level = 0.998;
  bool overdispersion = false;
  survival::Ties ties = survival::Ties::efron;
  std::int64_t max_levels = 100;
};

struct Row {
  Stratum strata;
  Count n, n_event;
  double expected, ratio = none, conf_low = none, conf_high = none, limit_low = none, limit_high = none, phi = none;
  std::optional<std::string> flag = {};
};

/// Ends all follow-up at the horizon.
void cut(survival::Patients& patients, const std::optional<double>& horizon, const declare::Poll& poll) {
  if (!horizon) return;
  survival::for_each_row(patients.size(), poll, [&](std::size_t i) {
    if (patients.time[i] <= *horizon + survival::tie_tolerance * std::max(1.0, *horizon)) return;
    patients.time[i] = *horizon, patients.status[i] = 0;
  });
}

/// Of each patient, the events that the curve of all of them expects: the cumulative hazard at their time.
std::vector<double> expected_by_curve(const survival::Patients& patients, const declare::Poll& poll) {
  survival::Patients pooled = patients;
  pooled.group.clear();
  pooled.row.resize(pooled.size());
  std::iota(pooled.row.begin(), pooled.row.end(), 0U);
  survival::sort_by_time(pooled, poll);
  survival::merge_near_ties(pooled, poll);
  const survival::RiskTable table = std::move(survival::risk_tables(pooled, 1, poll).front());
  std::vector<double> expected(pooled.size());
  double hazard = 0;
  std::size_t next = 0;
  for (const survival::RiskRow& row : table.rows) {
    if (row.n_event > 0) hazard += row.n_event / row.n_risk;
    for (; next < pooled.size() && pooled.time[next] == row.time; ++next) expected[pooled.row[next]] = hazard;
  }
  return expected;
}

/// And that a Cox model of all of them expects: the event less the martingale residual.
std::vector<double> expected_by_model(Args& args, const declare::Poll& poll) {
  survival::Regression rows = args.centres.design.regression(std::size_t(args.max_levels));
  cut(rows.patients, args.times, poll);
  const auto status = rows.patients.status;
  std::vector<double> expected(status.size());
  const survival::Cox model(std::move(rows), {.ties = args.ties}, poll);
  const survival::Residuals residuals = model.residuals(survival::Residual::martingale);
  for (std::size_t i = 0; i < residuals.row.size(); ++i)
    expected[residuals.row[i]] = double(status[residuals.row[i]]) - residuals.value[i];
  return expected;
}

/// The limits of the funnel at 1, and on which side of it a centre is.
void judge(std::vector<Row>& rows, const Args& args) {
  std::vector<double> observed, expected;
  for (const Row& row : rows)
    if (row.expected > 0) observed.push_back(row.n_event.value), expected.push_back(row.expected);
  const double phi = args.overdispersion ? survival::overdispersion(observed, expected) : none;
  for (Row& row : rows) {
    row.phi = phi;
    if (!(row.expected > 0)) continue;
    const survival::PoissonLimits exact = survival::poisson_limits(row.n_event.value, args.conf_level);
    row.ratio = row.n_event.value / row.expected;
    row.conf_low = exact.low / row.expected, row.conf_high = exact.high / row.expected;
    const survival::Limits limits = survival::funnel_bounds(row.expected, 1, args.limit_level, phi);
    row.limit_low = limits.low, row.limit_high = limits.high;
    if (row.ratio > row.limit_high) row.flag = "high";
    if (row.ratio < row.limit_low) row.flag = "low";
  }
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const cohort::Measured& from = args.centres.patients;
  declare::Rows<Row> rows{.labels = {.strata = from.strata(), .whole_counts = from.whole_counts()}};
  if (from.patients().size() == 0) return rows;
  survival::Patients patients = from.patients();
  cut(patients, args.times, poll);
  const std::vector<double> expected =
      args.centres.has_model ? expected_by_model(args, poll) : expected_by_curve(patients, poll);
  for (std::uint32_t g = 0; g < rows.labels.strata.size(); ++g) rows.rows.push_back({{g}, {0}, {0}, 0});
  survival::for_each_row(patients.size(), poll, [&](std::size_t i) {
    Row& centre = rows.rows[patients.group_of(i)];
    const double weight = patients.weight_of(i);
    centre.n.value += weight;
    centre.n_event.value += patients.status[i] == 1 ? weight : 0;
    centre.expected += weight * expected[i];
  });
  judge(rows.rows, args);
  return rows;
}

}  // namespace

declare::Function functions::centre_outcomes() {
  using namespace declare;
  ArgumentInfo adjusted_for = expression(
      "terms", Meaning::term,
      "what the expected events are adjusted for, separated by commas, as in cox; none: the survival of all patients",
      false, true);
  adjusted_for.parts = cohort::term_expressions;
  return DeclareTable<Args, Row>{
      .name = "centre_outcomes",
      .summary =
          "Events at each centre beside those expected of its patients, by a Cox model of all centres together or by "
          "the survival of all: the funnel plot's table. Every centre is in the model, so that the expected events of "
          "all add up to those that happened",
      .reference =
          "Spiegelhalter 2005, Stat. Med. 24:1185, and Qual. Saf. Health Care 14:347; conf_low, conf_high: Garwood "
          "1936, "
          "Biometrika 28:437",
      .oracle = "R: coxph and its martingale residuals, survfit, qgamma, qpois",
      .cost = "that of cox; O(n log n) without terms",
      .example =
          "SELECT strata, n_event, round(expected, 2), round(ratio, 2), flag FROM centre_outcomes('SELECT * FROM "
          "overall_survival JOIN characteristics USING (patient_id)', 'os_days', 'died', 'donor', 'age') WHERE times = "
          "365",
      .since = {0, 2},
      .arguments = {unpacked_source(&Args::centres), time_expr(), event_expr(), by_expr(true), std::move(adjusted_for),
                    conf_level(),
                    number("times", &Args::times, "the horizon: later follow-up does not count; none if not given",
                           {.low = 0}),
                    number("limit_level", &Args::limit_level,
                           "share of centres that are within limit_low and limit_high if all are alike", {0, 1}),
                    flag("overdispersion", &Args::overdispersion,
                         "1: widen limit_low and limit_high by the square root of phi, where that is above 1"),
                    expression("weight", Meaning::number,
                               "number of identical patients the row represents, >= 0 (a column or an expression)"),
                    choice("ties", &Args::ties, "treatment of events at the same time in the model",
                           {{"efron", survival::Ties::efron}, {"breslow", survival::Ties::breslow}}),
                    whole_number("max_levels", &Args::max_levels, "maximum number of levels of a categorical term",
                                 {2, 1e6, true, true})},
      .columns = {column("strata", &Row::strata, "the centre: the value of by_expr"),
                  column("n", &Row::n, "patients, but for those with a NULL"),
                  column("n_event", &Row::n_event, "events up to the horizon"),
                  column("expected", &Row::expected, "events expected of patients like these"),
                  column("ratio", &Row::ratio, "n_event / expected; NULL if none is expected"),
                  column("conf_low", &Row::conf_low, "lower confidence limit of the ratio, exact Poisson"),
                  column("conf_high", &Row::conf_high, "upper confidence limit, likewise"),
                  column("limit_low", &Row::limit_low,
                         "lower limit of the funnel: the fewest events that a centre like all others would have, over "
                         "expected"),
                  column("limit_high", &Row::limit_high, "upper limit, likewise"),
                  column("phi", &Row::phi,
                         "overdispersion: how much more the centres differ than by chance; NULL unless asked for"),
                  column("flag", &Row::flag, "high or low: outside the limits of the funnel; NULL within")},
      .compute = compute};
}
