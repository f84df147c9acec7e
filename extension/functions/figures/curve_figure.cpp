#include "functions/figures/curve_figure.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "functions/figures/counts.hpp"
#include "plot/curves/curve_plot.hpp"
#include "survival/curves/disclosure.hpp"
#include "survival/normal.hpp"

namespace functions {

using declare::cat, declare::Error;

namespace {

plot::TextTable landmark_table(const CurveOptions& options, const Words& words, const std::string& what) {
  plot::TextTable table{.title = what};
  if (options.conf_type != survival::ConfType::none)
    table.title = words("{title} ({level}% CI)", {{"title", what}, {"level", number_text(100 * options.conf_level)}});
  for (const double time : *options.times) table.headings.push_back(words.time(time, options.time_unit));
  return table;
}

/// Options that stand where the group belongs are the group of everybody.
void check_groups(const OptionalGroups& patients, const std::vector<declare::Value>& groups) {
  if (!patients.has_groups() || groups.size() != 1) return;
  const std::string group = declare::text(groups.front());
  if (group.starts_with('{') && group.ends_with('}'))
    throw Error(cat("by is a JSON object in every row, e.g. ", declare::literal(declare::shortened(group, 40)),
                    "; options come after by, so write NULL in its place: (time, event, NULL, '{...}')"));
}

/// Throws declare::Error when ticks are given, and none of them lies on the axis.
void check_ticks(const char* key, const std::vector<double>& ticks, double low, double high) {
  const auto is_on_axis = [&](double x) { return x >= low && x <= high; };
  if (!ticks.empty() && std::ranges::none_of(ticks, is_on_axis))
    throw Error(cat("argument 'options' key '", key, "' has no tick on the axis, which goes from ", low, " to ", high));
}

}  // namespace

CurveFigure::CurveFigure(const CurveOptions& options, OptionalGroups& patients,
                         const cohort::RiskTables& tables, const std::string& y_title, std::vector<std::string> events,
                         const declare::Poll& poll)
    : options_(options),
      patients_(patients),
      tables_(tables),
      poll_(poll),
      words_(options),
      told_until_(tables.groups().size(), std::numeric_limits<double>::infinity()),
      z_(survival::two_sided_quantile(options.conf_level)),
      plot_{.frame = options.frame()} {
  constexpr std::size_t most_groups = 40;
  check_groups(patients, patients.patients().strata());
  if (patients.has_groups()) check_labels("group_labels", options.group_labels, patients.patients().strata());
  if (tables.groups().size() > most_groups)
    throw Error(cat("by makes ", tables.groups().size(), " groups, and a figure shows at most ", most_groups,
                    "; is it a name or a measurement?"));
  if (options.least) coarsen();
  set_axes(y_title);
  std::vector<plot::TickTable::Row> rows;
  for (std::size_t g = 0; g < groups().size(); ++g) rows.push_back({group_label(g), g});
  plot_.tables =
      count_tables(options, words_, rows, {groups(), told_until_, tables.tolerance, std::move(events), poll});
  if (!options.times) return;
  plot_.estimates = landmark_table(options, words_, plot_.y_title);
  for (const double time : *options.times) {
    landmarks_.push_back(time * options.time_scale);
    if (time > 0 && time < plot_.x_max) plot_.verticals.push_back(time);
  }
}

void CurveFigure::coarsen() {
  const double least = *options_.least;
  const auto fail = [&](const std::string& what) { return Error(cat("argument 'options' key 'least' ", what)); };
  if (least != std::trunc(least)) throw fail(cat("must be a whole number, got ", least));
  if (!patients_.patients().whole_counts()) throw fail("counts patients, and the weights are no counts");
  for (std::size_t g = 0; g < tables_.groups().size(); ++g) {
    const survival::RiskTable& table = tables_.groups()[g];
    if (!table.entering.empty())
      throw fail("cannot hide when patients enter; leave entry out, or draw the figure without least");
    auto coarse = survival::coarsened(table, least, poll_);
    if (!coarse) {
      const std::string name = group_label(g);
      throw fail(cat("is ", least, ", and ", name.empty() ? "" : cat("in group '", name, "' "),
                     "fewer patients had an event, or were censored, than can be told of; leave the group out, join it "
                     "with another, or lower least"));
    }
    told_until_[g] = coarse->told_until;
    coarse_.push_back(std::move(coarse->table));
  }
}

void CurveFigure::set_axes(const std::string& y_title) {
  plot_.palette = options_.palette();
  plot_.legend = options_.legend;
  plot_.legend_title = options_.legend_title;
  plot_.x_title = options_.x_title.value_or(
      options_.time_unit.empty() ? words_("Time") : words_("Time ({unit})", {{"unit", options_.time_unit}}));
  plot_.x_unit = options_.time_unit;
  plot_.y_title = options_.y_title.value_or(words_(y_title));
  plot_.x_step = options_.x_step;
  plot_.y_step = options_.y_step;
  plot_.y_min = options_.y_min.value_or(0);
  plot_.percent = options_.percent;
  plot_.grid = options_.grid;
  double last = 0;
  for (const survival::RiskTable& table : groups())
    if (!table.rows.empty()) last = std::max(last, table.rows.back().time / options_.time_scale);
  plot_.x_max = options_.x_max.value_or(last > 0 ? last : 1);
  if (!(plot_.x_max / options_.time_scale > 0) || !std::isfinite(plot_.x_max))
    throw Error("argument 'options' key 'time_scale' leaves no time axis; give one nearer to 1");
  plot_.x_ticks = options_.x_ticks.value_or(std::vector<double>());
  check_ticks("x_ticks", plot_.x_ticks, 0, plot_.x_max);
  plot_.y_ticks = options_.y_ticks.value_or(std::vector<double>());
}

void CurveFigure::fade(plot::Curve& curve, const survival::RiskTable& table) const {
  if (!options_.fade_below || curve.steps.empty()) return;
  const auto is_enough = [&](const survival::RiskRow& row) { return row.n_risk >= *options_.fade_below; };
  const auto last = std::ranges::find_if(table.rows.rbegin(), table.rows.rend(), is_enough);
  const double from = last == table.rows.rend() ? 0 : last->time / options_.time_scale;
  if (options_.fade == CurveOptions::Fade::pale) {
    curve.fade_from = from;
    return;
  }
  std::erase_if(curve.steps, [&](const plot::Step& step) { return step.x > from; });
  std::erase_if(curve.marks, [&](const plot::Point& mark) { return mark.x > from; });
  curve.end = from;
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
  check_ticks("y_ticks", plot_.y_ticks, plot_.y_min, plot_.y_max);
  return plot::draw(plot_, poll_);
}

}  // namespace functions
