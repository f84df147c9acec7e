#include "plot/curves/swimmer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "plot/axis.hpp"
#include "plot/curves/swatch.hpp"
#include "plot/sheet.hpp"

namespace plot {
namespace {

/// The marks as a figure of curves whose legend they are.
CurvePlot marks_of(const SwimmerPlot& plot) {
  CurvePlot marks{.frame = plot.axes.frame};
  for (std::size_t kind = 0; kind < plot.marks.size(); ++kind)
    marks.curves.push_back({.label = plot.marks[kind], .color = kind});
  return marks;
}

/// The outline of a mark around 0, of a size of 1 to each side.
std::string shape(std::size_t kind, double x, double y, double size) {
  static constexpr std::array<std::array<Point, 8>, 6> corners = {{
      {{{0, -1}, {0.7, -0.7}, {1, 0}, {0.7, 0.7}, {0, 1}, {-0.7, 0.7}, {-1, 0}, {-0.7, -0.7}}},          // circle
      {{{0, -1}, {0.5, 0}, {1, 0.8}, {0.5, 0.8}, {0, 0.8}, {-0.5, 0.8}, {-1, 0.8}, {-0.5, 0}}},          // triangle
      {{{-0.8, -0.8}, {0, -0.8}, {0.8, -0.8}, {0.8, 0}, {0.8, 0.8}, {0, 0.8}, {-0.8, 0.8}, {-0.8, 0}}},  // square
      {{{0, -1.1}, {0.45, -0.55}, {0.9, 0}, {0.45, 0.55}, {0, 1.1}, {-0.45, 0.55}, {-0.9, 0}, {-0.45, -0.55}}},
      {{{0, 1}, {0.5, 0}, {1, -0.8}, {0.5, -0.8}, {0, -0.8}, {-0.5, -0.8}, {-1, -0.8}, {-0.5, 0}}},
      {{{-0.35, -1}, {0.35, -1}, {0.35, 1}, {-0.35, 1}, {-0.35, 0}, {-0.35, 0}, {-0.35, 0}, {-0.35, 0}}},  // bar
  }};
  std::string data;
  for (const Point& corner : corners[kind % corners.size()])
    data += (data.empty() ? "M" : "L") + coordinate(x + size * corner.x) + " " + coordinate(y + size * corner.y);
  return data + "z";
}

void draw_mark(Svg& svg, const SwimmerPlot& plot, std::size_t kind, double x, double y, double size) {
  const Shades& shades = plot.axes.frame.shades;
  const std::string outline = shades.background.empty() ? "#ffffff" : shades.background;
  if (plot.arrow == kind) {
    const std::string data = "M" + coordinate(x) + " " + coordinate(y) + "h" + coordinate(1.6 * size) + "M" +
                             coordinate(x + 1.4 * size) + " " + coordinate(y - 0.8 * size) + "L" +
                             coordinate(x + 2.6 * size) + " " + coordinate(y) + "L" + coordinate(x + 1.4 * size) + " " +
                             coordinate(y + 0.8 * size) + "z";
    svg.element("path", {{"fill", shades.ink}, {"stroke", shades.ink}, {"d", data}});
    return;
  }
  constexpr std::size_t shapes = 6;
  const bool is_open = kind / shapes % 2 == 1;
  svg.element("path", {{"fill", is_open ? outline : shades.ink},
                       {"stroke", is_open ? shades.ink : outline},
                       {"stroke-width", 0.18 * size},
                       {"d", shape(kind, x, y, size)}});
}

double mark_size(const SwimmerLayout& layout) { return 0.3 * std::min(layout.lane, 1.4 * layout.sizes.font); }

}  // namespace

Texts SwimmerLayout::texts() const {
  Texts all = titles;
  for (const LegendLayout* legend : {&states, &marks}) {
    if (legend->title) all.push_back(*legend->title);
    for (const LegendLayout::Entry& entry : legend->entries) append(all, entry.lines);
  }
  append(all, names);
  append(all, panel.x.labels);
  if (panel.x.title) all.push_back(*panel.x.title);
  append(all, caption);
  return all;
}

SwimmerLayout lay_out(const SwimmerPlot& plot) {
  const CurvePlot& axes = plot.axes;
  const double width = axes.frame.width;
  SwimmerLayout layout{.sizes = {std::min(axes.frame.font_size, width / 16)}};
  const Sizes& sizes = layout.sizes;
  const double fs = sizes.font;
  const Sheet sheet(axes.frame, sizes);
  layout.titles = sheet.titles();
  double y = sheet.top();
  const CurvePlot marks = marks_of(plot);
  for (auto [legend, of] : {std::pair(&layout.states, &axes), std::pair(&layout.marks, &marks)}) {
    if (axes.legend == Legend::none || of->curves.empty()) continue;
    TopLegend placed = place_on_top(*of, sizes, y);
    *legend = std::move(placed.placed);
    y = placed.bottom;
  }
  double names = 0;
  std::vector<std::string> shown;
  for (const SwimmerPlot::Lane& lane : plot.lanes) {
    shown.push_back(shortened_to(lane.name, 0.25 * width, sizes.small()));
    names = std::max(names, text_width(shown.back(), sizes.small()));
  }
  const double last = text_width(tick_number(axes.x_max, 0.01, axes.x_max), fs);
  Box& panel = layout.panel.box;
  panel.left = sizes.margin() + (names > 0 ? names + sizes.gap() : 0.5 * fs);
  panel.right = width - std::max(sizes.margin() + fs, 0.6 * fs + last / 2);  // an arrow may stand at the end
  panel.top = y + 0.6 * fs;
  const double least = sizes.table_line(), below = below_panel(axes, sizes) + sheet.bottom();
  const double asked = (axes.frame.height.value_or(0) - panel.top - below) / double(plot.lanes.size());
  layout.lane = std::max(least, asked);
  panel.bottom = panel.top + layout.lane * double(plot.lanes.size());
  layout.panel.x = place_x_axis(axes, sizes, choose_x_ticks(axes, sizes, panel.width(), 0), panel);
  for (std::size_t i = 0; i < shown.size(); ++i)
    if (!shown[i].empty())
      layout.names.push_back({.content = shown[i],
                              .x = panel.left - sizes.gap(),
                              .y = layout.middle(i) + 0.36 * sizes.small(),
                              .size = sizes.small(),
                              .anchor = Anchor::end});
  layout.page = {0, 0, width, whole_pixels(panel.bottom + below)};
  layout.caption = sheet.caption(layout.page.bottom);
  return layout;
}

std::string draw(const SwimmerPlot& plot, const Poll& poll) {
  const SwimmerLayout layout = lay_out(plot);
  const Sizes& sizes = layout.sizes;
  const Sheet sheet(plot.axes.frame, sizes);
  const Shades& shades = plot.axes.frame.shades;
  const Box& panel = layout.panel.box;
  const auto x_at = [&](double x) { return layout.panel.x.scale.at(x); };
  Svg svg;
  sheet.begin(svg, layout.page.bottom);
  draw_legend(svg, plot.axes, sizes, layout.states);
  svg.begin("g", {{"class", "legend"}});
  for (const LegendLayout::Entry& entry : layout.marks.entries) {
    draw_mark(svg, plot, entry.swatch.color, entry.swatch.x + 0.7 * sizes.font, entry.swatch.y, mark_size(layout));
    for (const Text& line : entry.lines) svg.text(line);
  }
  svg.end();
  svg.begin("g", {{"class", "lanes"}});
  for (std::size_t i = 0; i < plot.lanes.size(); ++i) {
    poll();
    const double height = 0.62 * layout.lane, middle = layout.middle(i);
    for (const auto& [from, to, state] : plot.lanes[i].bars)
      svg.element("rect", {{"class", "bar"},
                           {"x", x_at(from)},
                           {"y", middle - height / 2},
                           {"width", x_at(to) - x_at(from)},
                           {"height", height},
                           {"fill", area_fill(plot.axes, state)},
                           {"fill-opacity", area_opacity(plot.axes)}});
    for (const auto& [x, kind] : plot.lanes[i].marks) draw_mark(svg, plot, kind, x_at(x), middle, mark_size(layout));
  }
  svg.end();
  svg.begin("g", {{"class", "axes"}, {"stroke", shades.ink}, {"stroke-width", 1.0}, {"stroke-linecap", "square"}});
  svg.line(panel.left, panel.top, panel.left, panel.bottom);
  svg.line(panel.left, panel.bottom, panel.right, panel.bottom);
  for (const double x : layout.panel.x.ticks.at) svg.line(x_at(x), panel.bottom, x_at(x), panel.bottom + sizes.tick());
  svg.end();
  svg.begin("g", {{"class", "x-ticks"}, {"text-anchor", "middle"}});
  for (const Text& label : layout.panel.x.labels) svg.text(label);
  svg.end();
  if (layout.panel.x.title) svg.text(*layout.panel.x.title, {{"text-anchor", "middle"}});
  svg.begin("g", {{"class", "names"}, {"text-anchor", "end"}, {"font-size", sizes.small()}});
  for (const Text& name : layout.names) svg.text(name);
  svg.end();
  sheet.finish(svg, layout.page.bottom);
  return svg.str();
}

}  // namespace plot
