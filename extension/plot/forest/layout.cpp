#include "plot/forest/layout.hpp"

#include <algorithm>
#include <cmath>

#include "plot/axis.hpp"
#include "plot/forest/columns.hpp"
#include "plot/sheet.hpp"

namespace plot {
namespace {

/// A little less, so that the axis ends at a tick, or near enough to one.
double rounded_down(double ratio) {
  const double power = std::pow(10, std::floor(std::log10(ratio)));
  for (const double digit : {7, 5, 4, 3, 2})
    if (ratio >= digit * power * (1 + 1e-9)) return digit * power;
  return ratio >= power * (1 + 1e-9) ? power : 0.7 * power;
}

/// The ends of the axis: all limits, but not further than makes the ratios unreadable; arrows show the rest.
LogScale scale_of(const ForestPlot& plot, double left, double right) {
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
  constexpr double least = 1e-300, most = 1e300;  // powers of ten end a little further
  low = std::clamp(low, least, most), high = std::clamp(high, least, most);
  const double from = plot.x_min.value_or(rounded_down(plot.x_max ? std::min(low, *plot.x_max / 1.5) : low));
  return {from, std::max(plot.x_max.value_or(1 / rounded_down(1 / high)), from * 1.1), left, right};
}

std::string tick_text(double tick) {
  int decimals = 0;
  for (double x = tick; decimals < 9 && std::abs(x - std::round(x)) > 1e-6 * tick; ++decimals)
    x = tick * std::pow(10, decimals + 1);
  return fixed(tick, decimals);
}

class Placer {
 public:
  explicit Placer(const ForestPlot& plot)
      : plot_(plot), columns_(fit_columns(plot)), sizes_(columns_.sizes), sheet_(plot.frame, sizes_) {}

  ForestLayout place() {
    layout_.sizes = sizes_;
    stack();
    layout_.titles = sheet_.titles();
    layout_.caption = sheet_.caption(layout_.page.bottom);
    if (has_head()) place_head();
    place_axis();
    for (std::size_t r = 0; r < plot_.rows.size(); ++r) layout_.rows.push_back(row(r));
    return std::move(layout_);
  }

 private:
  bool has_head() const { return !plot_.headings.empty() || !plot_.estimate_heading.empty(); }
  bool has_favours() const { return !plot_.favours_low.empty() || !plot_.favours_high.empty(); }

  /// What stands one under the other.
  void stack() {
    const double fs = sizes_.font;
    double top = sheet_.top();
    if (has_head()) top += 1.9 * fs + double(columns_.heading_lines() - 1) * sizes_.line();
    double below = sizes_.tick() + 1.5 * fs + (plot_.x_title.empty() ? 0 : sizes_.line());
    if (has_favours()) below += sizes_.line();
    const double rows = double(plot_.rows.size()) * row_height();
    if (plot_.frame.height && rows > 0)
      stretch_ = std::max(1.0, (*plot_.frame.height - top - below - sheet_.bottom() - 0.4 * fs) / rows);
    layout_.panel = {columns_.axis_left, top, columns_.axis_right, top + rows * stretch_ + 0.4 * fs};
    layout_.page = {0, 0, plot_.frame.width, whole_pixels(layout_.panel.bottom + below + sheet_.bottom())};
  }
  double row_height() const { return 1.75 * sizes_.font; }

  Text text(const std::string& content, double x, double y, Anchor anchor = Anchor::start,
            Weight weight = Weight::regular) const {
    return {.content = content, .x = x, .y = y, .size = sizes_.font, .anchor = anchor, .weight = weight};
  }

  Text cell(const ForestColumns::Column& column, double y, double indent, const std::string& content, double most,
            Weight weight) const {
    const std::string fitting = shortened_to(content, most - indent, sizes_.font, weight);
    if (column.is_numeric) return text(fitting, column.left + column.width, y, Anchor::end, weight);
    return text(fitting, column.left + indent, y, Anchor::start, weight);
  }

  void place_head() {
    const double base = layout_.panel.top - 0.7 * sizes_.font;
    for (std::size_t c = 0; c < plot_.headings.size(); ++c) {
      const ForestColumns::Column& column = columns_.labels[c];
      for (std::size_t i = 0; i < column.heading.size() && !plot_.headings[c].empty(); ++i)
        layout_.headings.push_back(cell(column, base - double(column.heading.size() - 1 - i) * sizes_.line(), 0,
                                        column.heading[i], column.width, Weight::bold));
    }
    const std::size_t lines = columns_.estimate_heading.size();
    for (std::size_t i = 0; i < lines; ++i)
      layout_.estimate_heading.push_back(text(columns_.estimate_heading[i], columns_.estimate_end,
                                              base - double(lines - 1 - i) * sizes_.line(), Anchor::end, Weight::bold));
    layout_.rule = layout_.panel.top - 0.1 * sizes_.font;
  }

  void place_axis() {
    const Box& panel = layout_.panel;
    const double fs = sizes_.font;
    const LogScale& scale = layout_.scale = scale_of(plot_, panel.left, panel.right);
    const double reference = scale.at(plot_.reference);
    if (reference >= scale.from && reference <= scale.to) layout_.reference = reference;
    const std::size_t most = std::size_t(std::max(2.0, panel.width() / (2.2 * fs)));
    layout_.ticks = log_ticks(scale.low, scale.high, most);
    double last = -1e9;  // 1, 2 and 5 stand at uneven distances
    double y = panel.bottom + sizes_.tick() + 1.2 * fs;
    for (const double tick : layout_.ticks) {
      const double wide = text_width(tick_text(tick), fs), x = scale.at(tick);
      if (x - wide / 2 < last + 0.4 * fs) continue;
      layout_.tick_labels.push_back(text(tick_text(tick), x, y, Anchor::middle));
      last = x + wide / 2;
    }
    if (has_favours()) {
      y += sizes_.line();
      place_favours(std::clamp(reference, scale.from, scale.to), y);
    }
    if (plot_.x_title.empty()) return;
    const double left = sizes_.margin(), right = columns_.right;
    const std::string title = shortened_to(plot_.x_title, right - left, fs);
    const double half = text_width(title, fs) / 2;
    layout_.x_title =
        text(title, std::clamp((panel.left + panel.right) / 2, left + half, std::max(left + half, right - half)),
             y + sizes_.line(), Anchor::middle);
  }

  /// What speaks for which side, left and right of the reference.
  void place_favours(double middle, double y) {
    const double fs = sizes_.font, size = sizes_.small(), width = plot_.frame.width;
    const double half = std::min(width - 2 * sizes_.margin(), 0.5 * width);
    const double left = std::min(half, middle - sizes_.margin() - 0.5 * fs);
    const double right = columns_.right - middle - 0.5 * fs;
    const auto place = [&](const std::string& content, double room, double x, Anchor anchor) {
      return Text{.content = shortened_to(content, room, size), .x = x, .y = y, .size = size, .anchor = anchor};
    };
    if (!plot_.favours_low.empty())
      layout_.favours_low = place("\u2190 " + plot_.favours_low, left, middle - 0.5 * fs, Anchor::end);
    if (!plot_.favours_high.empty())
      layout_.favours_high = place(plot_.favours_high + " \u2192", right, middle + 0.5 * fs, Anchor::start);
  }

  ForestLayout::Row row(std::size_t number) const {
    const ForestRow& row = plot_.rows[number];
    ForestLayout::Row placed;
    placed.middle = layout_.panel.top + (double(number) + 0.5) * row_height() * stretch_ + 0.2 * sizes_.font;
    const double base = placed.middle + 0.36 * sizes_.font;
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      const ForestColumns::Column& column = columns_.labels[c];
      const bool is_alone = !row.ratio && row.cells.size() == 1;
      const double most = is_alone ? layout_.panel.left - sizes_.margin() - columns_.pad / 2 : column.width;
      const Weight weight = weight_of(row);
      // SVG drops the spaces in front of a text; here they mean an indent.
      const std::size_t spaces = std::min(row.cells[c].find_first_not_of(' '), row.cells[c].size());
      double indent = column.is_numeric ? 0 : text_width(row.cells[c].substr(0, spaces), sizes_.font);
      if (text_width(row.cells[c].substr(spaces), sizes_.font, weight) > most - indent)
        indent = std::min(indent, std::max(0.0, most - 2 * sizes_.font));
      if (spaces < row.cells[c].size())
        placed.cells.push_back(cell(column, base, indent, row.cells[c].substr(spaces), most, weight));
    }
    if (!row.estimate.empty())
      placed.estimate = text(shortened_to(row.estimate, columns_.estimate_width, sizes_.font, weight_of(row)),
                             columns_.estimate_end, base, Anchor::end, weight_of(row));
    if (row.ratio) place_ratio(row, placed);
    return placed;
  }

  void place_ratio(const ForestRow& row, ForestLayout::Row& placed) const {
    const LogScale& scale = layout_.scale;
    placed.side = sizes_.font * (0.35 + 0.5 * std::sqrt(std::clamp(row.weight, 0.0, 1.0)));
    const double at = scale.at(*row.ratio), middle = placed.middle;
    if (at >= scale.from && at <= scale.to) placed.ratio = at;
    if (!row.low || !row.high) return;
    const double from = std::max(scale.from, scale.at(std::max(*row.low, 1e-300)));
    const double to = std::min(scale.to, scale.at(std::min(*row.high, 1e300)));
    if (from <= to) placed.limits = {from, middle, to, middle};
    placed.beyond_left = *row.low < scale.low;
    placed.beyond_right = *row.high > scale.high;
  }

  const ForestPlot& plot_;
  ForestColumns columns_;
  Sizes sizes_;
  Sheet sheet_;
  double stretch_ = 1;  ///< of the rows, to the height that is asked for
  ForestLayout layout_;
};

}  // namespace

Texts ForestLayout::texts() const {
  Texts all = titles;
  const auto add = [&](const std::optional<Text>& text) {
    if (text && !text->content.empty()) all.push_back(*text);
  };
  append(all, headings);
  for (const Text& line : estimate_heading) add(line);
  append(all, tick_labels);
  add(favours_low), add(favours_high), add(x_title);
  for (const Row& row : rows) {
    append(all, row.cells);
    add(row.estimate);
  }
  append(all, caption);
  return all;
}

ForestLayout lay_out(const ForestPlot& plot) { return Placer(plot).place(); }

}  // namespace plot
