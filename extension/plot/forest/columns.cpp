#include "plot/forest/columns.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "plot/sizes.hpp"
#include "plot/text_width.hpp"

namespace plot {
namespace {

constexpr double shortest_axis = 4;  // in font sizes

/// Whether a column holds numbers, which stand one under the other by their last digit.
bool is_numeric(const ForestPlot& plot, std::size_t column) {
  bool any = false;
  for (const ForestRow& row : plot.rows) {
    if (!row.ratio || column >= row.cells.size() || row.cells[column].empty()) continue;
    const std::string& cell = row.cells[column];
    const std::size_t first = cell.find_first_not_of("<>=~-+ ");
    if (first == std::string::npos || cell[first] < '0' || cell[first] > '9') return false;
    any = true;
  }
  return any;
}

/// Of a text broken at its blanks.
double widest_word(std::string_view text, const Sizes& sizes) {
  constexpr std::string_view blanks = " \t\n\v\f\r";
  double widest = 0;
  for (std::size_t from = text.find_first_not_of(blanks); from != std::string_view::npos;) {
    const std::size_t to = std::min(text.find_first_of(blanks, from), text.size());
    widest = std::max(widest, text_width(std::string(text.substr(from, to - from)), sizes.font, Weight::bold));
    from = text.find_first_not_of(blanks, to);
  }
  return widest;
}

/// What a heading needs when it is broken into lines: its longest word, but for very long ones.
double broken_heading_width(const ForestPlot& plot, const Sizes& sizes, std::size_t column) {
  if (column >= plot.headings.size()) return 0;
  constexpr double most = 8;  // in font sizes
  return std::min(widest_word(plot.headings[column], sizes), most * sizes.font);
}

/// The lines of a column's heading, at most three.
std::vector<std::string> heading_lines(const std::string& heading, double width, const Sizes& sizes) {
  constexpr std::size_t most = 3;
  std::vector<std::string> lines = wrapped_to(heading, width, sizes.font, Weight::bold);
  const bool fits = lines.size() <= most && widest_word(heading, sizes) <= width;
  if (lines.size() > 1 && !fits) return {shortened_to(heading, width, sizes.font, Weight::bold)};
  return lines;
}

/// What the label's columns would take, their headings in one line or broken into several.
std::vector<double> widest_labels(const ForestPlot& plot, const Sizes& sizes, bool breaks_headings) {
  const double fs = sizes.font;
  std::size_t columns = plot.headings.size();
  for (const ForestRow& row : plot.rows) columns = std::max(columns, row.cells.size());
  std::vector<double> widths(columns, 0);
  for (std::size_t c = 0; c < plot.headings.size(); ++c)
    widths[c] = breaks_headings ? broken_heading_width(plot, sizes, c) : text_width(plot.headings[c], fs, Weight::bold);
  for (const ForestRow& row : plot.rows) {
    if (!row.ratio && row.cells.size() <= 1) continue;  // a heading may run over the columns that it leaves empty
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      widths[c] = std::max(widths[c], text_width(row.cells[c], fs, weight_of(row)));
  }
  return widths;
}

/// The width of the estimates as text: numbers have what they need, a long name of a reference is cut.
double widest_estimate(const ForestPlot& plot, const Sizes& sizes) {
  const double most = std::max(0.5 * plot.frame.width, 17 * sizes.font);
  double widest = 0;
  for (const ForestRow& row : plot.rows)
    widest = std::max(widest, std::min(text_width(row.estimate, sizes.font, weight_of(row)), most));
  return widest;
}

/// What a column keeps: the first one some letters, others fewer; but neither numbers nor usual words of headings are
/// cut.
double least_width(const ForestPlot& plot, const Sizes& sizes, std::size_t column) {
  if (column == 0) return 7.5 * sizes.font;
  double least = std::max(3 * sizes.font, broken_heading_width(plot, sizes, column));
  if (is_numeric(plot, column))
    for (const ForestRow& row : plot.rows)
      if (row.ratio && column < row.cells.size())
        least = std::max(least, text_width(row.cells[column], sizes.font, weight_of(row)));
  return least;
}

double heading_width(const ForestPlot& plot, const Sizes& sizes) {
  return text_width(plot.estimate_heading, sizes.font, Weight::bold);
}

/// The label's columns as wide as the page has room for.
struct Labels {
  std::vector<double> widths;
  double pad = 0;   ///< behind each
  double all = 0;   ///< the sum of both
  double room = 0;  ///< what the page has for them
  bool fit() const { return all <= room; }
};

Labels fit_labels(const ForestPlot& plot, const Sizes& sizes, double estimates) {
  const double fs = sizes.font, width = plot.frame.width;
  Labels labels{widest_labels(plot, sizes, false)};
  const auto fits = [&](double padding, double axis) {
    labels.pad = padding, labels.all = 0;
    labels.room = width - 2 * sizes.margin() - estimates - 2 * padding - axis;
    for (const double w : labels.widths) labels.all += w + padding;
    return labels.fit();
  };
  const auto cut_to = [&](double& column, double least) {
    const double excess = labels.all - labels.room;
    if (excess <= 0 || column <= least) return;
    labels.all -= std::min(excess, column - least);
    column = std::max(column - excess, least);
  };
  if (fits(1.4 * fs, std::max(0.25 * width, 8 * fs)) || fits(0.7 * fs, std::max(0.2 * width, 8 * fs))) return labels;
  labels.widths = widest_labels(plot, sizes, true);
  if (fits(0.7 * fs, std::max(0.2 * width, 8 * fs))) return labels;
  for (std::size_t c = 0; c < labels.widths.size(); ++c) cut_to(labels.widths[c], least_width(plot, sizes, c));
  if (!labels.fit()) fits(0.4 * fs, shortest_axis * fs);
  return labels;
}

}  // namespace

std::size_t ForestColumns::heading_lines() const {
  std::size_t most = estimate_heading.size();
  for (const Column& column : labels) most = std::max(most, column.heading.size());
  return most;
}

ForestColumns fit_columns(const ForestPlot& plot) {
  const double width = plot.frame.width;
  Sizes sizes{plot.frame.font_size};
  double estimates = std::max(widest_estimate(plot, sizes), heading_width(plot, sizes));
  Labels labels = fit_labels(plot, sizes, estimates);
  const auto break_heading = [&] {
    constexpr double narrowest_heading = 6;  // in font sizes
    estimates =
        std::max(widest_estimate(plot, sizes), std::min(heading_width(plot, sizes), narrowest_heading * sizes.font));
    labels = fit_labels(plot, sizes, estimates);
  };
  if (!labels.fit()) break_heading();
  while (!labels.fit()) {
    constexpr double a_little_less = 1 - 1e-6;
    sizes.font *= width / (width + labels.all - labels.room) * a_little_less;
    break_heading();
  }
  const std::vector<double>& widths = labels.widths;
  const std::size_t n = widths.size(), left_columns = n - std::min(plot.right_columns, n > 0 ? n - 1 : 0);
  double right_labels = 0;
  for (std::size_t c = left_columns; c < n; ++c) right_labels += widths[c] + labels.pad;
  ForestColumns columns{
      .sizes = sizes, .pad = labels.pad, .estimate_width = estimates, .right = width - sizes.margin()};
  columns.estimate_heading = wrapped_to(plot.estimate_heading, estimates, sizes.font, Weight::bold);
  columns.estimate_end = columns.right - right_labels;
  columns.axis_left = sizes.margin() + labels.all - right_labels;
  columns.axis_right =
      std::max(columns.axis_left + shortest_axis * sizes.font, columns.estimate_end - estimates - labels.pad);
  double left = sizes.margin();
  for (std::size_t c = 0; c < n; ++c) {
    if (c == left_columns) left = columns.estimate_end + labels.pad;
    columns.labels.push_back({left, widths[c], c > 0 && is_numeric(plot, c)});
    if (c < plot.headings.size()) columns.labels.back().heading = heading_lines(plot.headings[c], widths[c], sizes);
    left += widths[c] + labels.pad;
  }
  return columns;
}

}  // namespace plot
