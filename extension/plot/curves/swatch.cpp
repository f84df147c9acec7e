#include "plot/curves/swatch.hpp"

namespace plot {

std::string area_fill(const CurvePlot& plot, std::size_t area) {
  return plot.palette.greyscale ? grey_tone(area, plot.curves.size()) : stroke(plot.palette, area).color;
}

double area_opacity(const CurvePlot& plot) { return plot.palette.greyscale ? 1 : 0.7; }

void draw(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const Swatch& swatch) {
  if (plot.stacked) {
    svg.element("rect", {{"x", swatch.x},
                         {"y", swatch.y - 0.35 * sizes.font},
                         {"width", sizes.sample()},
                         {"height", 0.7 * sizes.font},
                         {"fill", area_fill(plot, swatch.color)},
                         {"fill-opacity", area_opacity(plot)}});
    return;
  }
  const Stroke pen = stroke(plot.palette, swatch.color, swatch.dash);
  Svg::Attributes attributes = {{"stroke", pen.color}, {"stroke-width", sizes.stroke()}};
  if (!pen.dash.empty()) attributes.emplace_back("stroke-dasharray", pen.dash);
  svg.line(swatch.x, swatch.y, swatch.x + sizes.sample(), swatch.y, attributes);
}

}  // namespace plot
