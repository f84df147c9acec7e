// Labels beside the points that they name, apart from each other.
#pragma once
#include <span>
#include <vector>

namespace plot {

/// The middles of labels one under the other, each as near to where it is wanted as the others let it (least squares),
/// within [top, bottom] where they fit. \param wanted  ascending
std::vector<double> spread(std::span<const double> wanted, std::span<const double> heights, double top, double bottom);

}  // namespace plot
