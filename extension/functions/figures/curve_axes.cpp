#include "functions/figures/curve_axes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "functions/figures/wording.hpp"
#include "plot/curves/curve_plot.hpp"
#include "plot/curves/panels.hpp"

namespace functions {

using declare::cat, declare::Error;

namespace {

/// Throws declare::Error when ticks are given, and none of them lies on the axis.
void check_ticks(const char* key, const std::vector<double>& ticks, double low, double high) {
  const auto is_on_axis = [&](double x) { return x >= low && x <= high; };
  if (!ticks.empty() && std::ranges::none_of(ticks, is_on_axis))
    throw Error(cat("argument 'options' key '", key, "' has no tick on the axis, which goes from ", low, " to ", high));
}

}  // namespace

plot::CurvePlot axes(const AxisOptions& options, const Words& words, const std::string& y_title, double last) {
  plot::CurvePlot plot{.frame = options.frame()};
  plot.palette = options.palette();
  plot.legend = options.legend;
  plot.legend_title = options.legend_title;
  plot.x_title = options.x_title.value_or(
      options.time_unit.empty() ? words("Time") : words("Time ({unit})", {{"unit", options.time_unit}}));
  plot.x_unit = options.time_unit;
  plot.y_title = options.y_title.value_or(y_title);
  plot.x_step = options.x_step;
  plot.y_step = options.y_step;
  plot.y_min = options.y_min.value_or(0);
  plot.percent = options.percent;
  plot.grid = options.grid;
  const double end = last / options.time_scale;
  plot.x_max = options.x_max.value_or(end > 0 ? end : 1);
  if (!(plot.x_max / options.time_scale > 0) || !std::isfinite(plot.x_max))
    throw Error("argument 'options' key 'time_scale' leaves no time axis; give one nearer to 1");
  plot.x_ticks = options.x_ticks.value_or(std::vector<double>());
  check_ticks("x_ticks", plot.x_ticks, 0, plot.x_max);
  plot.y_ticks = options.y_ticks.value_or(std::vector<double>());
  return plot;
}

void fade_after(plot::Curve& curve, double x, const AxisOptions& options) {
  if (options.fade == AxisOptions::Fade::pale) {
    curve.fade_from = x;
    return;
  }
  std::erase_if(curve.steps, [&](const plot::Step& step) { return step.x > x; });
  std::erase_if(curve.marks, [&](const plot::Point& mark) { return mark.x > x; });
  curve.end = x;
}

void add_landmarks(plot::CurvePlot& plot, const AxisOptions& options, const Words& words, std::string title) {
  if (!options.times) return;
  plot.estimates = plot::TextTable{.title = std::move(title)};
  for (const double time : *options.times) {
    plot.estimates->headings.push_back(words.time(time, options.time_unit));
    if (time > 0 && time < plot.x_max) plot.verticals.push_back(time);
  }
}

std::string sentences(const Words& words, const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) text += words("{sentence}. ", {{"sentence", note}});
  return text;
}

std::string draw(const AxisOptions& options, const Words& words, std::vector<plot::CurvePlot> panels,
                 std::vector<std::string> notes, const ForListeners& spoken, const declare::Poll& poll) {
  plot::PanelFigure figure{.frame = {}, .panels = std::move(panels), .notes = std::move(notes)};
  figure.frame = figure.panels[0].frame;
  const bool is_one = figure.panels.size() == 1 && figure.panels[0].panel_title.empty();
  if (options.panel_columns) figure.columns = std::size_t(*options.panel_columns);
  figure.frame.name = options.title.empty() ? spoken.name : options.title;
  std::string& description = figure.frame.description;
  description.clear();
  for (const plot::CurvePlot& panel : figure.panels) {
    check_ticks("y_ticks", panel.y_ticks, panel.y_min, panel.y_max);
    if (panel.y_min >= panel.y_max) throw Error("argument 'options' key 'y_min' must be below y_max");
    if (is_one)
      description += panel.frame.description;
    else
      description += words("{group}: {text}", {{"group", panel.panel_title}, {"text", panel.frame.description}}) +
                     sentences(words, panel.notes);
  }
  description += spoken.notes;
  if (!is_one) return plot::draw(std::move(figure), poll);
  plot::CurvePlot& plot = figure.panels[0];
  plot.notes.insert(plot.notes.begin(), figure.notes.begin(), figure.notes.end());
  plot.frame = figure.frame;
  return plot::draw(plot, poll);
}

}  // namespace functions
