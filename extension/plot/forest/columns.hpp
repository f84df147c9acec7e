// The columns of a forest plot: what stands side by side.
#pragma once
#include <string>
#include <vector>

#include "plot/forest/figure.hpp"
#include "plot/sizes.hpp"

namespace plot {

struct ForestColumns {
  struct Column {
    double left, width;
    bool is_numeric;                        ///< its cells end one under the other
    std::vector<std::string> heading = {};  ///< its lines
  };
  Sizes sizes{0};  ///< of the text
  std::vector<Column> labels = {};
  double pad = 0;  ///< between columns
  double axis_left = 0, axis_right = 0;
  double estimate_end = 0, estimate_width = 0;
  std::vector<std::string> estimate_heading = {};  ///< its lines
  double right = 0;                                ///< where the last column ends
  std::size_t heading_lines() const;               ///< of the highest heading
};

/// The axis keeps a quarter of the width; where labels need more, all move closer, headings are broken into lines, and
/// then labels are cut, the first column first, but no numbers; then the axis gets as short as it can be, the heading
/// of the estimates is broken into lines, and at last the text gets smaller.
ForestColumns fit_columns(const ForestPlot& plot);

}  // namespace plot
