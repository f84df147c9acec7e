#include "plot/curves/curve_plot.hpp"

#include "plot/curves/curve_shapes.hpp"
#include "plot/curves/layout.hpp"
#include "plot/curves/notes.hpp"
#include "plot/sheet.hpp"

namespace plot {

std::string draw(const CurvePlot& plot, const Poll& poll) {
  const Layout layout = lay_out(plot, poll);
  const Sizes& sizes = layout.sizes;
  const Sheet sheet(plot.frame, sizes);
  Svg svg;
  sheet.begin(svg, layout.page.bottom);
  draw_legend(svg, plot, sizes, layout.legend);
  draw_axes(svg, plot, sizes, layout.panel);
  draw_curves(svg, plot, sizes, layout.panel, sheet.id("panel"), poll);
  draw_notes(svg, layout.notes);
  draw_tick_tables(svg, plot, sizes, layout.tables);
  draw_estimates(svg, plot, sizes, layout.estimates);
  sheet.finish(svg, layout.page.bottom);
  return svg.str();
}

}  // namespace plot
