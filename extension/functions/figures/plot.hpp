// What the functions that draw share: the keys of their options, labels, numbers as a figure shows them.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cohort/optional_groups.hpp"
#include "declare/function.hpp"
#include "declare/json.hpp"
#include "functions/shared.hpp"
#include "plot/curve_plot.hpp"

namespace functions {

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

  plot::Frame frame() const;
  /// \throws declare::Error when a colour is none
  plot::Palette palette() const;
};

using TextMap = std::vector<std::pair<std::string, std::string>>;

/// The keys of a figure of curves.
struct CurveOptions : PlotOptions, ConfLevelOption, ConfTypeOption {
  enum class RiskTable { none, n_risk, n_risk_event, all };

  std::optional<std::string> y_title;
  std::string time_unit, legend_title;
  double time_scale = 1;
  std::optional<double> x_max, x_step, y_min, y_max, y_step;
  bool percent = true, grid = false, p_value = true;
  plot::Legend legend = plot::Legend::top;
  RiskTable risk_table = RiskTable::n_risk;
  std::optional<bool> conf_band;
  std::optional<std::vector<double>> times;
  TextMap group_labels;
};

declare::Arguments<PlotOptions> plot_keys();
declare::Arguments<CurveOptions> curve_keys();

/// `by` of a figure, which may be left out.
inline declare::ArgumentInfo figure_group_cells() {
  return declare::cells("by", "any", "the group, at most 40: one curve each; NULL in all rows for a single curve");
}

/// What a value is called in the figure.
std::string label_of(const declare::Value& value, const TextMap& labels);

/// "p = 0.012", "p < 0.001"
std::string p_text(double p);

/// A time as text: at most two digits behind the point.
std::string number_text(double value);

/// "67.1% (46.4–81.2)", or the proportions; an en dash when there is none.
std::string estimate_text(double estimate, survival::Limits limits, bool percent);

/// A figure of curves with all that does not depend on the estimator: axes, limits, tables of numbers at risk.
/// `tables` must live until it is drawn.
plot::CurvePlot curve_plot(const CurveOptions& options, cohort::Cohort& patients, bool has_groups,
                           const cohort::RiskTables& tables, const declare::Poll& poll);

/// The end of the vertical axis that shows an incidence well.
double top_of(const std::vector<plot::Curve>& curves);

/// A curve, its steps and marks. \param shown  (estimate, limits) -> what is drawn at a time
template <class Estimator, class Shown>
plot::Curve trace_curve(const survival::RiskTable& table, const Estimator& estimator, double scale,
                        const declare::Poll& poll, Shown shown) {
  plot::Curve curve;
  curve.steps.reserve(table.rows.size() + 1);
  if (!table.rows.empty() && table.rows.front().time == 0) curve.steps.push_back(shown(0, estimator.start(), 0));
  survival::trace(table, estimator, {}, poll, [&](const survival::CurvePoint& p) {
    curve.steps.push_back(shown(p.time / scale, p.estimate, p.std_err));
    if (p.n_censor > 0) curve.marks.push_back({p.time / scale, curve.steps.back().y});
  });
  if (!curve.steps.empty()) curve.end = curve.steps.back().x;
  return curve;
}

/// The texts of a curve's estimates at the landmark times.
template <class Estimator, class Limits>
std::vector<std::string> landmark_cells(const CurveOptions& options, const cohort::RiskTables& tables,
                                        std::size_t group, const Estimator& estimator, const declare::Poll& poll,
                                        bool complement, Limits limits) {
  std::vector<double> times;
  for (const double time : *options.times) times.push_back(time * options.time_scale);
  std::vector<std::string> cells;
  survival::trace(tables.groups()[group], estimator, survival::Request{times, false, tables.tolerance}, poll,
                  [&](const survival::CurvePoint& p) {
                    const survival::Limits l = limits(p.estimate, p.std_err);
                    cells.push_back(complement ? estimate_text(1 - p.estimate, {1 - l.high, 1 - l.low}, options.percent)
                                               : estimate_text(p.estimate, l, options.percent));
                  });
  return cells;
}

/// The headings of these cells.
plot::TextTable landmark_table(const CurveOptions& options, const std::string& what);

}  // namespace functions
