// The tables under the panel: numbers under the ticks of the time axis, and estimates in columns of their own. Their
// heights exist only here: a table is placed from its top, and ends where its last line does.
#pragma once
#include <optional>
#include <vector>

#include "plot/curves/axes.hpp"
#include "plot/curves/figure.hpp"
#include "plot/curves/swatch.hpp"
#include "plot/svg.hpp"
#include "plot/text.hpp"

namespace plot {

struct TableLayout {
  struct Row {
    std::optional<Swatch> swatch = {};
    std::optional<Text> label = {};
    Texts cells = {};
  };
  std::optional<Swatch> swatch = {};  ///< before the title
  Texts title = {};                   ///< its lines
  Texts headings = {};
  std::vector<Row> rows = {};
};

/// A place under the panel: on the page, and how deep under the panel, which is the same wherever that ends.
struct Place {
  double y = 0, depth = 0;
};

/// Tables one under the other, and where they end.
struct PlacedTables {
  std::vector<TableLayout> tables = {};
  Place bottom = {};
};

/// How rows are labelled: left of their cells, or on lines above them where labels would take too much of the width.
struct RowLabels {
  double width = 0;  ///< of the column that they take left of the cells
  bool above = false;
};

// Numbers under the ticks.

/// \param above  whatever their width
RowLabels measure_tick_labels(const CurvePlot& plot, const Sizes& sizes, bool above);
/// The width of the widest cell.
double tick_cell_width(const CurvePlot& plot, const Sizes& sizes);
/// The tables with their cells.
std::vector<TextTable> tick_tables(const CurvePlot& plot, const Ticks& ticks);
PlacedTables place_tick_tables(const CurvePlot& plot, const Sizes& sizes, const RowLabels& labels,
                               const std::vector<TextTable>& tables, const Axis& x, Place top);

// Estimates.

/// Their columns: side by side, and where these are too many, in several blocks one under the other.
struct EstimateColumns {
  RowLabels labels = {};
  double left = 0;  ///< where the first one of a block begins
  std::vector<double> widths = {};
  std::vector<std::vector<std::size_t>> blocks = {};  ///< the numbers of the columns in each
};
/// The width of the widest cell.
double estimate_cell_width(const CurvePlot& plot, const Sizes& sizes);
EstimateColumns measure_estimates(const CurvePlot& plot, const Sizes& sizes, double panel_left);
PlacedTables place_estimates(const CurvePlot& plot, const Sizes& sizes, const EstimateColumns& columns, Place top);

void draw_tick_tables(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const std::vector<TableLayout>& tables);
void draw_estimates(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const std::vector<TableLayout>& tables);

}  // namespace plot
