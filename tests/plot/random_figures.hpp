// Random figures: whatever may be asked for in one, and the texts that people give.
#pragma once
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "plot/curves/figure.hpp"
#include "plot/curves/funnel.hpp"
#include "plot/curves/swimmer.hpp"
#include "plot/forest/figure.hpp"

namespace random_figures {

using namespace plot;

/// The same on every machine, unlike the distributions of <random>.
class Chance {
 public:
  explicit Chance(unsigned seed) : bits_(seed) {}

  std::size_t below(std::size_t n) { return bits_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  double between(double low, double high) { return low + (high - low) * double(bits_()) / 4294967296.0; }

  /// A name as people write them, or as they should not.
  std::string label() {
    static const std::vector<std::string> words = {"A",
                                                   "men",
                                                   "HLA-identical sibling",
                                                   "WMWMWMWM",
                                                   "ililililil",
                                                   "patients",
                                                   "with",
                                                   "大剂量化疗患者",
                                                   "移植",
                                                   "Überlebenszeit",
                                                   "😀",
                                                   "<b>&\"",
                                                   "12/40",
                                                   "of the year",
                                                   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"};
    switch (below(4)) {
      case 0:
        return std::string(1, char('A' + below(26)));
      case 1:
        return "第" + std::to_string(below(100)) + "组大剂量化疗患者";
      default:
        return sentence(1 + below(8), words);
    }
  }
  std::string sentence(std::size_t n, const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < n; ++i) text += (i ? " " : "") + words[below(words.size())];
    return text;
  }
  /// Often none, sometimes a long one.
  std::string words() {
    if (one_in(2)) return "";
    std::string text = label();
    while (one_in(2)) text += " " + label();
    return text;
  }

 private:
  std::mt19937 bits_;
};

inline Frame random_frame(Chance& chance) {
  Frame frame{.title = chance.words(), .subtitle = chance.words(), .caption = chance.words(), .name = "x"};
  frame.description = "x";
  frame.width = chance.one_in(4) ? 240 : std::round(chance.between(240, 1100));
  frame.font_size = chance.one_in(2) ? 13 : std::round(chance.between(6, 20));
  if (chance.one_in(2)) frame.height = std::round(chance.between(20, 900));
  return frame;
}

inline std::string count(double n) { return std::to_string(std::llround(n)); }

inline Curve random_curve(Chance& chance, double end, bool falls) {
  Curve curve;
  double level = falls ? 1 : 0;
  const std::size_t steps = chance.below(40);
  for (std::size_t i = 0; i <= steps; ++i) {
    curve.steps.push_back({end * double(i) / double(steps + 1), level, level, level});
    level += (falls ? 0 - level : 1 - level) * chance.between(0, 0.2);
  }
  curve.end = end;
  return curve;
}

/// The tables of three statistics for each group, or of each group for three statistics.
inline std::vector<TickTable> random_blocks(Chance& chance, const std::vector<Curve>& curves, std::size_t per_group,
                                            double patients) {
  const std::vector<std::string> statistics = {chance.one_in(2) ? "At risk" : chance.label(), "Censored", "Events"};
  const auto cells = [widest = count(patients)](std::size_t, std::span<const double> ticks) {
    return std::vector<std::string>(ticks.size(), widest);
  };
  std::vector<TickTable> tables;
  if (chance.one_in(2)) {
    for (const std::string& statistic : statistics) {
      tables.push_back({.title = statistic, .rows = {}, .widest = count(patients), .cells = cells});
      for (std::size_t c = 0; c < curves.size(); c += per_group) tables.back().rows.push_back({curves[c].label, c});
    }
    return tables;
  }
  for (std::size_t c = 0; c < curves.size(); c += per_group) {
    tables.push_back({.title = curves[c].label, .rows = {}, .widest = count(patients), .cells = cells});
    for (const std::string& statistic : statistics) tables.back().rows.push_back({statistic, 0, false});
    if (!curves[c].label.empty()) tables.back().title_color = c;
  }
  return tables;
}

inline TickTable random_table(Chance& chance, const std::vector<Curve>& curves, std::size_t per_group,
                              double patients) {
  TickTable table{.title = chance.one_in(3) ? chance.label() : "Number at risk (events)", .rows = {}};
  const bool is_long = chance.one_in(2);
  table.widest = is_long ? count(patients) + " (" + count(patients) + ")" : count(patients);
  for (std::size_t c = 0; c < curves.size(); c += per_group) table.rows.push_back({curves[c].label, c});
  if (curves.empty()) table.rows.push_back({"", 0});
  table.cells = [widest = table.widest](std::size_t, std::span<const double> ticks) {
    return std::vector<std::string>(ticks.size(), widest);
  };
  return table;
}

inline CurvePlot curves(unsigned seed) {
  Chance chance(seed);
  CurvePlot plot{.frame = random_frame(chance), .palette = {}, .curves = {}};
  const std::size_t groups = chance.below(9);
  plot.curves_per_group = 1 + chance.below(3);
  plot.x_unit = chance.one_in(2) ? "months" : "";
  plot.x_max = std::pow(10, chance.between(-3, 6));
  if (chance.one_in(4)) plot.x_step = plot.x_max / chance.between(0.5, 200);
  if (chance.one_in(6)) plot.y_min = chance.between(0, 0.7);
  if (chance.one_in(6)) plot.y_max = plot.y_min + chance.between(0.01, 0.3);
  if (chance.one_in(6)) plot.y_step = chance.between(0.001, 0.5);
  plot.percent = !chance.one_in(3);
  plot.legend = Legend(chance.below(4));
  plot.legend_title = chance.words();
  plot.x_title = chance.one_in(2) ? "Time (months)" : chance.words();
  plot.y_title = chance.one_in(2) ? "Survival probability" : chance.words();
  plot.stacked = chance.one_in(6);
  const bool falls = chance.one_in(2);
  for (std::size_t c = 0; c < groups * plot.curves_per_group; ++c) {
    plot.curves.push_back(random_curve(chance, plot.x_max * chance.between(0.1, 1), falls));
    if (groups > 1 || chance.one_in(2)) plot.curves.back().label = chance.label();
    plot.curves.back().color = c;
  }
  for (std::size_t n = chance.one_in(2) ? chance.below(4) : 0; n > 0; --n)
    plot.notes.push_back(chance.one_in(2) ? "Log-rank test, p = 0.012" : chance.label());
  if (chance.one_in(3)) plot.medians.push_back({plot.x_max * chance.between(0.1, 0.9), 0.5});
  const double patients = std::pow(10, chance.between(0, 6));
  for (std::size_t n = chance.below(4); n > 0; --n)
    plot.tables.push_back(random_table(chance, plot.curves, plot.curves_per_group, patients));
  if (chance.one_in(4)) plot.tables = random_blocks(chance, plot.curves, plot.curves_per_group, patients);
  if (chance.one_in(4))
    for (std::size_t n = 1 + chance.below(12); n > 0; --n)
      plot.x_ticks.push_back(std::round(1000 * chance.between(0, 1)) / 1000 * plot.x_max);
  if (chance.one_in(4))
    for (std::size_t n = 1 + chance.below(12); n > 0; --n) plot.y_ticks.push_back(chance.between(0, 1));
  if (chance.one_in(3)) {
    TextTable table{.title = (chance.one_in(2) ? "Survival probability" : chance.label()) + " (95% CI)"};
    for (std::size_t n = 1 + chance.below(6); n > 0; --n) {
      table.headings.push_back(count(chance.between(0, 2000)) + (chance.one_in(2) ? " months" : " " + chance.words()));
      plot.verticals.push_back(plot.x_max * chance.between(0, 1));
    }
    for (const Curve& curve : plot.curves)
      table.rows.push_back(
          {curve.label, curve.color, 0,
           std::vector<std::string>(table.headings.size(),
                                    plot.percent ? "67.1% (46.4\u201381.2)" : "0.671 (0.464\u20130.812)")});
    if (!table.rows.empty()) plot.estimates = std::move(table);
  }
  return plot;
}

/// One to six panels of a figure of curves.
inline PanelFigure panels(unsigned seed) {
  Chance chance(seed + 1000000);
  CurvePlot first = curves(seed);
  PanelFigure figure{.frame = first.frame, .panels = {}, .notes = {}};
  if (chance.one_in(2)) figure.notes.push_back("Log-rank test, stratified, p = 0.012");
  if (chance.one_in(4)) figure.columns = 1 + chance.below(6);
  for (std::size_t n = 1 + chance.below(6); n > 0; --n) {
    figure.panels.push_back(first);
    figure.panels.back().panel_title = chance.label();
  }
  return figure;
}

inline FunnelPlot funnel(unsigned seed) {
  Chance chance(seed);
  FunnelPlot figure{.axes = {.frame = random_frame(chance), .palette = {}, .curves = {}}};
  figure.axes.percent = false;
  figure.axes.x_max = std::pow(10, chance.between(-1, 5));
  figure.axes.y_max = chance.between(1, 5);
  figure.axes.x_title = chance.words(), figure.axes.y_title = chance.words();
  for (const char* label : {"95% limits", "99.8% limits"}) {
    figure.axes.curves.push_back({.label = label});
    figure.low.emplace_back(), figure.high.emplace_back();
  }
  for (std::size_t n = 1 + chance.below(60); n > 0; --n)
    figure.centres.push_back({{chance.between(0, figure.axes.x_max), chance.between(0, figure.axes.y_max)},
                              chance.one_in(2) ? chance.label() : "",
                              chance.one_in(3)});
  return figure;
}

inline SwimmerPlot swimmer(unsigned seed) {
  Chance chance(seed);
  SwimmerPlot figure{.axes = {.frame = random_frame(chance), .palette = {}, .curves = {}}};
  figure.axes.stacked = true;
  figure.axes.x_max = std::pow(10, chance.between(-1, 5));
  figure.axes.x_unit = chance.one_in(2) ? "months" : "";
  figure.axes.x_title = chance.words();
  for (std::size_t n = chance.below(9); n > 0; --n) figure.axes.curves.push_back({.label = chance.label()});
  for (std::size_t n = chance.below(9); n > 0; --n) figure.marks.push_back(chance.label());
  for (std::size_t n = 1 + chance.below(40); n > 0; --n)
    figure.lanes.push_back({chance.one_in(5) ? "" : chance.label(), {}, {}});
  return figure;
}

inline ForestPlot forest(unsigned seed) {
  Chance chance(seed);
  ForestPlot plot{.frame = random_frame(chance), .color = "red", .headings = {}, .rows = {}};
  const std::size_t columns = 1 + chance.below(4);
  if (!chance.one_in(3))
    for (std::size_t c = 0; c < columns; ++c) plot.headings.push_back(chance.words());
  plot.right_columns = chance.below(columns + 1);
  plot.estimate_heading = chance.one_in(2) ? "Ratio (95% CI)" : chance.words();
  plot.x_title = chance.words();
  plot.favours_low = chance.words();
  plot.favours_high = chance.words();
  std::vector<bool> numeric;
  for (std::size_t c = 0; c < columns; ++c) numeric.push_back(c > 0 && chance.one_in(2));
  for (std::size_t n = 1 + chance.below(20); n > 0; --n) {
    ForestRow row;
    const bool is_heading = chance.one_in(5);
    for (std::size_t c = 0; c < (is_heading ? 1 + chance.below(columns) : columns); ++c)
      row.cells.push_back(numeric[c] ? "12 / " + count(chance.between(1, 1000))
                                     : (chance.one_in(4) ? "  " : "") + chance.label());
    if (!is_heading) {
      row.ratio = std::pow(10, chance.between(-2, 2));
      row.low = *row.ratio / chance.between(1, 10), row.high = *row.ratio * chance.between(1, 10);
      row.weight = chance.between(0, 1);
      row.is_overall = chance.one_in(9);
      row.estimate = chance.one_in(9) ? "reference" : "0.71 (0.50\u20131.02)";
    }
    plot.rows.push_back(std::move(row));
  }
  if (chance.one_in(6)) plot.x_min = std::pow(10, chance.between(-2, -0.1));
  if (chance.one_in(6)) plot.x_max = std::pow(10, chance.between(0.1, 3));
  return plot;
}

}  // namespace random_figures
