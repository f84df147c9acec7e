#include "functions/figures/curve_figure.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "plot/axis.hpp"
#include "plot/curves/curve_plot.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/normal.hpp"

namespace functions {

using declare::cat, declare::Error;

namespace {

/// What a table of numbers at risk shows at a time: those at risk, and the events and censored so far.
using CountText = std::string (*)(double n_risk, double n_event, double n_censor);

std::string whole(double n) { return plot::fixed(n, 0); }

plot::TickTable count_table(const std::string& title, const std::vector<plot::TickTable::Row>& rows,
                            const std::string& widest, CountText text, const cohort::RiskTables& tables, double scale,
                            const declare::Poll& poll) {
  plot::TickTable table{title, rows, widest};
  table.cells = [&tables, &poll, text, scale](std::size_t row, std::span<const double> ticks) {
    std::vector<double> times;
    for (const double tick : ticks) times.push_back(tick * scale);
    std::vector<std::string> cells;
    double events = 0, censored = 0;
    survival::trace(tables.groups()[row], survival::KaplanMeier(), survival::Request{times, true, tables.tolerance},
                    poll, [&](const survival::CurvePoint& p) {
                      events += p.n_event, censored += p.n_censor;
                      cells.push_back(text(p.n_risk, events, censored));
                    });
    return cells;
  };
  return table;
}

/// The tables that the option names. \param most  patients of the largest group
std::vector<plot::TickTable> count_tables(const CurveOptions& options, const std::vector<plot::TickTable::Row>& rows,
                                          double most, const cohort::RiskTables& tables, const declare::Poll& poll) {
  std::vector<plot::TickTable> made;
  const auto add = [&](const std::string& title, const std::string& widest, CountText text) {
    made.push_back(count_table(title, rows, widest, text, tables, options.time_scale, poll));
  };
  const std::string widest = whole(most);
  using enum CurveOptions::RiskTable;
  if (options.risk_table == n_risk || options.risk_table == all)
    add("Number at risk", widest, [](double n, double, double) { return whole(n); });
  if (options.risk_table == n_risk_event)
    add("Number at risk (events)", widest + " (" + widest + ")",
        [](double n, double d, double) { return whole(n) + " (" + whole(d) + ")"; });
  if (options.risk_table == all) {
    add("Events", widest, [](double, double d, double) { return whole(d); });
    add("Censored", widest, [](double, double, double c) { return whole(c); });
  }
  return made;
}

plot::TextTable landmark_table(const CurveOptions& options, const std::string& what) {
  plot::TextTable table{.title = what};
  if (options.conf_type != survival::ConfType::none)
    table.title += cat(" (", number_text(100 * options.conf_level), "% CI)");
  for (const double time : *options.times)
    table.headings.push_back(number_text(time) + (options.time_unit.empty() ? "" : " " + options.time_unit));
  return table;
}

/// Options that stand where the group belongs are the group of everybody.
void check_groups(const cohort::OptionalGroups& patients, const std::vector<declare::Value>& groups) {
  if (!patients.has_groups() || groups.size() != 1) return;
  const std::string group = declare::text(groups.front());
  if (group.starts_with('{') && group.ends_with('}'))
    throw Error(cat("by is a JSON object in every row, e.g. ", declare::literal(declare::shortened(group, 40)),
                    "; options come after by, so write NULL in its place: (time, event, NULL, '{...}')"));
}

}  // namespace

CurveFigure::CurveFigure(const CurveOptions& options, cohort::OptionalGroups& patients,
                         const cohort::RiskTables& tables, const std::string& y_title, const declare::Poll& poll)
    : options_(options),
      patients_(patients),
      tables_(tables),
      poll_(poll),
      z_(survival::two_sided_quantile(options.conf_level)),
      plot_{.frame = options.frame()} {
  constexpr std::size_t most_groups = 40;
  const survival::Groups& groups = tables.groups();
  check_groups(patients, patients.patients().strata());
  if (patients.has_groups()) check_labels("group_labels", options.group_labels, patients.patients().strata());
  if (groups.size() > most_groups)
    throw Error(cat("by makes ", groups.size(), " groups, and a figure shows at most ", most_groups,
                    "; is it a name or a measurement?"));
  plot_.palette = options.palette();
  plot_.legend = options.legend;
  plot_.legend_title = options.legend_title;
  plot_.x_title = options.x_title.value_or(options.time_unit.empty() ? "Time" : cat("Time (", options.time_unit, ")"));
  plot_.x_unit = options.time_unit;
  plot_.y_title = options.y_title.value_or(y_title);
  plot_.x_step = options.x_step;
  plot_.y_step = options.y_step;
  plot_.y_min = options.y_min.value_or(0);
  plot_.percent = options.percent;
  plot_.grid = options.grid;
  double last = 0, most = 0;
  std::vector<plot::TickTable::Row> rows;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (!groups[g].rows.empty()) last = std::max(last, groups[g].rows.back().time / options.time_scale);
    most = std::max(most, groups[g].n());
    rows.push_back({group_label(g), g});
  }
  plot_.x_max = options.x_max.value_or(last > 0 ? last : 1);
  if (!(plot_.x_max / options.time_scale > 0) || !std::isfinite(plot_.x_max))
    throw Error("argument 'options' key 'time_scale' leaves no time axis; give one nearer to 1");
  plot_.tables = count_tables(options, rows, most, tables, poll);
  if (!options.times) return;
  plot_.estimates = landmark_table(options, plot_.y_title);
  for (const double time : *options.times) {
    landmarks_.push_back(time * options.time_scale);
    if (time > 0 && time < plot_.x_max) plot_.verticals.push_back(time);
  }
}

bool CurveFigure::has_bands(std::size_t curves) const {
  constexpr std::size_t most = 4;
  return options_.conf_band.value_or(curves <= most);
}

std::string CurveFigure::group_label(std::size_t group) const {
  return patients_.has_groups() ? label_of(patients_.patients().strata()[group], options_.group_labels) : "";
}

std::string CurveFigure::draw() const {
  if (plot_.y_min >= plot_.y_max) throw Error("argument 'options' key 'y_min' must be below y_max");
  return plot::draw(plot_, poll_);
}

}  // namespace functions
