// A swimmer plot: a lane for each patient, in the colours of the states they were in, with marks of what happened.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plot/curves/axes.hpp"
#include "plot/curves/figure.hpp"
#include "plot/curves/legend.hpp"
#include "plot/svg.hpp"
#include "plot/text.hpp"

namespace plot {

struct SwimmerPlot {
  struct Bar {
    double from, to;
    std::size_t state;  ///< a curve of `axes`
  };
  struct Mark {
    double x;
    std::size_t kind;  ///< one of `marks`
  };
  struct Lane {
    std::string name = {};
    std::vector<Bar> bars = {};
    std::vector<Mark> marks = {};
  };
  CurvePlot axes = {};  ///< its curves, without steps, name the states; its vertical axis is not drawn
  std::vector<std::string> marks = {};
  std::optional<std::size_t> arrow = {};  ///< the kind of mark that is an arrow: still under observation
  std::vector<Lane> lanes = {};
};

struct SwimmerLayout {
  Sizes sizes{0};
  Box page = {};
  Texts titles = {}, caption = {}, names = {};
  LegendLayout states = {}, marks = {};
  Panel panel = {};  ///< around the lanes; without a vertical axis
  double lane = 0;   ///< the height of one

  double middle(std::size_t number) const { return panel.box.top + (double(number) + 0.5) * lane; }
  Texts texts() const;
};

/// Titles, legends, lanes over the time axis, caption; the page is as high as the lanes need.
SwimmerLayout lay_out(const SwimmerPlot& plot);

std::string draw(const SwimmerPlot& plot, const Poll& poll);

}  // namespace plot
