#include "plot/curves/curve_plot.hpp"

#include "plot/curves/curve_shapes.hpp"
#include "plot/curves/notes.hpp"
#include "plot/sheet.hpp"

namespace plot {

void draw_panel(Svg& svg, const CurvePlot& plot, const Layout& layout, const std::string& clip, const Poll& poll) {
  const Sizes& sizes = layout.sizes;
  if (layout.panel_title) svg.text(*layout.panel_title, {{"class", "panel-title"}, {"font-weight", "bold"}});
  draw_axes(svg, plot, sizes, layout.panel);
  draw_curves(svg, plot, sizes, layout.panel, clip, poll);
  draw_notes(svg, layout.notes);
  draw_tick_tables(svg, plot, sizes, layout.tables);
  draw_estimates(svg, plot, sizes, layout.estimates);
}

std::string draw(const CurvePlot& plot, const Poll& poll) {
  const Layout layout = lay_out(plot, poll);
  const Sizes& sizes = layout.sizes;
  const Sheet sheet(plot.frame, sizes);
  Svg svg;
  sheet.begin(svg, layout.page.bottom);
  draw_legend(svg, plot, sizes, layout.legend);
  draw_panel(svg, plot, layout, sheet.id("panel"), poll);
  sheet.finish(svg, layout.page.bottom);
  return svg.str();
}

}  // namespace plot
