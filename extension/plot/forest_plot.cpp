#include "plot/forest_plot.hpp"

#include <algorithm>
#include <cmath>

#include "plot/axis.hpp"
#include "plot/sheet.hpp"
#include "plot/svg.hpp"
#include "plot/text_width.hpp"

namespace plot {
namespace {

struct Scale {
  double low, high, left, right;
  double at(double ratio) const {
    return left + (std::log(ratio) - std::log(low)) / (std::log(high) - std::log(low)) * (right - left);
  }
};

/// A little less, so that the axis ends at a tick, or near enough to one.
double rounded_down(double ratio) {
  const double power = std::pow(10, std::floor(std::log10(ratio)));
  for (const double digit : {7, 5, 4, 3, 2})
    if (ratio >= digit * power * (1 + 1e-9)) return digit * power;
  return ratio >= power * (1 + 1e-9) ? power : 0.7 * power;
}

/// The ends of the axis: all limits, but not further than makes the ratios unreadable; arrows show the rest.
Scale scale_of(const ForestPlot& plot) {
  double low = plot.reference / 1.25, high = plot.reference * 1.25;
  double lowest_ratio = plot.reference, highest_ratio = plot.reference;
  for (const ForestRow& row : plot.rows) {
    if (!row.ratio) continue;
    lowest_ratio = std::min(lowest_ratio, *row.ratio), highest_ratio = std::max(highest_ratio, *row.ratio);
    low = std::min({low, *row.ratio, row.low.value_or(*row.ratio)});
    high = std::max({high, *row.ratio, row.high.value_or(*row.ratio)});
  }
  constexpr double beyond = 8;  // of the ratios themselves
  low = std::max(low, lowest_ratio / beyond), high = std::min(high, highest_ratio * beyond);
  const double from = plot.x_min.value_or(rounded_down(plot.x_max ? std::min(low, *plot.x_max / 1.5) : low));
  return {from, std::max(plot.x_max.value_or(1 / rounded_down(1 / high)), from * 1.1), 0, 0};
}

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

std::string tick_text(double tick) {
  int decimals = 0;
  for (double x = tick; decimals < 9 && std::abs(x - std::round(x)) > 1e-6 * tick; ++decimals)
    x = tick * std::pow(10, decimals + 1);
  return fixed(tick, decimals);
}

}  // namespace

std::string draw(const ForestPlot& plot) {
  const Sheet sheet(plot.frame);
  const double fs = plot.frame.font_size, width = plot.frame.width;
  std::size_t columns = plot.headings.size();
  for (const ForestRow& row : plot.rows) columns = std::max(columns, row.cells.size());
  std::vector<double> widths(columns, 0);
  double estimates = text_width(plot.estimate_heading, fs, Weight::bold);
  for (std::size_t c = 0; c < plot.headings.size(); ++c) widths[c] = text_width(plot.headings[c], fs, Weight::bold);
  for (const ForestRow& row : plot.rows) {
    // A heading may run over the columns that it leaves empty.
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      if (row.ratio || row.cells.size() > 1)
        widths[c] = std::max(widths[c], text_width(row.cells[c], fs, row.ratio ? Weight::regular : Weight::bold));
    estimates = std::max(estimates, text_width(row.estimate, fs));
  }
  const std::size_t right_columns = std::min(plot.right_columns, columns > 0 ? columns - 1 : 0);
  const std::size_t left_columns = columns - right_columns;
  // The axis keeps a quarter of the width; where labels need more, all move closer, and then labels are cut, the first
  // column most; in the end the axis is as short as it can be, and labels are ellipses.
  double pad = 1.4 * fs, room = 0, labels = 0;
  const double shortest_axis = 4 * fs;
  const auto fits = [&](double padding, double axis) {
    pad = padding, labels = 0;
    room = width - 2 * sheet.margin() - estimates - 2 * pad - axis;
    for (const double w : widths) labels += w + pad;
    return labels <= room;
  };
  const auto cut_to = [&](std::size_t column, double least) {
    const double cut = std::clamp(labels - room, 0.0, std::max(0.0, widths[column] - least));
    widths[column] -= cut, labels -= cut;
  };
  if (!fits(1.4 * fs, std::max(0.25 * width, 8 * fs)) && !fits(0.7 * fs, std::max(0.2 * width, 8 * fs)) &&
      columns > 0) {
    cut_to(0, 6 * fs);
    for (std::size_t c = 1; c < columns; ++c) cut_to(c, 3 * fs);
    if (labels > room && !fits(0.4 * fs, shortest_axis))
      for (std::size_t c = 0; c < columns; ++c) cut_to(c, 1.1 * fs);
  }
  double right_labels = 0;
  for (std::size_t c = left_columns; c < columns; ++c) right_labels += widths[c] + pad;
  const double column_end = width - sheet.margin(), estimate_end = column_end - right_labels;
  Scale scale = scale_of(plot);
  scale.left = sheet.margin() + labels - right_labels;
  scale.right = std::max(scale.left + shortest_axis, estimate_end - estimates - pad);

  const double row_height = 1.75 * fs;
  const bool has_head = !plot.headings.empty() || !plot.estimate_heading.empty();
  const double top = sheet.top() + (has_head ? 1.9 * fs : 0);
  double rows = double(plot.rows.size()) * row_height;
  double below = 0.35 * fs + 1.5 * fs + (plot.x_title.empty() ? 0 : line_height * fs);
  const double half = std::min(width - 2 * sheet.margin(), 0.5 * width);
  const bool has_favours = !plot.favours_low.empty() || !plot.favours_high.empty();
  if (has_favours) below += line_height * fs;
  double stretch = 1;
  if (plot.frame.height && rows > 0)
    stretch = std::max(1.0, (*plot.frame.height - top - below - sheet.bottom() - 0.4 * fs) / rows);
  rows *= stretch;
  const double bottom = top + rows + 0.4 * fs, height = std::ceil(bottom + below + sheet.bottom());

  Svg svg;
  sheet.begin(svg, height);
  std::vector<double> column_left;
  std::vector<bool> numeric;
  double next_left = sheet.margin();
  for (std::size_t c = 0; c < columns; ++c) {
    if (c == left_columns) next_left = estimate_end + pad;
    column_left.push_back(next_left);
    numeric.push_back(c > 0 && is_numeric(plot, c));
    next_left += widths[c] + pad;
  }
  const auto cell = [&](std::size_t c, double y, double indent, const std::string& text, double most, Weight weight,
                        bool to_the_right) {
    Svg::Attributes attributes;
    if (weight == Weight::bold) attributes.emplace_back("font-weight", "bold");
    if (to_the_right) attributes.emplace_back("text-anchor", "end");
    svg.text(to_the_right ? column_left[c] + widths[c] : column_left[c] + indent, y,
             shortened_to(text, most - indent, fs, weight), attributes);
  };
  if (has_head) {
    svg.begin("g", {{"class", "head"}});
    for (std::size_t c = 0; c < plot.headings.size(); ++c)
      if (!plot.headings[c].empty()) cell(c, top - 0.7 * fs, 0, plot.headings[c], widths[c], Weight::bold, numeric[c]);
    svg.text(estimate_end, top - 0.7 * fs, plot.estimate_heading, {{"text-anchor", "end"}, {"font-weight", "bold"}});
    svg.end();
    svg.line(sheet.margin(), top - 0.1 * fs, column_end, top - 0.1 * fs, {{"stroke", ink}, {"stroke-width", 0.8}});
  }
  svg.begin("g", {{"class", "axis"}, {"stroke", ink}, {"stroke-width", 1.0}});
  const double one = scale.at(plot.reference);
  if (one >= scale.left && one <= scale.right)
    svg.line(one, top + 0.2 * fs, one, bottom, {{"stroke", "#666666"}, {"stroke-dasharray", "4 3"}});
  svg.line(scale.left, bottom, scale.right, bottom);
  const std::size_t most = std::size_t(std::max(2.0, (scale.right - scale.left) / (2.8 * fs)));
  const std::vector<double> ticks = log_ticks(scale.low, scale.high, most);
  for (const double tick : ticks) svg.line(scale.at(tick), bottom, scale.at(tick), bottom + 0.35 * fs);
  svg.end();
  svg.begin("g", {{"class", "ticks"}, {"text-anchor", "middle"}});
  double last = -1e9;  // 1, 2 and 5 stand at uneven distances
  const double base = bottom + 0.35 * fs + 1.2 * fs;
  for (const double tick : ticks) {
    const double wide = text_width(tick_text(tick), fs), x = scale.at(tick);
    if (x - wide / 2 < last + 0.4 * fs) continue;
    svg.text(x, base, tick_text(tick));
    last = x + wide / 2;
  }
  double y = base;
  if (has_favours) {
    y += line_height * fs;
    const double middle = std::clamp(one, scale.left, scale.right);
    const double left = std::min(half, middle - sheet.margin() - 0.5 * fs), right = column_end - middle - 0.5 * fs;
    if (!plot.favours_low.empty())
      svg.text(middle - 0.5 * fs, y, shortened_to("\u2190 " + plot.favours_low, left, 0.9 * fs),
               {{"text-anchor", "end"}, {"font-size", 0.9 * fs}});
    if (!plot.favours_high.empty())
      svg.text(middle + 0.5 * fs, y, shortened_to(plot.favours_high + " \u2192", right, 0.9 * fs),
               {{"text-anchor", "start"}, {"font-size", 0.9 * fs}});
  }
  if (!plot.x_title.empty()) {
    const std::string title = shortened_to(plot.x_title, width - 2 * sheet.margin(), fs);
    const double w = text_width(title, fs) / 2;
    svg.text(
        std::clamp((scale.left + scale.right) / 2, sheet.margin() + w, std::max(sheet.margin() + w, column_end - w)),
        y + line_height * fs, title);
  }
  svg.end();

  for (std::size_t r = 0; r < plot.rows.size(); ++r) {
    const ForestRow& row = plot.rows[r];
    const double middle = top + (double(r) + 0.5) * row_height * stretch + 0.2 * fs;
    svg.begin("g", {{"class", row.ratio ? "row" : "heading"}});
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      const bool is_alone = !row.ratio && row.cells.size() == 1;
      const double most_wide = is_alone ? scale.left - sheet.margin() - pad / 2 : widths[c];
      const Weight weight = row.ratio || !row.estimate.empty() ? Weight::regular : Weight::bold;
      // SVG drops the spaces in front of a text; here they mean an indent.
      const std::size_t spaces = std::min(row.cells[c].find_first_not_of(' '), row.cells[c].size());
      const double indent = numeric[c] ? 0 : text_width(row.cells[c].substr(0, spaces), fs);
      if (spaces < row.cells[c].size())
        cell(c, middle + 0.36 * fs, indent, row.cells[c].substr(spaces), most_wide, weight, numeric[c]);
    }
    if (!row.estimate.empty()) svg.text(estimate_end, middle + 0.36 * fs, row.estimate, {{"text-anchor", "end"}});
    if (row.ratio) {
      const auto arrow = [&](double tip, double side) {
        svg.element("path",
                    {{"fill", ink},
                     {"d", "M" + coordinate(tip) + " " + coordinate(middle) + "l" + coordinate(-side * 0.55 * fs) +
                               " " + coordinate(-0.28 * fs) + "v" + coordinate(0.56 * fs) + "z"}});
      };
      const double side = fs * (0.35 + 0.5 * std::sqrt(std::clamp(row.weight, 0.0, 1.0)));
      if (const double at = scale.at(*row.ratio); at >= scale.left && at <= scale.right)
        svg.element(
            "rect",
            {{"x", at - side / 2}, {"y", middle - side / 2}, {"width", side}, {"height", side}, {"fill", plot.color}});
      if (row.low && row.high) {
        const double from = std::max(scale.left, scale.at(std::max(*row.low, 1e-300)));
        const double to = std::min(scale.right, scale.at(std::min(*row.high, 1e300)));
        if (from <= to) svg.line(from, middle, to, middle, {{"stroke", ink}, {"stroke-width", 0.1 * fs}});
        if (*row.low < scale.low) arrow(scale.left, -1);
        if (*row.high > scale.high) arrow(scale.right, 1);
      }
    }
    svg.end();
  }
  sheet.finish(svg, height);
  return svg.str();
}

}  // namespace plot
