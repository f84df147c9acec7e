#include "plot/curves/funnel.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "plot/curves/curve_plot.hpp"
#include "plot/sheet.hpp"

namespace plot {
namespace {

double radius(const Sizes& sizes) { return 0.3 * sizes.font; }

Box around(const Point& at, const Sizes& sizes) {
  const double r = radius(sizes);
  return {at.x - r, at.y - r, at.x + r, at.y + r};
}

std::string line_data(const std::vector<Point>& points, const Panel& panel) {
  std::string data;
  for (const Point& point : points) {
    const Point at = panel.at(point.x, point.y);
    data += (data.empty() ? "M" : "L") + coordinate(at.x) + " " + coordinate(at.y);
  }
  return data;
}

/// Beside the point, where nothing else is.
std::optional<Text> place_name(const std::string& name, const Point& at, const Sizes& sizes, const Box& panel,
                               const std::vector<Box>& taken) {
  const double apart = radius(sizes) + 0.3 * sizes.font, size = sizes.small();
  const Text places[] = {{.content = name, .x = at.x + apart, .y = at.y + 0.36 * size, .anchor = Anchor::start},
                         {.content = name, .x = at.x - apart, .y = at.y + 0.36 * size, .anchor = Anchor::end},
                         {.content = name, .x = at.x, .y = at.y - apart, .anchor = Anchor::middle},
                         {.content = name, .x = at.x, .y = at.y + apart + 0.8 * size, .anchor = Anchor::middle}};
  for (Text text : places) {
    text.size = size;
    const Box box = text.box();
    if (holds(panel, box) && std::ranges::none_of(taken, [&](const Box& other) { return meets(box, other); }))
      return text;
  }
  return std::nullopt;
}

}  // namespace

Texts FunnelLayout::texts() const {
  Texts all = base.texts();
  append(all, names);
  return all;
}

FunnelLayout lay_out(const FunnelPlot& plot, const Poll& poll) {
  FunnelLayout layout{lay_out(plot.axes, poll), {}};
  const Sizes& sizes = layout.base.sizes;
  const Panel& panel = layout.base.panel;
  std::vector<Box> taken;
  for (const Text& text : layout.base.texts()) taken.push_back(text.box());
  for (const FunnelPlot::Centre& centre : plot.centres)
    taken.push_back(around(panel.at(centre.at.x, centre.at.y), sizes));
  for (const FunnelPlot::Centre& centre : plot.centres) {
    if (centre.name.empty()) continue;
    poll();
    const auto name = place_name(centre.name, panel.at(centre.at.x, centre.at.y), sizes, panel.box, taken);
    if (!name) continue;
    taken.push_back(name->box());
    layout.names.push_back(*name);
  }
  return layout;
}

std::string draw(const FunnelPlot& plot, const Poll& poll) {
  const FunnelLayout layout = lay_out(plot, poll);
  const Sizes& sizes = layout.base.sizes;
  const Panel& panel = layout.base.panel;
  const Palette& palette = plot.axes.palette;
  const Sheet sheet(plot.axes.frame, sizes);
  Svg svg;
  sheet.begin(svg, layout.base.page.bottom);
  draw_legend(svg, plot.axes, sizes, layout.base.legend);
  draw_panel(svg, plot.axes, layout.base, sheet.id("panel"), poll);
  svg.begin("clipPath", {{"id", sheet.id("limits")}});
  svg.element(
      "rect",
      {{"x", panel.box.left}, {"y", panel.box.top}, {"width", panel.box.width()}, {"height", panel.box.height()}});
  svg.end();
  svg.begin("g", {{"class", "limits"}, {"fill", "none"}, {"clip-path", "url(#" + sheet.id("limits") + ")"}});
  const double target = panel.y.scale.at(plot.target);
  svg.line(panel.box.left, target, panel.box.right, target, {{"stroke", plot.axes.frame.shades.guide}});
  for (std::size_t i = 0; i < plot.low.size(); ++i) {
    const Stroke pen = stroke(palette, plot.axes.curves[i].color, plot.axes.curves[i].dash);
    for (const auto* limit : {&plot.low[i], &plot.high[i]}) {
      Svg::Attributes attributes = {{"class", "limit"}, {"stroke", pen.color}, {"stroke-width", 0.7 * sizes.stroke()}};
      if (!pen.dash.empty()) attributes.emplace_back("stroke-dasharray", pen.dash);
      attributes.emplace_back("d", line_data(*limit, panel));
      svg.element("path", attributes);
    }
  }
  svg.end();
  svg.begin("g", {{"class", "centres"},
                  {"stroke", plot.axes.frame.shades.background.empty() ? "none" : plot.axes.frame.shades.background},
                  {"stroke-width", 0.05 * sizes.font}});
  for (auto centre = plot.centres.rbegin(); centre != plot.centres.rend(); ++centre) {
    const Point at = panel.at(centre->at.x, centre->at.y);
    const std::string color = palette.greyscale ? (centre->is_outside ? plot.axes.frame.shades.ink : "#8c8c8c")
                                                : stroke(palette, centre->is_outside ? 1 : 0).color;
    svg.element("circle", {{"cx", at.x},
                           {"cy", at.y},
                           {"r", radius(sizes)},
                           {"fill", color},
                           {"fill-opacity", centre->is_outside ? 1 : 0.6}});
  }
  svg.end();
  svg.begin("g", {{"class", "names"}, {"font-size", sizes.small()}});
  for (const Text& name : layout.names)
    svg.text(name, {{"text-anchor", name.anchor == Anchor::start ? "start"
                                    : name.anchor == Anchor::end ? "end"
                                                                 : "middle"}});
  svg.end();
  sheet.finish(svg, layout.base.page.bottom);
  return svg.str();
}

}  // namespace plot
