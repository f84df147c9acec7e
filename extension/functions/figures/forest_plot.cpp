// forest_plot: ratios and their limits side by side, as SVG.
#include "plot/forest/forest_plot.hpp"

#include <algorithm>
#include <cmath>

#include "declare/function.hpp"
#include "functions/figures/cells.hpp"
#include "functions/figures/options.hpp"
#include "functions/figures/wording.hpp"
#include "functions/functions.hpp"

namespace {

using declare::cat, declare::Cell, declare::Error;

struct Options : functions::PlotOptions {
  std::string separator;  ///< empty: a tab
  std::vector<std::string> columns;
  std::string estimate_title = "Ratio (95% CI)", reference_label = "reference", favours_low, favours_high;
  std::optional<double> x_min, x_max;
  double right_columns = 0;
  std::optional<std::string> overall;
};

/// The rows as they come.
class Ratios : public declare::RowSink {
 public:
  struct Row {
    std::string label;
    std::optional<double> ratio, low, high;
  };

  void begin(std::span<const declare::Expression>, const declare::Poll&) override {}
  void row(std::span<const Cell> cells) override {
    constexpr std::size_t most = 1000;
    if (rows_.size() == most) throw Error(cat("more than ", most, " rows; a forest plot shows a row for each ratio"));
    Row next{cells[0].is_null() ? "" : declare::text(cells[0].value()), {}, {}, {}};
    next.ratio = read(cells[1], "ratio"), next.low = read(cells[2], "low"), next.high = read(cells[3], "high");
    if (next.low && next.high && *next.low > *next.high)
      throw Error(cat("low ", *next.low, " is above high ", *next.high, " in row ", rows_.size() + 1));
    if (next.ratio && (*next.ratio < next.low.value_or(0) || *next.ratio > next.high.value_or(*next.ratio)))
      throw Error(cat("ratio ", *next.ratio, " is not between low ", next.low ? cat(*next.low) : "NULL", " and high ",
                      next.high ? cat(*next.high) : "NULL", " in row ", rows_.size() + 1,
                      "; the arguments are label, ratio, low, high"));
    if (next.ratio && *next.ratio == 0)
      throw Error(cat("ratio is 0 in row ", rows_.size() + 1, ", which a logarithmic axis cannot show; give NULL"));
    rows_.push_back(std::move(next));
  }
  void end() override {}

  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::optional<double> read(const Cell& cell, const char* name) const {
    const auto number = functions::number_of(cell, name, rows_.size() + 1);
    if (!number) return number;
    const bool may_be_infinite = std::string_view(name) == "high";
    if (*number < 0 || (!std::isfinite(*number) && !may_be_infinite))
      throw Error(cat(name, " is ", *number, " in row ", rows_.size() + 1,
                      "; it must be a ratio such as a hazard ratio, not its logarithm"));
    return number;
  }

  std::vector<Row> rows_;
};

struct Args {
  Ratios ratios;
  Options options;
};

std::vector<std::string> split(const std::string& label, const std::string& separator) {
  std::vector<std::string> cells;
  std::size_t begin = 0;
  for (std::size_t at = 0; !separator.empty() && (at = label.find(separator, begin)) != std::string::npos;
       begin = at + separator.size())
    cells.push_back(label.substr(begin, at - begin));
  cells.push_back(label.substr(begin));
  return cells;
}

/// \throws Error unless a row with a ratio has this in its first column
void mark_overall(std::vector<plot::ForestRow>& rows, const std::string& name) {
  std::vector<std::string> known;
  bool is_there = false;
  for (plot::ForestRow& row : rows) {
    if (!row.ratio) continue;
    known.push_back(row.cells.front());
    row.is_overall = row.cells.front() == name;
    is_there = is_there || row.is_overall;
  }
  if (!is_there)
    throw Error(cat("argument 'options' key 'overall' is ", declare::literal(declare::Value{name}),
                    ", which no row with a ratio is called", declare::did_you_mean(name, known)));
}

declare::Value compute(Args& args, const declare::Poll&) {
  const Options& options = args.options;
  if (args.ratios.rows().empty()) return {};
  const plot::Palette palette = options.palette();
  plot::ForestPlot figure{.frame = options.frame(),
                          .color = plot::stroke(palette, 0).color,
                          .headings = options.columns,
                          .right_columns = std::size_t(options.right_columns),
                          .estimate_heading = options.estimate_title,
                          .rows = {},
                          .x_title = options.x_title.value_or(""),
                          .favours_low = options.favours_low,
                          .favours_high = options.favours_high,
                          .x_min = options.x_min,
                          .x_max = options.x_max};
  if (options.x_min.value_or(0) >= options.x_max.value_or(1e300))
    throw Error("argument 'options' key 'x_min' must be below x_max");
  if (options.right_columns != std::trunc(options.right_columns))
    throw Error(cat("argument 'options' key 'right_columns' must be a whole number, got ", options.right_columns));
  figure.frame.name = options.title.empty() ? "Forest plot" : options.title;
  double most = 0;
  for (const auto& row : args.ratios.rows()) {
    plot::ForestRow next{split(row.label, options.separator.empty() ? "\t" : options.separator),
                         row.ratio,
                         row.low,
                         row.high,
                         "",
                         false,
                         0};
    const bool has_limits = row.low && row.high;
    if (row.ratio && has_limits && *row.low > 0 && std::isfinite(*row.high) && *row.high > *row.low) {
      next.weight = 1 / std::pow(std::log(*row.high / *row.low), 2);  // the inverse variance, but for a factor
      most = std::max(most, next.weight);
    }
    if (row.ratio) {
      next.estimate = functions::ratio_text(*row.ratio);
      if (has_limits && row.low == row.ratio && row.high == row.ratio)
        next.estimate = options.reference_label;
      else if (has_limits)
        next.estimate += " (" + functions::ratio_text(*row.low) + "\u2013" + functions::ratio_text(*row.high) + ")";
      if (*row.ratio == 1 && !has_limits) next.estimate = options.reference_label;
      std::string label = row.label;
      std::ranges::replace(label, '\t', ' ');
      figure.frame.description += label + ": " + next.estimate + ". ";
    }
    figure.rows.push_back(std::move(next));
  }
  if (options.overall) mark_overall(figure.rows, *options.overall);
  for (plot::ForestRow& row : figure.rows) row.weight = most > 0 ? row.weight / most : 0;
  return plot::draw(figure);
}

}  // namespace

declare::Function functions::forest_plot() {
  using namespace declare;
  const Range positive{.low = 0};
  return DeclareAggregate<Args, Ratios>{
      .name = "forest_plot",
      .summary =
          "Forest plot of ratios on a logarithmic axis, as one self-contained SVG document. One row for each ratio, in "
          "the order the rows come; at most 1000",
      .reference = "Lewis & Clarke 2001, BMJ 322:1479",
      .oracle = "the rows given: they are read back from the figure",
      .cost = "O(n)",
      .example =
          "SELECT length(forest_plot(column1, column2, column3, column4, '{\"title\": \"Death\"}')) > 0 AS drawn FROM "
          "(VALUES ('Women', 0.71, 0.5, 1.02), ('Men', 0.9, 0.6, 1.35))",
      .rows = &Args::ratios,
      .arguments =
          {cells("label", "any", "what is compared; a separator inside it splits it into columns", true),
           cells("ratio", "number", "the ratio; NULL for a heading", true),
           cells("low", "number", "its lower confidence limit; NULL if there is none", true),
           cells("high", "number", "its upper confidence limit; NULL if there is none", true),
           object(
               "options", &Args::options, "JSON object with the keys below",
               {plot_keys(), texts("columns", &Options::columns, "headings of the label's columns: [\"Group\", \"n\"]"),
                number("right_columns", &Options::right_columns,
                       "how many of the label's columns, counted from the last, go to the right of the ratios, e.g. P "
                       "values",
                       {.low = 0, .high = 20, .with_low = true, .with_high = true}),
                words("separator", &Options::separator, "text that separates the label's columns; default: a tab"),
                words("estimate_title", &Options::estimate_title, "heading of the ratios written as text"),
                words("reference_label", &Options::reference_label,
                      "text shown for a reference, a ratio of 1 without limits"),
                words("overall", &Options::overall,
                      "the row, by the first column of its label, that is drawn as a diamond, with a line down all "
                      "rows"),
                words("favours_low", &Options::favours_low, "what a ratio below 1 favours"),
                words("favours_high", &Options::favours_high, "what a ratio above 1 favours"),
                number("x_min", &Options::x_min, "start of the axis; limits beyond it are drawn as arrows", positive),
                number("x_max", &Options::x_max, "end of the axis, likewise", positive)})},
      .returns = {"", "TEXT", "the SVG document; NULL if there are no rows"},
      .compute = compute};
}
