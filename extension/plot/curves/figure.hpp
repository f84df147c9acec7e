// A figure of step curves, as callers fill it: what is to be seen, not where.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plot/box.hpp"
#include "plot/frame.hpp"
#include "plot/palette.hpp"

namespace plot {

/// A level, from x up to the next step's x; low and high are its band, NaN where there is none.
struct Step {
  double x, y, low, high;
};

struct Curve {
  std::string label;
  std::size_t color = 0, dash = 0;       ///< numbers of the palette
  std::vector<Step> steps = {};          ///< ascending in x
  double end = 0;                        ///< how far the last step goes
  std::vector<Point> marks = {};         ///< censorings, ascending in x
  std::optional<double> fade_from = {};  ///< from here on it stands on few: pale and without a band
};

/// Numbers under the ticks of the time axis, one row per group.
struct TickTable {
  struct Row {
    std::string label;
    std::size_t color = 0;
    bool has_swatch = true;  ///< its label has a sample of the curve before it
  };
  std::string title;
  std::vector<Row> rows = {};
  std::string widest = {};  ///< no cell is wider
  std::function<std::vector<std::string>(std::size_t row, std::span<const double> ticks)> cells = {};
  std::optional<std::size_t> title_color = {};  ///< of the sample before the title, where all rows are of one curve
};

/// Text under the tick tables: one row per curve, with as many cells as there are headings.
struct TextTable {
  struct Row {
    std::string label;
    std::size_t color = 0, dash = 0;
    std::vector<std::string> cells = {};
    bool has_swatch = true;
  };
  std::string title;
  std::vector<std::string> headings = {};
  std::vector<Row> rows = {};
  std::optional<std::size_t> title_color = {};
};

enum class Legend { top, right, direct, none };  ///< direct: at the curves' ends

struct CurvePlot {
  Frame frame;
  Palette palette = {};
  std::vector<Curve> curves = {};
  std::size_t curves_per_group = 1;  ///< which the legend keeps on one line
  Legend legend = Legend::top;
  std::string legend_title = {};
  std::string x_title = {}, x_unit = {}, y_title = {};
  double x_max = 1;
  std::optional<double> x_step = {}, y_step = {};
  std::vector<double> x_ticks = {}, y_ticks = {};  ///< in place of regular ones: those whose labels have room
  double y_min = 0, y_max = 1;
  bool percent = true;
  bool grid = false;
  bool stacked = false;                 ///< curve i is the sum of the first i, and its area is filled
  std::vector<std::string> notes = {};  ///< p-values: where they hide nothing
  std::vector<Point> medians = {};      ///< where a curve crosses a level: a line from the axis to there and down
  std::vector<double> verticals = {};   ///< times marked by a line up to the highest curve
  std::vector<TickTable> tables = {};
  std::optional<TextTable> estimates = {};
  std::string panel_title = {};  ///< of one panel among several
};

/// Panels side by side, alike in their axes, with one title, legend and caption.
struct PanelFigure {
  Frame frame;
  std::vector<CurvePlot> panels = {};   ///< at least one; their frames, legends and vertical titles are the figure's
  std::vector<std::string> notes = {};  ///< about all of them
  std::optional<std::size_t> columns = {};
};

}  // namespace plot
