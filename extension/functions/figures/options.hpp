// The options of figures: JSON objects whose keys are declared as arguments are.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "declare/json.hpp"
#include "functions/shared.hpp"
#include "plot/curves/figure.hpp"
#include "survival/interval.hpp"

namespace functions {

using TextMap = std::vector<std::pair<std::string, std::string>>;

enum class Language { english, chinese };

/// The keys of every figure.
struct PlotOptions {
  std::string title, subtitle, caption;
  std::optional<std::string> x_title;
  double width = 720;
  std::optional<double> height;
  double font_size = 13;
  std::string font_family = "Helvetica, Arial, 'Liberation Sans', 'Noto Sans CJK SC', sans-serif";
  bool greyscale = false;
  std::vector<std::string> colors;
  std::string background = "white";
  Language language = Language::english;
  TextMap words;
  std::optional<double> p_digits;

  /// \throws declare::Error when the background is no colour
  plot::Frame frame() const;
  /// \throws declare::Error when a colour is none
  plot::Palette palette() const;
};

/// The keys of the axes of a figure of curves, of its legend and its panels.
struct AxisOptions : PlotOptions {
  enum class Fade { pale, stop };

  std::optional<std::string> y_title;
  std::string time_unit, legend_title;
  double time_scale = 1;
  std::optional<double> x_max, x_step, y_min, y_max, y_step;
  std::optional<std::vector<double>> x_ticks, y_ticks;
  bool percent = true, grid = false;
  plot::Legend legend = plot::Legend::top;
  std::optional<bool> conf_band;
  std::optional<double> fade_below;
  Fade fade = Fade::pale;
  std::optional<std::vector<double>> times;
  TextMap group_labels, panel_labels;
  std::optional<double> panel_columns;
};

/// The keys of a figure of curves that it estimates itself.
struct CurveOptions : AxisOptions, ConfLevelOption, ConfTypeOption {
  enum class RiskTable { none, n_risk, n_risk_event, all };
  enum class Table { none, statistic, group };

  bool p_value = true;
  RiskTable risk_table = RiskTable::n_risk;
  Table table = Table::none;
  std::optional<double> least;
};

declare::Arguments<PlotOptions> plot_keys();
declare::Argument<PlotOptions> p_digits();
declare::Arguments<AxisOptions> axis_keys();
declare::Arguments<CurveOptions> curve_keys();

/// `time` of a figure, in place of which a blob may stand.
inline declare::ArgumentInfo figure_time_cells() {
  declare::ArgumentInfo info = time_cells();
  info.type = "number or BLOB";
  info.doc +=
      "; or, in place of time, event or status, and by, a blob made by surv(): of several rows, all their patients";
  info.is_packed = true;
  return info;
}

/// `panel` of a figure.
inline declare::ArgumentInfo panel_cells() {
  return declare::cells("panel", "any",
                        "the panel, at most 12, side by side with shared axes; tests and hazard ratios are then "
                        "stratified by it");
}

/// `by` of a figure, which may be left out.
inline declare::ArgumentInfo figure_group_cells() {
  return declare::cells("by", "any", "the group, at most 40: one curve each; NULL in all rows for a single curve");
}

}  // namespace functions
