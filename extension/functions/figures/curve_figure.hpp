// A figure of curves in the making: what km_plot and cuminc_plot share. Options become axes and tables; a curve is
// traced for its line, band and marks, and at the times for which estimates are asked.
#pragma once
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "functions/figures/curve_axes.hpp"
#include "functions/figures/options.hpp"
#include "functions/figures/shown_tables.hpp"
#include "functions/figures/wording.hpp"
#include "functions/figures/words.hpp"
#include "plot/curves/figure.hpp"
#include "survival/curve.hpp"
#include "survival/interval.hpp"

namespace functions {

inline constexpr survival::Limits no_limits{std::numeric_limits<double>::quiet_NaN(),
                                            std::numeric_limits<double>::quiet_NaN()};

/// One panel; a figure is one, or several.
class CurveFigure {
 public:
  /// Axes, and tables of numbers at risk with one row per group. Options, tables, words and poll must live as long as
  /// the figure.
  /// \param y_title  a text of Words
  /// \param events   what the events of each cause are called; empty: of the only one, events
  /// Throws declare::Error when `time_scale` leaves no time axis.
  CurveFigure(const CurveOptions& options, const ShownTables& tables, std::size_t panel, const Words& words,
              const std::string& y_title, std::vector<std::string> events, const declare::Poll& poll);

  struct Look {
    std::string label;
    std::size_t color = 0, dash = 0;
    bool has_band = false, has_marks = false;
    bool is_complement = false;  ///< 1 - estimate is shown
    bool has_every_row = false;  ///< a step also where nothing changes, so that curves of a group have the same times
  };
  /// Adds the curve of a group. \param watch  called at each step with its time in the figure's unit, estimate and
  /// limits
  template <class Estimator, class Watch>
  void add(std::size_t group, const Estimator& estimator, const Look& look, Watch watch) {
    const survival::RiskTable& table = groups()[group];
    plot::Curve curve{.label = look.label, .color = look.color, .dash = look.dash};
    curve.steps.reserve(table.rows.size() + 1);
    double last = std::numeric_limits<double>::quiet_NaN(), last_std_err = last, x = 0;
    survival::Limits l = no_limits;
    const auto step = [&](double time, double estimate, double std_err) {
      const bool changes = estimate != last || std_err != last_std_err;  // not where some are only censored
      if (changes) l = limits(last = estimate, last_std_err = std_err);
      x = time / options_.time_scale;
      watch(x, estimate, l);
      if (changes || look.has_every_row) curve.steps.push_back(shown(x, estimate, look.has_band ? l : no_limits, look));
    };
    if (!table.rows.empty() && table.rows.front().time == 0) step(0, estimator.start(), 0);
    survival::trace(table, estimator, {}, poll_, [&](const survival::CurvePoint& p) {
      step(p.time, p.estimate, p.std_err);
      if (look.has_marks && p.n_censor > 0) curve.marks.push_back({x, curve.steps.back().y});
    });
    curve.end = x;
    fade(curve, table);
    plot_.curves.push_back(std::move(curve));
    if (plot_.estimates) add_estimates(table, estimator, look);
  }

  template <class Estimator>
  void add(std::size_t group, const Estimator& estimator, const Look& look) {
    add(group, estimator, look, [](double, double, survival::Limits) {});
  }

  survival::Block groups() const { return tables_.groups(panel_); }
  /// Events and censored of a group are told to the end.
  bool is_told(std::size_t group) const { return !std::isfinite(tables_.told_until(panel_)[group]); }
  double tolerance() const { return tables_.tolerance(); }
  const Words& words() const { return words_; }
  /// Whether so many curves have bands: more than a few would hide each other.
  bool has_bands(std::size_t curves) const;
  /// Empty without groups.
  std::string group_label(std::size_t group) const { return tables_.group_label(group); }

  /// For what the function itself adds.
  plot::CurvePlot& plot() { return plot_; }

 private:
  /// Where few are at risk, as `fade` says.
  void fade(plot::Curve& curve, const survival::RiskTable& table) const;
  /// The row of a curve in the table of estimates.
  template <class Estimator>
  void add_estimates(const survival::RiskTable& table, const Estimator& estimator, const Look& look) {
    plot::TextTable::Row row{look.label, look.color, look.dash};
    survival::trace(table, estimator, survival::Request{landmarks_, false, tables_.tolerance()}, poll_,
                    [&](const survival::CurvePoint& p) {
                      const plot::Step at = shown(p.time, p.estimate, limits(p.estimate, p.std_err), look);
                      row.cells.push_back(estimate_text(at.y, {at.low, at.high}, options_.percent));
                    });
    row.cells.resize(landmarks_.size(), estimate_text(std::numeric_limits<double>::quiet_NaN(), no_limits, true));
    plot_.estimates->rows.push_back(std::move(row));
  }

  static plot::Step shown(double x, double estimate, survival::Limits l, const Look& look) {
    return look.is_complement ? plot::Step{x, 1 - estimate, 1 - l.high, 1 - l.low}
                              : plot::Step{x, estimate, l.low, l.high};
  }
  survival::Limits limits(double estimate, double std_err) const {
    return survival::confidence_limits(estimate, std_err, z_, options_.conf_type);
  }

  const CurveOptions& options_;
  const ShownTables& tables_;
  std::size_t panel_;
  const Words& words_;
  const declare::Poll& poll_;
  double z_;
  std::vector<double> landmarks_;  ///< in the unit of the data
  plot::CurvePlot plot_;
};

}  // namespace functions
