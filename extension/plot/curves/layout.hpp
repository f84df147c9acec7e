// Where everything of a figure of curves stands, without a drawing.
#pragma once
#include <vector>

#include "plot/curves/axes.hpp"
#include "plot/curves/figure.hpp"
#include "plot/curves/legend.hpp"
#include "plot/curves/tables.hpp"
#include "plot/text.hpp"

namespace plot {

struct Layout {
  Sizes sizes{0};  ///< of the text, which is smaller than asked for where the page is too narrow
  Box page = {};
  Texts titles = {}, caption = {};
  LegendLayout legend = {};
  Texts notes = {};
  std::optional<Text> panel_title = {};
  Panel panel = {};
  std::vector<TableLayout> tables = {}, estimates = {};

  /// All of them.
  Texts texts() const;
};

/// A stack from top to bottom: titles, legend, notes that have no place in the panel, the panel with its axes, tables,
/// caption. The panel takes what is left of the height, and where too little is left, the page grows. Where the page is
/// too narrow for the panel, first a legend beside it goes on top, then the labels of table rows go above their rows,
/// and at last the text gets smaller.
Layout lay_out(const CurvePlot& plot, const Poll& poll);

}  // namespace plot
