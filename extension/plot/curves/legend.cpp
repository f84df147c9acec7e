#include "plot/curves/legend.hpp"

#include <algorithm>

#include "plot/spread.hpp"

namespace plot {
namespace {

constexpr double share = 0.3;  ///< of the page's width, for a legend beside the panel

/// From a swatch's left end to its text.
double text_indent(const Sizes& sizes) { return sizes.sample() + sizes.gap(); }

LegendLayout::Entry entry(const Curve& curve, const std::string& label, double x, double y, const Sizes& sizes) {
  return {{x, y - 0.35 * sizes.font, curve.color, curve.dash},
          {{.content = label, .x = x + text_indent(sizes), .y = y, .size = sizes.font}}};
}

Text title(const CurvePlot& plot, const Sizes& sizes, double x, double y) {
  const double room = plot.frame.width - sizes.margin() - x;
  return {.content = shortened_to(plot.legend_title, room, sizes.font, Weight::bold),
          .x = x,
          .y = y,
          .size = sizes.font,
          .weight = Weight::bold};
}

/// No more than fit, in rows about as long, each of whole groups.
std::size_t columns_of(std::size_t n, std::size_t curves_per_group, double fitting) {
  const std::size_t most = std::clamp(std::size_t(std::max(fitting, 1.0)), std::size_t{1}, n);
  const std::size_t together = curves_per_group <= most ? std::max(curves_per_group, std::size_t{1}) : 1;
  const std::size_t groups = (n + together - 1) / together, a_row = most / together;
  const std::size_t rows = (groups + a_row - 1) / a_row;
  return (groups + rows - 1) / rows * together;
}

/// Whether this room leaves little of the name.
bool cramps(double room, const std::string& name, const Sizes& sizes) {
  return room < 3 * sizes.font && text_width(name, sizes.font) > room;
}

// Right of the panel, one under the other.

double title_width(const CurvePlot& plot, const Sizes& sizes) {
  return text_width(plot.legend_title, sizes.font, Weight::bold);
}

SideLegend measure_right(const CurvePlot& plot, const Sizes& sizes) {
  const double most = share * plot.frame.width, room = most - text_indent(sizes);
  SideLegend legend;
  double widest = title_width(plot, sizes);
  for (const Curve& curve : plot.curves) {
    if (curve.label.empty()) continue;
    const std::string label = shortened_to(curve.label, room, sizes.font);
    legend.is_cramped = legend.is_cramped || cramps(room, curve.label, sizes);
    legend.names.push_back({&curve, {label}});
    widest = std::max(widest, text_indent(sizes) + text_width(label, sizes.font));
  }
  if (legend.names.empty()) return legend;
  legend.width = std::min(widest, most) + sizes.font;
  legend.height = sizes.line() * (double(legend.names.size()) + 1.5);
  return legend;
}

LegendLayout place_right(const CurvePlot& plot, const Sizes& sizes, const SideLegend& legend, const Panel& panel) {
  LegendLayout placed;
  const double x = plot.frame.width - sizes.margin() - legend.width + sizes.font;
  double y = panel.box.top + sizes.font;
  if (!plot.legend_title.empty()) {
    placed.title = title(plot, sizes, x, y);
    y += sizes.line();
  }
  for (const SideLegend::Name& name : legend.names) {
    placed.entries.push_back(entry(*name.curve, name.lines.front(), x, y, sizes));
    y += sizes.line();
  }
  return placed;
}

// At the curves' ends.

/// From the panel to the text: what leads there, and a sample.
double end_indent(const Sizes& sizes) { return 1.6 * sizes.font + text_indent(sizes); }

/// What the names at the ends may be wide.
double end_room(const CurvePlot& plot, const Sizes& sizes) {
  return share * plot.frame.width - end_indent(sizes) - 0.3 * sizes.font;
}

double end_height(const SideLegend::Name& name, const Sizes& sizes) {
  return sizes.line() * double(name.lines.size()) + 0.15 * sizes.font;
}

double end_title_height(const CurvePlot& plot, const Sizes& sizes) {
  return plot.legend_title.empty() ? 0 : 1.3 * sizes.line();
}

double area_under(const CurvePlot& plot, const Curve& curve, const Poll& poll) {
  double area = 0;
  for (std::size_t i = 0; i < curve.steps.size() && curve.steps[i].x < plot.x_max; ++i) {
    if (i % 65536 == 0) poll();
    const double next = i + 1 < curve.steps.size() ? curve.steps[i + 1].x : plot.x_max;
    area += curve.steps[i].y * (std::min(next, plot.x_max) - curve.steps[i].x);
  }
  return area;
}

SideLegend measure_ends(const CurvePlot& plot, const Sizes& sizes, const Poll& poll) {
  constexpr std::size_t most_lines = 3;
  const double most = end_room(plot, sizes);
  SideLegend legend{.at_ends = true};
  double widest = 0;
  for (const Curve& curve : plot.curves) {
    if (curve.label.empty() || curve.steps.empty()) continue;
    legend.is_cramped = legend.is_cramped || cramps(most, curve.label, sizes);
    std::vector<std::string> lines = wrapped(curve.label, most, sizes.font);
    if (lines.size() > most_lines) {
      lines.resize(most_lines);
      lines.back() = shortened_to(lines.back() + "\u2026", most, sizes.font);
    }
    for (const std::string& text : lines) widest = std::max(widest, text_width(text, sizes.font));
    legend.names.push_back({&curve, std::move(lines), area_under(plot, curve, poll)});
  }
  if (legend.names.empty()) return legend;
  if (!plot.legend_title.empty()) widest = std::max(widest, std::min(title_width(plot, sizes), most));
  legend.width = end_indent(sizes) + widest + 0.3 * sizes.font;
  legend.height = end_title_height(plot, sizes);
  for (const SideLegend::Name& name : legend.names) legend.height += end_height(name, sizes);
  return legend;
}

/// Where the curve ends in the panel; of a stacked one, the middle of its area.
Point end_of(const CurvePlot& plot, const Curve& curve, const Panel& panel) {
  const double x = std::min(curve.end, plot.x_max);
  const auto next = std::ranges::upper_bound(curve.steps, x, {}, &Step::x);
  const Step& last = next == curve.steps.begin() ? curve.steps.front() : next[-1];
  const double level = plot.stacked ? (last.low + last.high) / 2 : last.y;
  return panel.at(x, std::clamp(level, plot.y_min, plot.y_max));
}

LegendLayout place_ends(const CurvePlot& plot, const Sizes& sizes, const SideLegend& legend, const Panel& panel) {
  struct Label {
    const SideLegend::Name* name;
    Point end;
  };
  LegendLayout placed;
  std::vector<Label> labels;
  for (const SideLegend::Name& name : legend.names) labels.push_back({&name, end_of(plot, *name.curve, panel)});
  std::ranges::stable_sort(labels, {}, [](const Label& label) { return std::pair(label.end.y, -label.name->area); });
  std::vector<double> wanted, heights;
  for (const Label& label : labels) wanted.push_back(label.end.y), heights.push_back(end_height(*label.name, sizes));
  const double edge = panel.box.right, out = edge + 0.4 * sizes.font, in = edge + 1.4 * sizes.font;
  if (!plot.legend_title.empty())
    placed.title = title(plot, sizes, edge + end_indent(sizes), panel.box.top + sizes.font);
  const std::vector<double> places =
      spread(wanted, heights, panel.box.top + end_title_height(plot, sizes), panel.box.bottom);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto& [name, end] = labels[i];
    LegendLayout::Entry next{{in, places[i], name->curve->color, name->curve->dash}, {}};
    next.leader = {{plot.stacked ? edge + 0.2 * sizes.font : end.x, end.y}, {out, end.y}, {in, places[i]}};
    double y = places[i] - sizes.line() * double(name->lines.size() - 1) / 2 + 0.36 * sizes.font;
    for (const std::string& line : name->lines) {
      next.lines.push_back({.content = line, .x = edge + end_indent(sizes), .y = y, .size = sizes.font});
      y += sizes.line();
    }
    placed.entries.push_back(std::move(next));
  }
  return placed;
}

}  // namespace

TopLegend place_on_top(const CurvePlot& plot, const Sizes& sizes, double top) {
  const double left = sizes.margin(), right = plot.frame.width - sizes.margin(), apart = 1.5 * sizes.font;
  TopLegend legend{{}, top};
  double x = left, y = top + sizes.font;
  if (!plot.legend_title.empty()) {
    legend.placed.title = title(plot, sizes, left, y);
    x += title_width(plot, sizes) + 1.2 * sizes.font;
    if (x > 0.5 * plot.frame.width) x = left, y += sizes.line();
  }
  double widest = 0, all = 0;
  std::vector<const Curve*> curves;
  std::vector<std::string> labels;
  std::vector<double> widths;
  for (const Curve& curve : plot.curves) {
    if (curve.label.empty()) continue;
    curves.push_back(&curve);
    labels.push_back(shortened_to(curve.label, right - x - text_indent(sizes), sizes.font));
    widths.push_back(text_indent(sizes) + text_width(labels.back(), sizes.font) + apart);
    widest = std::max(widest, widths.back()), all += widths.back();
  }
  if (curves.empty()) return {{}, top};
  const bool is_one_line = x + all - apart <= right;
  const std::size_t columns =
      is_one_line ? curves.size() : columns_of(curves.size(), plot.curves_per_group, (right - x + apart) / widest);
  double shift = 0;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (i > 0 && i % columns == 0) shift = 0, y += sizes.line();
    legend.placed.entries.push_back(entry(*curves[i], labels[i], x + shift, y, sizes));
    shift += is_one_line ? widths[i] : widest;
  }
  legend.bottom = y + 0.4 * sizes.font;
  return legend;
}

SideLegend measure_beside(const CurvePlot& plot, const Sizes& sizes, const Poll& poll) {
  if (plot.legend == Legend::right) return measure_right(plot, sizes);
  if (plot.legend == Legend::direct) return measure_ends(plot, sizes, poll);
  return {};
}

LegendLayout place_beside(const CurvePlot& plot, const Sizes& sizes, const SideLegend& legend, const Panel& panel) {
  if (legend.names.empty()) return {};
  return legend.at_ends ? place_ends(plot, sizes, legend, panel) : place_right(plot, sizes, legend, panel);
}

void draw_legend(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const LegendLayout& legend) {
  if (legend.entries.empty()) return;
  svg.begin("g", {{"class", "legend"}});
  if (legend.title) svg.text(*legend.title, {{"font-weight", "bold"}});
  for (const LegendLayout::Entry& entry : legend.entries) {
    if (!entry.leader.empty()) {
      const Stroke pen = stroke(plot.palette, entry.swatch.color, entry.swatch.dash);
      std::string path;
      for (const Point& point : entry.leader)
        path += (path.empty() ? "M" : "L") + coordinate(point.x) + " " + coordinate(point.y);
      svg.element("path", {{"class", "leader"},
                           {"fill", "none"},
                           {"stroke", plot.stacked ? plot.frame.shades.faint : pen.color},
                           {"stroke-width", 0.9},
                           {"stroke-dasharray", "1 2"},
                           {"d", path}});
    }
    draw(svg, plot, sizes, entry.swatch);
    for (const Text& line : entry.lines) svg.text(line);
  }
  svg.end();
}

}  // namespace plot
