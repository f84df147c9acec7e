// Panels side by side: the same axes in each, a vertical title for each row of them, and around them one title, legend
// and caption.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "plot/curves/figure.hpp"
#include "plot/curves/layout.hpp"
#include "plot/text.hpp"

namespace plot {

struct PanelLayout {
  struct Cell {
    Point at;  ///< the left upper corner of its layout
    Layout layout;
  };
  Sizes sizes{0};
  Box page = {};
  Texts titles = {}, caption = {}, notes = {};
  LegendLayout legend = {};
  std::vector<Cell> cells = {};

  /// All of them, where they stand on the page.
  Texts texts() const;
};

/// Rows of panels as large as each other, under the titles, the legend, and the notes about all. Where the page is too
/// narrow for one of them, the text of all gets smaller. Gives the panels the frames they are laid out in.
PanelLayout lay_out(PanelFigure& figure, const Poll& poll);

/// The document.
std::string draw(PanelFigure figure, const Poll& poll);

}  // namespace plot
