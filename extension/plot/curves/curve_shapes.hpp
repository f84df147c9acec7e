// Curves in their panel: lines, bands, areas, marks and what points at them; and where they leave room for a text.
#pragma once
#include <string>
#include <vector>

#include "plot/curves/axes.hpp"
#include "plot/curves/figure.hpp"
#include "plot/svg.hpp"

namespace plot {

/// Where the lines at the figure's `verticals` end: the highest curve there. A time that no curve reaches has none.
std::vector<Point> landmarks(const CurvePlot& plot);

/// Whether anything that is drawn in the panel runs through the box.
bool meets_curves(const CurvePlot& plot, const Panel& panel, const Box& box, const Poll& poll);

/// \param clip  an id for the panel's outline, where a part of the curves lies beyond its axis
void draw_curves(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const Panel& panel, const std::string& clip,
                 const Poll& poll);

}  // namespace plot
