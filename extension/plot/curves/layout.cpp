#include "plot/curves/layout.hpp"

#include <algorithm>
#include <cmath>

#include "plot/axis.hpp"
#include "plot/curves/notes.hpp"
#include "plot/sheet.hpp"

namespace plot {
namespace {

/// What stands side by side, which does not depend on any height.
struct Columns {
  Sizes sizes;
  double left = 0, right = 0;  ///< of the panel
  double least = 0;            ///< the width of a page that has room for all
  Ticks x_ticks = {};
  SideLegend legend = {};
  RowLabels labels = {};
};

/// \param y_ticks  those of the panel, as far as is known before its height is
/// \param legend   what stands beside the panel
/// \param above    whether labels of table rows must stand above their rows
Columns side_by_side(const CurvePlot& plot, const Sizes& sizes, const Ticks& y_ticks, SideLegend legend, bool above) {
  const double fs = sizes.font, margin = sizes.margin(), width = plot.frame.width;
  Columns columns{.sizes = sizes, .legend = std::move(legend), .labels = measure_tick_labels(plot, sizes, above)};
  const double cell = tick_cell_width(plot, sizes);
  columns.left = margin + std::max(beside_panel(plot, sizes, y_ticks), columns.labels.width + 2 * sizes.gap());
  if (!plot.tables.empty())
    columns.left = std::max(columns.left, margin + columns.labels.width + cell / 2 + 1.6 * sizes.gap());
  double last = std::max(text_width(tick_number(plot.x_max, 0.01, plot.x_max), fs), cell);
  for (int tries = 0; tries < 3; ++tries) {
    columns.right = width - std::max(margin + columns.legend.width, margin * 0.6 + last / 2 + columns.legend.width);
    columns.least = std::max(columns.left + least_panel_width * fs + (width - columns.right),
                             2 * margin + estimate_cell_width(plot, sizes));
    if (columns.least > width) break;
    columns.x_ticks = choose_x_ticks(plot, sizes, columns.right - columns.left, cell);
    const Texts labels = place_x_axis(plot, sizes, columns.x_ticks, {columns.left, 0, columns.right, 0}).labels;
    if (labels.empty()) break;
    const double too_far_left = -labels.front().box().left, too_far_right = labels.back().box().right - width;
    if (too_far_left <= 0 && too_far_right <= 0) break;
    columns.left += std::max(0.0, too_far_left);
    if (too_far_right > 0) last = labels.back().box().width();
  }
  return columns;
}

/// The columns, of smaller text where the page has no room for them otherwise.
Columns fit(const CurvePlot& plot, const Ticks& y_ticks, const Poll& poll) {
  const auto fits = [&](const Columns& columns) { return columns.least <= plot.frame.width; };
  Sizes sizes{plot.frame.font_size};
  Columns columns = side_by_side(plot, sizes, y_ticks, measure_beside(plot, sizes, poll), false);
  if (!fits(columns) || columns.legend.is_cramped) columns = side_by_side(plot, sizes, y_ticks, {}, false);
  if (!fits(columns)) columns = side_by_side(plot, sizes, y_ticks, {}, true);
  while (!fits(columns)) {
    constexpr double a_little_less = 1 - 1e-6;
    sizes.font *= plot.frame.width / columns.least * a_little_less;
    columns = side_by_side(plot, sizes, y_ticks, {}, true);
  }
  return columns;
}

/// What stands under a panel.
struct Below {
  Axis x;
  PlacedTables tables, estimates;
  double depth() const { return estimates.bottom.depth; }
};

class Stack {
 public:
  Stack(const CurvePlot& plot, const Ticks& y_ticks, const Poll& poll)
      : plot_(plot),
        columns_(fit(plot, y_ticks, poll)),
        sizes_(columns_.sizes),
        sheet_(plot.frame, sizes_),
        tables_(tick_tables(plot, columns_.x_ticks)),
        estimates_(measure_estimates(plot, sizes_, columns_.left)) {}

  /// \param notes_above  the notes stand above the panel, not in it
  Layout place(bool notes_above) const {
    Layout layout{.sizes = sizes_, .titles = sheet_.titles()};
    double y = sheet_.top();
    if (plot_.legend != Legend::none && columns_.legend.names.empty()) {
      TopLegend legend = place_on_top(plot_, sizes_, y);
      layout.legend = std::move(legend.placed);
      y = legend.bottom;
    }
    if (!plot_.panel_title.empty()) {
      layout.panel_title = {
          .content = shortened_to(plot_.panel_title, plot_.frame.width - sizes_.margin() - columns_.left, sizes_.font,
                                  Weight::bold),
          .x = columns_.left,
          .y = y + sizes_.font,
          .size = sizes_.font,
          .weight = Weight::bold};
      y += sizes_.line();
    }
    if (notes_above) {
      NotesAbove notes = place_notes_above(plot_, sizes_, columns_.left, y);
      layout.notes = std::move(notes.lines);
      y = notes.bottom;
    }
    Box& panel = layout.panel.box;
    panel = {columns_.left, y + 0.8 * sizes_.font, columns_.right, 0};
    const double below = place_below(panel).depth() + sheet_.bottom();
    const double height = panel_height(panel, below);
    panel.bottom = panel.top + height;
    const double bottom = panel.bottom + below;
    Below placed = place_below(panel);
    layout.panel.x = std::move(placed.x);
    layout.panel.y = place_y_axis(plot_, sizes_, choose_y_ticks(plot_, sizes_, height), panel);
    layout.tables = std::move(placed.tables.tables);
    layout.estimates = std::move(placed.estimates.tables);
    if (!columns_.legend.names.empty()) layout.legend = place_beside(plot_, sizes_, columns_.legend, layout.panel);
    if (!plot_.y_title.empty()) {
      Texts others = layout.texts();
      append(others, sheet_.caption(bottom));
      layout.panel.y.title =
          place_y_title(plot_, sizes_, layout.panel, {0, sheet_.top(), plot_.frame.width, bottom}, others);
    }
    layout.page = {0, 0, plot_.frame.width, whole_pixels(bottom)};
    layout.caption = sheet_.caption(layout.page.bottom);
    return layout;
  }

 private:
  Below place_below(const Box& panel) const {
    const double axis = below_panel(plot_, sizes_);
    Below below;
    below.x = place_x_axis(plot_, sizes_, columns_.x_ticks, panel);
    below.tables = place_tick_tables(plot_, sizes_, columns_.labels, tables_, below.x, {panel.bottom + axis, axis});
    below.estimates = place_estimates(plot_, sizes_, estimates_, below.tables.bottom);
    return below;
  }

  double panel_height(const Box& panel, double below) const {
    const double height = plot_.frame.height
                              ? std::max(*plot_.frame.height - panel.top - below, least_panel_height * sizes_.font)
                              : std::max(0.62 * panel.width(), 9 * sizes_.font);
    return std::max(height, columns_.legend.height);
  }

  const CurvePlot& plot_;
  Columns columns_;
  Sizes sizes_;
  Sheet sheet_;
  std::vector<TextTable> tables_;
  EstimateColumns estimates_;
};

/// The ticks of the vertical axis before the panel's height is known.
Ticks likely_y_ticks(const CurvePlot& plot) {
  const double page = plot.frame.height.value_or(0.8 * plot.frame.width), any = 1e6;
  return choose_y_ticks(plot, {plot.frame.font_size}, plot.y_step ? any : 0.5 * page);
}

bool holds_y_axis(const Layout& layout) {
  const auto is_inside = [](const Text& text) { return text.box().left >= 0; };
  const Axis& axis = layout.panel.y;
  return std::ranges::all_of(axis.labels, is_inside) && (!axis.title || is_inside(*axis.title));
}

}  // namespace

Texts Layout::texts() const {
  Texts all = titles;
  if (legend.title) all.push_back(*legend.title);
  for (const LegendLayout::Entry& entry : legend.entries) append(all, entry.lines);
  append(all, notes);
  if (panel_title) all.push_back(*panel_title);
  for (const Axis* axis : {&panel.x, &panel.y}) {
    append(all, axis->labels);
    if (axis->title) all.push_back(*axis->title);
  }
  for (const auto* list : {&tables, &estimates})
    for (const TableLayout& table : *list) {
      append(all, table.title);
      append(all, table.headings);
      for (const TableLayout::Row& row : table.rows) {
        if (row.label) all.push_back(*row.label);
        append(all, row.cells);
      }
    }
  append(all, caption);
  return all;
}

Layout lay_out(const CurvePlot& plot, const Poll& poll) {
  // The width of the numbers beside the panel depends on its height, and the height on the width that they leave: a
  // first guess, and where it was wrong, what came of it.
  Ticks y_ticks = likely_y_ticks(plot);
  for (int tries = 0;; ++tries) {
    const Stack stack(plot, y_ticks, poll);
    Layout layout = stack.place(false);
    std::optional<Texts> notes;
    if (!plot.notes.empty()) notes = place_notes_in(plot, layout.sizes, layout.panel, poll);
    if (notes)
      layout.notes = std::move(*notes);
    else if (!plot.notes.empty())
      layout = stack.place(true);
    if (holds_y_axis(layout) || tries == 3) return layout;
    y_ticks = layout.panel.y.ticks;
  }
}

}  // namespace plot
