// The legend: which curve is which, on top of the panel, right of it, or at the curves' ends.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "plot/curves/axes.hpp"
#include "plot/curves/figure.hpp"
#include "plot/curves/swatch.hpp"
#include "plot/svg.hpp"
#include "plot/text.hpp"

namespace plot {

struct LegendLayout {
  struct Entry {
    Swatch swatch;
    Texts lines;
    std::vector<Point> leader = {};  ///< from the end of a curve to its name
  };
  std::optional<Text> title = {};
  std::vector<Entry> entries = {};
};

/// A legend on top of the panel: on one line, or in columns.
struct TopLegend {
  LegendLayout placed;
  double bottom;  ///< where it ends
};
TopLegend place_on_top(const CurvePlot& plot, const Sizes& sizes, double top);

/// A legend beside the panel before that has its place: names cut or broken to what a figure can spare.
struct SideLegend {
  struct Name {
    const Curve* curve;
    std::vector<std::string> lines;
    double area = 0;  ///< under the curve: of those that end at one level, the higher one is on top
  };
  bool at_ends = false;  ///< each name at its curve's end; else one under the other
  std::vector<Name> names = {};
  double width = 0;         ///< what it takes right of the panel
  double height = 0;        ///< what it needs of the panel's height
  bool is_cramped = false;  ///< of longer names only the first letters have room
};
/// Nothing where the figure has no legend beside the panel.
SideLegend measure_beside(const CurvePlot& plot, const Sizes& sizes, const Poll& poll);
LegendLayout place_beside(const CurvePlot& plot, const Sizes& sizes, const SideLegend& legend, const Panel& panel);

void draw_legend(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const LegendLayout& legend);

}  // namespace plot
