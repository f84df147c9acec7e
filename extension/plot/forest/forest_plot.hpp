// A forest plot: labels in columns, ratios and limits on a logarithmic axis between them and the same ratios as text.
#pragma once
#include <string>

#include "plot/forest/figure.hpp"

namespace plot {

/// The document.
std::string draw(const ForestPlot& plot);

}  // namespace plot
