// A funnel plot: the ratios of centres over their size, between the limits within which chance keeps them.
#pragma once
#include <string>
#include <vector>

#include "plot/curves/figure.hpp"
#include "plot/curves/layout.hpp"

namespace plot {

struct FunnelPlot {
  struct Centre {
    Point at;          ///< in the numbers of the axes
    std::string name;  ///< written beside it where there is room; empty: not
    bool is_outside = false;
  };
  CurvePlot axes = {};  ///< with a curve without steps for each pair of limits, which names them
  std::vector<std::vector<Point>> low = {}, high = {};  ///< of each pair, ascending in x
  std::vector<Centre> centres = {};                     ///< those first whose names matter most
  double target = 1;
};

struct FunnelLayout {
  Layout base;
  Texts names;

  Texts texts() const;
};

/// The names beside their points, where they meet no other point or text.
FunnelLayout lay_out(const FunnelPlot& plot, const Poll& poll);

std::string draw(const FunnelPlot& plot, const Poll& poll);

}  // namespace plot
