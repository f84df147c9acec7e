#include "plot/forest/forest_plot.hpp"

#include "plot/forest/layout.hpp"
#include "plot/sheet.hpp"

namespace plot {
namespace {

void draw_cell(Svg& svg, const Text& cell) {
  Svg::Attributes attributes;
  if (cell.weight == Weight::bold) attributes.emplace_back("font-weight", "bold");
  if (cell.anchor == Anchor::end) attributes.emplace_back("text-anchor", "end");
  svg.text(cell, attributes);
}

void draw_head(Svg& svg, const ForestLayout& layout, const Shades& shades) {
  if (!layout.rule) return;
  const double margin = layout.sizes.margin();
  svg.begin("g", {{"class", "head"}});
  for (const Text& heading : layout.headings) draw_cell(svg, heading);
  for (const Text& line : layout.estimate_heading) svg.text(line, {{"text-anchor", "end"}, {"font-weight", "bold"}});
  svg.end();
  svg.line(margin, *layout.rule, layout.page.right - margin, *layout.rule,
           {{"stroke", shades.ink}, {"stroke-width", 0.8}});
}

void draw_axis(Svg& svg, const ForestPlot& plot, const ForestLayout& layout) {
  const Shades& shades = plot.frame.shades;
  const Sizes& sizes = layout.sizes;
  const Box& panel = layout.panel;
  svg.begin("g", {{"class", "axis"}, {"stroke", shades.ink}, {"stroke-width", 1.0}});
  if (layout.reference)
    svg.line(*layout.reference, panel.top + 0.2 * sizes.font, *layout.reference, panel.bottom,
             {{"stroke", shades.median}, {"stroke-dasharray", "4 3"}});
  for (std::size_t r = 0; r < plot.rows.size(); ++r)
    if (plot.rows[r].is_overall && layout.rows[r].ratio)
      svg.line(*layout.rows[r].ratio, panel.top + 0.2 * sizes.font, *layout.rows[r].ratio, panel.bottom,
               {{"class", "overall-line"}, {"stroke", plot.color}, {"stroke-dasharray", "1 3"}});
  svg.line(panel.left, panel.bottom, panel.right, panel.bottom);
  for (const double tick : layout.ticks)
    svg.line(layout.scale.at(tick), panel.bottom, layout.scale.at(tick), panel.bottom + sizes.tick());
  svg.end();
  svg.begin("g", {{"class", "ticks"}, {"text-anchor", "middle"}});
  for (const Text& label : layout.tick_labels) svg.text(label);
  if (layout.favours_low)
    svg.text(*layout.favours_low, {{"text-anchor", "end"}, {"font-size", layout.favours_low->size}});
  if (layout.favours_high)
    svg.text(*layout.favours_high, {{"text-anchor", "start"}, {"font-size", layout.favours_high->size}});
  if (layout.x_title) svg.text(*layout.x_title);
  svg.end();
}

/// A triangle that points left (side -1) or right (1), for limits that the axis does not reach.
void draw_arrow(Svg& svg, double fs, Point tip, double side, const Shades& shades) {
  svg.element("path", {{"fill", shades.ink},
                       {"d", "M" + coordinate(tip.x) + " " + coordinate(tip.y) + "l" + coordinate(-side * 0.55 * fs) +
                                 " " + coordinate(-0.28 * fs) + "v" + coordinate(0.56 * fs) + "z"}});
}

void draw_row(Svg& svg, const ForestPlot& plot, const ForestLayout& layout, const ForestLayout::Row& row,
              bool is_heading, bool is_overall) {
  const double fs = layout.sizes.font;
  const Shades& shades = plot.frame.shades;
  svg.begin("g", {{"class", is_heading ? "heading" : "row"}});
  for (const Text& cell : row.cells) draw_cell(svg, cell);
  if (row.estimate) draw_cell(svg, *row.estimate);
  if (is_overall && row.ratio && row.limits) {
    const double half = 0.42 * fs;
    svg.element("path", {{"class", "overall"},
                         {"fill", plot.color},
                         {"d", "M" + coordinate(row.limits->left) + " " + coordinate(row.middle) + "L" +
                                   coordinate(*row.ratio) + " " + coordinate(row.middle - half) + "L" +
                                   coordinate(row.limits->right) + " " + coordinate(row.middle) + "L" +
                                   coordinate(*row.ratio) + " " + coordinate(row.middle + half) + "z"}});
  } else if (row.ratio) {
    svg.element("rect", {{"x", *row.ratio - row.side / 2},
                         {"y", row.middle - row.side / 2},
                         {"width", row.side},
                         {"height", row.side},
                         {"fill", plot.color}});
  }
  if (row.limits && !is_overall)
    svg.line(row.limits->left, row.middle, row.limits->right, row.middle,
             {{"stroke", shades.ink}, {"stroke-width", 0.1 * fs}});
  if (row.beyond_left) draw_arrow(svg, fs, {layout.panel.left, row.middle}, -1, shades);
  if (row.beyond_right) draw_arrow(svg, fs, {layout.panel.right, row.middle}, 1, shades);
  svg.end();
}

}  // namespace

std::string draw(const ForestPlot& plot) {
  const ForestLayout layout = lay_out(plot);
  const Sheet sheet(plot.frame, layout.sizes);
  Svg svg;
  sheet.begin(svg, layout.page.bottom);
  draw_head(svg, layout, plot.frame.shades);
  draw_axis(svg, plot, layout);
  for (std::size_t r = 0; r < plot.rows.size(); ++r)
    draw_row(svg, plot, layout, layout.rows[r], !plot.rows[r].ratio, plot.rows[r].is_overall);
  sheet.finish(svg, layout.page.bottom);
  return svg.str();
}

}  // namespace plot
