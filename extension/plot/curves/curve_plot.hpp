// A figure of step curves as medical journals print it: curves, bands and marks over a time axis, tables aligned under
// its ticks, and around them titles, legend and notes, laid out so that no two texts meet.
#pragma once
#include <string>

#include "plot/curves/figure.hpp"
#include "plot/curves/layout.hpp"
#include "plot/svg.hpp"

namespace plot {

/// The document.
std::string draw(const CurvePlot& plot, const Poll& poll);

/// All of a panel, with its tables. \param clip  an id for its outline
void draw_panel(Svg& svg, const CurvePlot& plot, const Layout& layout, const std::string& clip, const Poll& poll);

}  // namespace plot
