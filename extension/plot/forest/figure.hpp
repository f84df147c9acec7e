// A forest plot, as callers fill it: one row per comparison, its label in columns, its ratio and limits.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "plot/frame.hpp"
#include "plot/text_width.hpp"

namespace plot {

struct ForestRow {
  std::vector<std::string> cells = {};                    ///< the columns of its label
  std::optional<double> ratio = {}, low = {}, high = {};  ///< > 0; without a ratio the row is a heading
  std::string estimate = {};                              ///< the same as text
  bool is_overall = false;                                ///< a diamond, with a line down all rows
  double weight = 0;                                      ///< share of the largest square's area, in [0, 1]
};

/// Headings and the overall row are bold.
inline Weight weight_of(const ForestRow& row) {
  return (row.ratio || !row.estimate.empty()) && !row.is_overall ? Weight::regular : Weight::bold;
}

struct ForestPlot {
  Frame frame;
  std::string color;
  std::vector<std::string> headings = {};  ///< of the label's columns
  std::size_t right_columns = 0;           ///< how many of these, the last, stand right of the estimates
  std::string estimate_heading = {};
  std::vector<ForestRow> rows = {};
  std::string x_title = {}, favours_low = {}, favours_high = {};
  std::optional<double> x_min = {}, x_max = {};
  double reference = 1;
};

}  // namespace plot
