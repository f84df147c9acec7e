// forest_plot: ratios and their limits side by side, as SVG.
#include "plot/forest/forest_plot.hpp"

#include <algorithm>
#include <cmath>

#include "declare/function.hpp"
#include "functions/figures/cells.hpp"
#include "functions/figures/options.hpp"
#include "functions/figures/wording.hpp"
#include "functions/figures/words.hpp"
#include "functions/functions.hpp"

namespace {

using declare::cat, declare::Cell, declare::Error;

struct Options : functions::PlotOptions {
  std::string separator;  ///< empty: a tab
  std::vector<std::string> columns;
  std::optional<std::string> estimate_title, reference_label, interaction_title;
  std::string favours_low, favours_high;
  std::optional<double> x_min, x_max;
  double right_columns = 0;
  std::optional<std::string> overall;
};

/// The rows as they come.
class Ratios : public declare::RowSink {
 public:
  struct Row {
    std::string label;
    std::optional<double> ratio, low, high, interaction_p;
  };

  void begin(std::span<const declare::Expression> expressions, const declare::Poll&) override {
    for (std::size_t c = 0; c < expressions.size(); ++c)
      if (expressions[c].argument == "interaction_p") interaction_p_ = c;
  }
  void row(std::span<const Cell> cells) override {
    constexpr std::size_t most = 1000;
    if (rows_.size() == most) throw Error(cat("more than ", most, " rows; a forest plot shows a row for each ratio"));
    Row next{cells[0].is_null() ? "" : declare::text(cells[0].value()), {}, {}, {}, {}};
    next.ratio = read(cells[1], "ratio"), next.low = read(cells[2], "low"), next.high = read(cells[3], "high");
    if (next.low && next.high && *next.low > *next.high)
      throw Error(cat("low ", *next.low, " is above high ", *next.high, " in row ", rows_.size() + 1));
    if (next.ratio && (*next.ratio < next.low.value_or(0) || *next.ratio > next.high.value_or(*next.ratio)))
      throw Error(cat("ratio ", *next.ratio, " is not between low ", next.low ? cat(*next.low) : "NULL", " and high ",
                      next.high ? cat(*next.high) : "NULL", " in row ", rows_.size() + 1,
                      "; the arguments are label, ratio, low, high"));
    if (next.ratio && *next.ratio == 0)
      throw Error(cat("ratio is 0 in row ", rows_.size() + 1, ", which a logarithmic axis cannot show; give NULL"));
    if (interaction_p_)
      next.interaction_p = functions::number_of(cells[*interaction_p_], "interaction_p", rows_.size() + 1);
    if (next.interaction_p && !(*next.interaction_p >= 0 && *next.interaction_p <= 1))
      throw Error(cat("interaction_p is ", *next.interaction_p, " in row ", rows_.size() + 1,
                      "; it must be a P value, from 0 to 1"));
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
  std::optional<std::size_t> interaction_p_;
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

/// A last column of P values of interaction, each once where rows that follow each other have it in common.
void add_interactions(plot::ForestPlot& figure, const Options& options, const functions::Words& words,
                      const std::vector<Ratios::Row>& rows) {
  if (std::ranges::none_of(rows, [](const auto& row) { return row.interaction_p.has_value(); })) return;
  std::size_t columns = figure.headings.size();
  for (const plot::ForestRow& row : figure.rows) columns = std::max(columns, row.cells.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto& p = rows[r].interaction_p;
    std::vector<std::string>& cells = figure.rows[r].cells;
    if (!p && cells.size() == 1) continue;  // a heading may run over the columns that it leaves empty
    cells.resize(columns);
    cells.push_back(p && (r == 0 || rows[r - 1].interaction_p != p) ? words.p_cell(*p) : "");
  }
  figure.headings.resize(columns);
  figure.headings.push_back(options.interaction_title.value_or(words("P for interaction")));
  ++figure.right_columns;
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
  const functions::Words words(options);
  const std::string reference = options.reference_label.value_or(words("reference"));
  const plot::Palette palette = options.palette();
  plot::ForestPlot figure{.frame = options.frame(),
                          .color = plot::stroke(palette, 0).color,
                          .headings = options.columns,
                          .right_columns = std::size_t(options.right_columns),
                          .estimate_heading = options.estimate_title.value_or(words("Ratio (95% CI)")),
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
  figure.frame.name = options.title.empty() ? words("Forest plot") : options.title;
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
        next.estimate = reference;
      else if (has_limits)
        next.estimate += " (" + functions::ratio_text(*row.low) + "\u2013" + functions::ratio_text(*row.high) + ")";
      if (*row.ratio == 1 && !has_limits) next.estimate = reference;
      std::string label = row.label;
      std::ranges::replace(label, '\t', ' ');
      figure.frame.description += label + ": " + next.estimate + ". ";
    }
    figure.rows.push_back(std::move(next));
  }
  add_interactions(figure, options, words, args.ratios.rows());
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
          "SELECT forest_plot(column1, column2, column3, column4, '{\"columns\": [\"Death\"], \"overall\": "
          "\"All patients\", \"favours_low\": \"new better\", \"favours_high\": \"old better\", \"width\": "
          "480}', column5) AS figure FROM (VALUES ('Women', 0.71, 0.5, 1.02, 0.34), ('Men', 0.9, 0.6, "
          "1.35, 0.34), ('Age up to 60', 0.62, 0.44, 0.88, 0.03), ('Age over 60', 1.05, 0.74, 1.49, 0.03), "
          "('All patients', 0.78, 0.6, 1.02, NULL))",
      .rows = &Args::ratios,
      .arguments =
          {cells("label", "any", "what is compared; a separator inside it splits it into columns", true),
           cells("ratio", "number", "the ratio; NULL for a heading", true),
           cells("low", "number", "its lower confidence limit; NULL if there is none", true),
           cells("high", "number", "its upper confidence limit; NULL if there is none", true),
           object(
               "options", &Args::options, "JSON object with the keys below",
               {plot_keys(), p_digits(),
                texts("columns", &Options::columns, "headings of the label's columns: [\"Group\", \"n\"]"),
                number("right_columns", &Options::right_columns,
                       "how many of the label's columns, counted from the last, go to the right of the ratios, e.g. P "
                       "values",
                       {.low = 0, .high = 20, .with_low = true, .with_high = true}),
                words("separator", &Options::separator, "text that separates the label's columns; default: a tab"),
                words("estimate_title", &Options::estimate_title,
                      "heading of the ratios written as text; default: Ratio (95% CI)"),
                words("reference_label", &Options::reference_label,
                      "text shown for a reference, a ratio of 1 without limits; default: reference"),
                words("interaction_title", &Options::interaction_title,
                      "heading of the column of interaction_p; default: P for interaction"),
                words("overall", &Options::overall,
                      "the row, by the first column of its label, that is drawn as a diamond, with a line down all "
                      "rows"),
                words("favours_low", &Options::favours_low, "what a ratio below 1 favours"),
                words("favours_high", &Options::favours_high, "what a ratio above 1 favours"),
                number("x_min", &Options::x_min, "start of the axis; limits beyond it are drawn as arrows", positive),
                number("x_max", &Options::x_max, "end of the axis, likewise", positive)}),
           cells(
               "interaction_p", "number",
               "the P value of interaction, in a column at the right; where rows that follow each other have the same, "
               "as those of cox_subgroups do, it stands in the first")},
      .returns = {"", "TEXT", "the SVG document; NULL if there are no rows"},
      .compute = compute};
}
