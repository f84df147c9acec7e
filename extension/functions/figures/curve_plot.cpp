// curve_plot: the figure of curves that other functions have estimated, as SVG.
#include <algorithm>
#include <cmath>
#include <set>

#include "functions/figures/curve_axes.hpp"
#include "functions/figures/drawn_rows.hpp"
#include "functions/figures/wording.hpp"
#include "functions/functions.hpp"
#include "plot/axis.hpp"

namespace {

using functions::DrawnRows, functions::Words;

struct Options : functions::AxisOptions {
  bool stacked = false, n_risk = true;
  std::vector<std::string> notes;
};

struct Args {
  DrawnRows rows;
  Options options;
};

/// The last row at or before a time, by more than rounding; none before the first.
const DrawnRows::Row* row_at(const std::vector<DrawnRows::Row>& rows, double time) {
  const double slack = 1e-9 * std::max(1.0, std::abs(time));
  const auto next = std::ranges::upper_bound(rows, time + slack, {}, [](const DrawnRows::Row& r) { return r.step.x; });
  return next == rows.begin() ? nullptr : &next[-1];
}

/// At risk at each tick: as the row there says, or else the next one, since nobody leaves in between.
std::vector<std::string> counts(const std::vector<DrawnRows::Row>& rows, double scale, std::span<const double> ticks) {
  std::vector<std::string> cells;
  for (const double tick : ticks) {
    const double time = tick * scale, slack = 1e-9 * std::max(1.0, time);
    const auto row = std::ranges::lower_bound(rows, time - slack, {}, [](const DrawnRows::Row& r) { return r.step.x; });
    cells.push_back(row == rows.end() || std::isnan(row->n_risk) ? "\u2013" : plot::fixed(row->n_risk, 0));
  }
  return cells;
}

class Figure {
 public:
  Figure(const DrawnRows& rows, const Options& options, const Words& words)
      : rows_(rows), options_(options), words_(words), is_percent_(options.percent) {
    for (const auto& [key, of_curve] : rows.curves())
      for (const DrawnRows::Row& row : of_curve) is_percent_ = is_percent_ && row.step.y <= 1 + 1e-9;
  }

  std::vector<plot::CurvePlot> panels() const {
    double last = 0;
    for (const auto& [key, rows] : rows_.curves()) last = std::max(last, rows.back().step.x);
    std::vector<plot::CurvePlot> panels;
    for (std::size_t p = 0; p < rows_.panels().size(); ++p) {
      plot::CurvePlot plot = functions::axes(options_, words_, words_("Estimate"), last);
      const declare::Value& value = rows_.panels()[p];
      if (value.index() != 0 || rows_.panels().size() > 1)
        plot.panel_title = functions::label_of(value, options_.panel_labels);
      plot.stacked = options_.stacked;
      functions::add_landmarks(plot, options_, words_, plot.y_title);
      for (std::size_t g = 0; g < rows_.groups().size(); ++g) add(plot, p, g);
      if (options_.stacked) stack(plot.curves);
      add_table(plot, p);
      panels.push_back(std::move(plot));
    }
    set_vertical_axis(panels);
    return panels;
  }

 private:
  const std::vector<DrawnRows::Row>& rows(std::size_t panel, std::size_t group) const {
    static const std::vector<DrawnRows::Row> none;
    const auto found = rows_.curves().find({panel, group});
    return found == rows_.curves().end() ? none : found->second;
  }

  std::string label(std::size_t group) const {
    const declare::Value& value = rows_.groups()[group];
    const bool is_only = rows_.groups().size() == 1;
    return is_only && value.index() == 0 ? "" : functions::label_of(value, options_.group_labels);
  }

  void add(plot::CurvePlot& plot, std::size_t panel, std::size_t group) const {
    constexpr std::size_t most_bands = 4;
    const auto& of_curve = rows(panel, group);
    const double scale = options_.time_scale;
    plot::Curve curve{.label = label(group), .color = group};
    const bool has_band = options_.conf_band.value_or(rows_.groups().size() <= most_bands) && !options_.stacked;
    for (DrawnRows::Row row : of_curve) {
      row.step.x /= scale;
      if (!has_band) row.step.low = row.step.high = std::nan("");
      curve.steps.push_back(row.step);
    }
    if (!of_curve.empty()) {
      curve.end = curve.steps.back().x;
      if (options_.fade_below) fade(curve, of_curve);
      describe(plot, curve);
    }
    if (plot.estimates) add_estimates(*plot.estimates, curve, of_curve);
    plot.curves.push_back(std::move(curve));
  }

  void fade(plot::Curve& curve, const std::vector<DrawnRows::Row>& of_curve) const {
    const auto is_enough = [&](const DrawnRows::Row& row) { return !(row.n_risk < *options_.fade_below); };
    const auto last = std::ranges::find_if(of_curve.rbegin(), of_curve.rend(), is_enough);
    functions::fade_after(curve, last == of_curve.rend() ? 0 : last->step.x / options_.time_scale, options_);
  }

  void describe(plot::CurvePlot& plot, const plot::Curve& curve) const {
    if (curve.steps.empty()) return;
    std::string text = words_(
        "{value} at {time}", {{"value", functions::estimate_text(curve.steps.back().y, {std::nan(""), 0}, is_percent_)},
                              {"time", words_.time(curve.steps.back().x, options_.time_unit)}});
    if (!curve.label.empty()) text = words_("{group}: {text}", {{"group", curve.label}, {"text", text}});
    plot.frame.description += words_("{sentence}. ", {{"sentence", text}});
  }

  void add_estimates(plot::TextTable& table, const plot::Curve& curve,
                     const std::vector<DrawnRows::Row>& of_curve) const {
    plot::TextTable::Row cells{curve.label, curve.color, 0};
    for (const double x : *options_.times) {
      const double time = x * options_.time_scale;
      const DrawnRows::Row* row = row_at(of_curve, time);
      const bool is_known = row && time <= of_curve.back().step.x * (1 + 1e-9);
      cells.cells.push_back(
          is_known ? functions::estimate_text(row->step.y, {row->step.low, row->step.high}, is_percent_) : "\u2013");
    }
    table.rows.push_back(std::move(cells));
  }

  /// Curves become the sums of those before them and themselves, with a step wherever one of them has.
  /// \throws declare::Error where probabilities add up to more than 1.
  void stack(std::vector<plot::Curve>& curves) const {
    std::set<double> times;
    for (const plot::Curve& curve : curves)
      for (const plot::Step& step : curve.steps) times.insert(step.x);
    if (times.empty()) return;
    std::vector<double> below(times.size(), 0);
    for (plot::Curve& curve : curves) {
      std::vector<plot::Step> steps;
      std::size_t next = 0, at = 0;
      double level = 0;
      for (const double time : times) {
        while (next < curve.steps.size() && curve.steps[next].x <= time) level = curve.steps[next++].y;
        steps.push_back({time, below[at] + level, below[at], below[at] + level});
        below[at] += level;
        if (is_percent_ && below[at] > 1 + 1e-9)
          throw declare::Error(declare::cat(
              "argument 'options' key 'stacked': the estimates add up to ", below[at], " at time ",
              time * options_.time_scale,
              "; leave out rows that hold others, such as unions of states, or draw the curves without stacking"));
        ++at;
      }
      curve.steps = std::move(steps);
      curve.end = *times.rbegin();
    }
  }

  void add_table(plot::CurvePlot& plot, std::size_t panel) const {
    if (!rows_.has_n_risk() || !options_.n_risk) return;
    plot::TickTable table{.title = words_("Number at risk")};
    double most = 0;
    for (const auto& [key, of_curve] : rows_.curves())
      for (const DrawnRows::Row& row : of_curve) most = std::isnan(row.n_risk) ? most : std::max(most, row.n_risk);
    table.widest = plot::fixed(most, 0);
    for (std::size_t g = 0; g < rows_.groups().size(); ++g) table.rows.push_back({label(g), g});
    table.cells = [this, panel](std::size_t group, std::span<const double> ticks) {
      return counts(rows(panel, group), options_.time_scale, ticks);
    };
    plot.tables.push_back(std::move(table));
  }

  void set_vertical_axis(std::vector<plot::CurvePlot>& panels) const {
    double low = 0, high = 0;
    for (const plot::CurvePlot& panel : panels)
      for (const plot::Curve& curve : panel.curves)
        for (const plot::Step& step : curve.steps) {
          low = std::min({low, step.y, std::isnan(step.low) ? step.y : step.low});
          high = std::max({high, step.y, std::isnan(step.high) ? step.y : step.high});
        }
    if (!(high / 2 - low / 2 > 1e-300)) high = low + 1;  // an axis needs room for ticks
    const double step = plot::nice_step("", (high / 2 - low / 2) / 2.5);
    const double top = std::ceil(high / step - 1e-9) * step;
    for (plot::CurvePlot& panel : panels) {
      panel.percent = is_percent_;
      panel.y_min = options_.y_min.value_or(std::floor(low / step + 1e-9) * step);
      panel.y_max = options_.y_max.value_or(panel.percent ? std::min(top, 1.0) : top);
    }
  }

  const DrawnRows& rows_;
  const Options& options_;
  const Words& words_;
  bool is_percent_;  ///< hazards and ratios beyond 1 are no shares
};

declare::Value compute(Args& args, const declare::Poll& poll) {
  const Options& options = args.options;
  if (args.rows.curves().empty()) return {};
  if (options.fade_below && !args.rows.has_n_risk())
    throw declare::Error("argument 'options' key 'fade_below' needs n_risk, which is not given");
  functions::check_labels("group_labels", options.group_labels, args.rows.groups());
  functions::check_labels("panel_labels", options.panel_labels, args.rows.panels());
  const Words words(options);
  const Figure figure(args.rows, options, words);
  std::vector<plot::CurvePlot> panels = figure.panels();
  const std::string name = words("Curves: {title}", {{"title", panels[0].y_title}});
  return functions::draw(options, words, std::move(panels), options.notes,
                         {name, functions::sentences(words, options.notes)}, poll);
}

}  // namespace

declare::Function functions::curve_plot() {
  using namespace declare;
  return DeclareAggregate<Args, DrawnRows>{
      .name = "curve_plot",
      .summary =
          "Figure of curves that any function has estimated, as one self-contained SVG document: the rows of km_curve, "
          "cuminc, cox_curve or a query of your own, several functions on one axis, states on top of each other. "
          "Groups "
          "and panels keep the order in which they come first; at most 40 groups and 12 panels",
      .oracle = "the rows given: they are read back from the figure, and those of km_curve are the curves of km_plot",
      .cost = "O(n log n)",
      .example =
          "SELECT curve_plot(time, estimate, state, '{\"stacked\": true, \"group_labels\": {\"(start)\": "
          "\"in remission\"}, \"time_unit\": \"months\", \"time_scale\": 30.4375, \"y_title\": "
          "\"Probability of the state\", \"width\": 480}') AS figure FROM state_curve('moves', 'day', "
          "'state') WHERE id = 'patient_id' AND censor = 'last contact'",
      .since = {0, 2},
      .rows = &Args::rows,
      .arguments =
          {cells("time", "number", "time from which the estimate holds, >= 0; a row with a NULL is left out", true),
           cells("estimate", "number", "the estimate; a row with a NULL is left out", true),
           cells("by", "any", "the curve that the row belongs to"),
           object("options", &Args::options, "JSON object with the keys below",
                  {axis_keys(),
                   number("y_min", &AxisOptions::y_min, "start of the vertical axis; default: to suit the curves", {}),
                   number("y_max", &AxisOptions::y_max, "end of the vertical axis, likewise", {}),
                   numbers("y_ticks", &AxisOptions::y_ticks, "numbers that have a tick of the vertical axis", {}),
                   flag("stacked", &Options::stacked,
                        "stack the curves on top of each other, as the probabilities of states; without bands"),
                   flag("risk_table", &Options::n_risk, "table of the numbers at risk, where n_risk is given"),
                   texts("notes", &Options::notes, "texts such as the P value of a test: [\"P = 0.03\"]")}),
           cells("low", "number", "lower limit of the estimate, for a band; NULL if there is none"),
           cells("high", "number", "upper limit, likewise"),
           cells("n_risk", "number",
                 "patients at risk just before the time. A tick between two rows shows that of the next one, so give "
                 "rows of all times, or ticks at the times of the rows"),
           cells("panel", "any", "the panel that the row belongs to; panels are side by side, with shared axes")},
      .returns = {"", "TEXT", "the SVG document; NULL if there are no rows"},
      .compute = compute};
}
