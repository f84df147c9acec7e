// funnel_plot: the ratios of observed to expected events of centres, as SVG.
#include <algorithm>
#include <cmath>
#include <optional>

#include "functions/figures/cells.hpp"
#include "functions/figures/options.hpp"
#include "functions/figures/wording.hpp"
#include "functions/figures/words.hpp"
#include "functions/functions.hpp"
#include "plot/axis.hpp"
#include "plot/curves/funnel.hpp"
#include "survival/registry/funnel_limits.hpp"

namespace {

using declare::cat, declare::Cell, declare::Error, functions::Words;

struct Options : functions::PlotOptions {
  enum class Names { outside, all, none };

  std::optional<std::string> y_title;
  double target = 1, phi = 1;
  std::optional<std::vector<double>> levels;
  std::optional<double> x_max, y_max;
  bool grid = false;
  Names names = Names::outside;
};

constexpr double least_expected = 1e-6, most_expected = 1e7, most_ratio = 1e4;

class Centres : public declare::RowSink {
 public:
  struct Row {
    double expected, ratio;
    std::string name;
  };

  void begin(std::span<const declare::Expression>, const declare::Poll&) override {}
  void row(std::span<const Cell> cells) override {
    constexpr std::size_t most = 2000;
    ++seen_;
    const auto expected = read(cells[0], "expected"), ratio = read(cells[1], "ratio");
    if (expected && *expected == 0) throw Error(cat("expected is 0 in row ", seen_, "; leave the row out"));
    if (expected && (*expected < least_expected || *expected > most_expected))
      throw Error(cat("expected is ", *expected, " in row ", seen_, "; a funnel plot shows centres of ", least_expected,
                      " to ", most_expected, " events"));
    if (ratio && *ratio > most_ratio)
      throw Error(cat("ratio is ", *ratio, " in row ", seen_, "; a funnel plot shows ratios up to ", most_ratio));
    if (!expected || !ratio) return;
    if (rows_.size() == most)
      throw Error(cat("more than ", most, " rows; a funnel plot shows a point for each centre"));
    rows_.push_back(
        {*expected, *ratio, cells.size() > 2 && !cells[2].is_null() ? declare::text(cells[2].value()) : ""});
  }
  void end() override {}

  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::optional<double> read(const Cell& cell, const char* name) const {
    const auto number = functions::number_of(cell, name, seen_);
    if (!number) return number;
    if (*number < 0 || !std::isfinite(*number))
      throw Error(cat(name, " is ", *number, " in row ", seen_, "; it must be 0 or more"));
    return number;
  }

  std::vector<Row> rows_;
  std::size_t seen_ = 0;
};

struct Args {
  Centres centres;
  Options options;
};

/// The levels of the limits, the widest last.
std::vector<double> levels_of(const Options& options) {
  std::vector<double> levels = options.levels.value_or(std::vector{0.95, 0.998});
  constexpr std::size_t most = 4;
  if (levels.empty() || levels.size() > most)
    throw Error(cat("argument 'options' key 'levels' must be 1 to ", most, " levels such as [0.95, 0.998]"));
  std::ranges::sort(levels);
  return levels;
}

/// Each pair of limits from the smallest centre's size to the end of the axis, so closely that lines look smooth.
void add_limits(plot::FunnelPlot& figure, const Options& options, double level, double smallest, double x_max) {
  constexpr int points = 200;
  figure.low.emplace_back(), figure.high.emplace_back();
  for (int i = 0; i <= points; ++i) {
    const double share = double(i) / points, x = smallest + (x_max - smallest) * share * share;
    const auto [low, high] = survival::funnel_limits(x, options.target, level, options.phi);
    figure.low.back().push_back({x, low});
    figure.high.back().push_back({x, high});
  }
}

plot::FunnelPlot figure_of(const std::vector<Centres::Row>& rows, const Options& options, const Words& words) {
  const std::vector<double> levels = levels_of(options);
  if (options.target < 1 / most_ratio || options.target > most_ratio)
    throw Error(
        cat("argument 'options' key 'target' must be ", 1 / most_ratio, " to ", most_ratio, ", got ", options.target));
  if (options.x_max && (*options.x_max < least_expected || *options.x_max > most_expected))
    throw Error(cat("argument 'options' key 'x_max' must be ", least_expected, " to ", most_expected, ", got ",
                    *options.x_max));
  plot::FunnelPlot figure{.target = options.target};
  figure.axes.frame = options.frame();
  figure.axes.palette = options.palette();
  double largest = 0, smallest = rows[0].expected, top = 1.5 * options.target;
  for (const auto& [expected, ratio, name] : rows) {
    largest = std::max(largest, expected), smallest = std::min(smallest, expected);
    top = std::max(top, ratio);
  }
  plot::CurvePlot& axes = figure.axes;
  const double step = plot::nice_step("", largest / 6);
  axes.x_max = options.x_max.value_or((std::floor(largest / step) + 1) * step);
  const double from = std::min(smallest, axes.x_max / 50);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    axes.curves.push_back({.label = words("{level}% limits", {{"level", functions::number_text(100 * levels[i])}}),
                           .color = 6,
                           .dash = levels.size() - 1 - i});
    add_limits(figure, options, levels[i], from, axes.x_max);
  }
  const double tick = plot::nice_step("", 1.05 * top / 5);
  axes.y_max = options.y_max.value_or(std::ceil(1.05 * top / tick - 1e-9) * tick);
  axes.percent = false;
  axes.grid = options.grid;
  axes.x_title = options.x_title.value_or(words("Expected events"));
  axes.y_title = options.y_title.value_or(words("Observed / expected"));
  axes.frame.name = options.title.empty() ? words("Funnel plot") : options.title;
  for (const auto& [expected, ratio, name] : rows) {
    const auto [low, high] = survival::funnel_bounds(expected, options.target, levels.back(), options.phi);
    const bool is_outside = ratio < low || ratio > high;
    const bool is_named =
        options.names == Options::Names::all || (is_outside && options.names == Options::Names::outside);
    figure.centres.push_back({{expected, ratio}, is_named ? name : "", is_outside});
    if (!is_outside) continue;
    const std::string text = words(
        "{value} at {time}", {{"value", functions::ratio_text(ratio)}, {"time", functions::number_text(expected)}});
    axes.frame.description +=
        words("{sentence}. ", {{"sentence", words("{group}: {text}", {{"group", name}, {"text", text}})}});
  }
  std::ranges::stable_sort(figure.centres, std::greater<>(), &plot::FunnelPlot::Centre::is_outside);
  return figure;
}

declare::Value compute(Args& args, const declare::Poll& poll) {
  const Options& options = args.options;
  if (args.centres.rows().empty()) return {};
  const Words words(options);
  const plot::FunnelPlot figure = figure_of(args.centres.rows(), options, words);
  for (const auto& [at, name, is_outside] : figure.centres)
    if (at.x > figure.axes.x_max || at.y > figure.axes.y_max)
      throw Error(cat("a centre with ", at.x, " expected and the ratio ", at.y,
                      " is beyond x_max or y_max; leave the keys out, or the row"));
  return plot::draw(figure, poll);
}

}  // namespace

declare::Function functions::funnel_plot() {
  using namespace declare;
  const Range positive{.low = 0};
  return DeclareAggregate<Args, Centres>{
      .name = "funnel_plot",
      .summary =
          "Funnel plot of centres, as one self-contained SVG document: the ratio of observed to expected events over "
          "the "
          "expected, between the limits within which chance alone keeps a centre; those outside the widest are named. "
          "Outside is, as in centre_outcomes, beyond the Poisson quantile itself; the lines are smooth between its "
          "steps",
      .reference = "Spiegelhalter 2005, Stat Med 24:1185",
      .oracle = "the rows given; limits are held to sums of the Poisson distribution",
      .cost = "O(n), and names O(n^2)",
      .example =
          "SELECT funnel_plot(column2, column3 / column2, column1, '{\"width\": 480}') AS figure FROM "
          "(VALUES ('Centre 1', 12.5, 10), ('Centre 2', 30.1, 52), ('Centre 3', 4.2, 5), ('Centre 4', "
          "18.8, 17), ('Centre 5', 44.2, 39), ('Centre 6', 25.3, 21), ('Centre 7', 8.1, 11), ('Centre 8', "
          "36.4, 34))",
      .since = {0, 2},
      .rows = &Args::centres,
      .arguments =
          {cells("expected", "number", "events expected in the centre, > 0; a row with a NULL is left out", true),
           cells("ratio", "number", "observed / expected, >= 0; a row with a NULL is left out", true),
           cells("label", "any", "what the centre is called"),
           object("options", &Args::options, "JSON object with the keys below",
                  {plot_keys(), words("y_title", &Options::y_title, "title of the vertical axis"),
                   number("target", &Options::target, "the ratio that limits are about", positive),
                   number("phi", &Options::phi,
                          "factor of overdispersion, of centre_outcomes: above 1, limits are its square root times as "
                          "far from the target",
                          positive),
                   numbers("levels", &Options::levels, "levels of the limits; default: [0.95, 0.998]",
                           {.low = 0, .high = 1}),
                   choice("names", &Options::names, "which centres are named, where their names have room",
                          {{"outside", Options::Names::outside},
                           {"all", Options::Names::all},
                           {"none", Options::Names::none}}),
                   number("x_max", &Options::x_max, "end of the horizontal axis; default: to suit the largest centre",
                          positive),
                   number("y_max", &Options::y_max, "end of the vertical axis; default: to suit the ratios", positive),
                   flag("grid", &Options::grid, "grid lines at the ticks")})},
      .returns = {"", "TEXT", "the SVG document; NULL if there are no rows"},
      .compute = compute};
}
