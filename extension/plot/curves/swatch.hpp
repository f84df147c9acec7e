// A sample of a curve beside its name: a piece of its stroke, or of its area.
#pragma once
#include <string>

#include "plot/curves/figure.hpp"
#include "plot/sizes.hpp"
#include "plot/svg.hpp"

namespace plot {

struct Swatch {
  double x, y;  ///< its left end, and its middle
  std::size_t color = 0, dash = 0;
};

/// The fill of an area, by its number: two greys alone could not tell three areas apart.
std::string area_fill(const CurvePlot& plot, std::size_t area);
double area_opacity(const CurvePlot& plot);

void draw(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const Swatch& swatch);

}  // namespace plot
