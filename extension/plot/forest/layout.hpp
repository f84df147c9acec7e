// Where everything of a forest plot stands, without a drawing.
#pragma once
#include <optional>
#include <vector>

#include "plot/box.hpp"
#include "plot/forest/figure.hpp"
#include "plot/scale.hpp"
#include "plot/sizes.hpp"
#include "plot/text.hpp"

namespace plot {

struct ForestLayout {
  /// A line of the table, with its ratio on the axis: nothing of a heading's, and no more than the axis shows.
  struct Row {
    Texts cells = {};
    std::optional<Text> estimate = {};
    double middle = 0;
    std::optional<double> ratio = {};  ///< the middle of its square
    double side = 0;                   ///< of that
    std::optional<Box> limits = {};    ///< a line, from left to right
    bool beyond_left = false, beyond_right = false;
  };
  Sizes sizes{0};  ///< of the text, which is smaller than asked for where the page is too narrow
  Box page = {};
  Texts titles = {}, caption = {};
  Texts headings = {};
  Texts estimate_heading = {};      ///< its lines
  std::optional<double> rule = {};  ///< the line under the headings
  Box panel = {};                   ///< what the axis spans
  LogScale scale = {};
  std::optional<double> reference = {};  ///< where its line stands, if it is on the axis
  std::vector<double> ticks = {};
  Texts tick_labels = {};
  std::optional<Text> favours_low = {}, favours_high = {}, x_title = {};
  std::vector<Row> rows = {};

  /// All of them.
  Texts texts() const;
};

/// Side by side: columns of the label, axis, estimates, columns on the right. One under the other: titles, headings,
/// rows, axis, caption. Where a height is given that is more than needed, the rows take it.
ForestLayout lay_out(const ForestPlot& plot);

}  // namespace plot
