#include "plot/curves/tables.hpp"

#include <algorithm>

namespace plot {
namespace {

double label_indent(const Sizes& sizes) { return sizes.sample() + sizes.gap(); }

/// A column's cells.
struct Column {
  std::size_t number;
  double x;
  Anchor anchor;
};

/// Places tables line by line from the top; each line states its height here, and nowhere else.
class Placer {
 public:
  Placer(const CurvePlot& plot, const Sizes& sizes, const RowLabels& labels, Place top)
      : sizes_(sizes), page_width_(plot.frame.width), labels_(labels), at_(top) {}

  TableLayout place(const TextTable& table, const std::vector<Column>& columns) {
    const double title_left = sizes_.margin() + (table.title_color ? label_indent(sizes_) : 0);
    const std::vector<std::string> title =
        wrapped_to(table.title, right_end() - title_left, sizes_.small(), Weight::bold);
    const double apart = 0.5 * sizes_.font,
                 title_height = sizes_.line() + double(title.size() - 1) * sizes_.table_line();
    const double headings_height = table.headings.empty() ? 0 : sizes_.table_line();
    const double title_top = at_.y + apart, headings_top = title_top + title_height;
    TableLayout placed;
    if (table.title_color)
      placed.swatch = Swatch{sizes_.margin(), title_top + sizes_.font - 0.35 * sizes_.small(), *table.title_color};
    for (std::size_t i = 0; i < title.size(); ++i) {
      placed.title.push_back(text(title[i], title_left, title_top + sizes_.font + double(i) * sizes_.table_line()));
      placed.title.back().weight = Weight::bold;
    }
    if (!table.headings.empty())
      for (const Column& column : columns)
        placed.headings.push_back(
            text(shortened_to(table.headings[column.number], right_end() - column.x, sizes_.small()), column.x,
                 headings_top + sizes_.small(), column.anchor));
    at_ = {headings_top + headings_height, at_.depth + (apart + title_height + headings_height)};
    for (const TextTable::Row& row : table.rows) placed.rows.push_back(place(row, columns));
    return placed;
  }
  Place bottom() const { return at_; }

 private:
  TableLayout::Row place(const TextTable::Row& row, const std::vector<Column>& columns) {
    const bool is_labelled = !row.label.empty(), above = is_labelled && labels_.above;
    const double height = sizes_.table_line() * (above ? 2 : 1), base = at_.y + sizes_.small();
    TableLayout::Row placed;
    if (is_labelled) {
      const double left = sizes_.margin(), indent = label_indent(sizes_);
      const double most = above ? page_width_ - left - sizes_.margin() - indent : page_width_;
      if (row.has_swatch) placed.swatch = Swatch{left, base - 0.35 * sizes_.small(), row.color, row.dash};
      placed.label = text(shortened_to(row.label, most, sizes_.small()), left + indent, base);
    }
    const double cell_base = above ? base + sizes_.table_line() : base;
    for (const Column& column : columns)
      placed.cells.push_back(text(row.cells[column.number], column.x, cell_base, column.anchor));
    at_ = {at_.y + height, at_.depth + height};
    return placed;
  }

  /// Of titles and headings, which may take a part of the margin.
  double right_end() const { return page_width_ - 0.3 * sizes_.font; }

  Text text(const std::string& content, double x, double y, Anchor anchor = Anchor::start) const {
    return {.content = content, .x = x, .y = y, .size = sizes_.small(), .anchor = anchor};
  }

  Sizes sizes_;
  double page_width_;
  const RowLabels& labels_;
  Place at_;
};

void draw_label(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const TableLayout::Row& row) {
  if (row.swatch) draw(svg, plot, sizes, *row.swatch);
  if (row.label) svg.text(*row.label);
}

}  // namespace

RowLabels measure_tick_labels(const CurvePlot& plot, const Sizes& sizes, bool above) {
  double widest = 0;
  for (const TickTable& table : plot.tables)
    for (const auto& row : table.rows)
      if (!row.label.empty()) widest = std::max(widest, label_indent(sizes) + text_width(row.label, sizes.small()));
  above = above || widest > 0.26 * plot.frame.width;
  return {above ? 0 : widest, above};
}

double tick_cell_width(const CurvePlot& plot, const Sizes& sizes) {
  double widest = 0;
  for (const TickTable& table : plot.tables) widest = std::max(widest, text_width(table.widest, sizes.small()));
  return widest;
}

std::vector<TextTable> tick_tables(const CurvePlot& plot, const Ticks& ticks) {
  std::vector<TextTable> tables;
  for (const TickTable& table : plot.tables) {
    tables.push_back({.title = table.title, .title_color = table.title_color});
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const auto& [label, color, has_swatch] = table.rows[r];
      tables.back().rows.push_back({label, color, 0, table.cells(r, ticks.at), has_swatch});
    }
  }
  return tables;
}

PlacedTables place_tick_tables(const CurvePlot& plot, const Sizes& sizes, const RowLabels& labels,
                               const std::vector<TextTable>& tables, const Axis& x, Place top) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < x.ticks.at.size(); ++i) columns.push_back({i, x.scale.at(x.ticks.at[i]), Anchor::middle});
  Placer placer(plot, sizes, labels, top);
  PlacedTables placed;
  for (const TextTable& table : tables) placed.tables.push_back(placer.place(table, columns));
  placed.bottom = placer.bottom();
  return placed;
}

double estimate_cell_width(const CurvePlot& plot, const Sizes& sizes) {
  double widest = 0;
  if (plot.estimates)
    for (const auto& row : plot.estimates->rows)
      for (const std::string& cell : row.cells) widest = std::max(widest, text_width(cell, sizes.small()));
  return widest;
}

EstimateColumns measure_estimates(const CurvePlot& plot, const Sizes& sizes, double panel_left) {
  EstimateColumns columns;
  if (!plot.estimates) return columns;
  const TextTable& table = *plot.estimates;
  const double cell = estimate_cell_width(plot, sizes), end = plot.frame.width - sizes.margin();
  double widest = 0;
  for (const auto& row : table.rows)
    if (!row.label.empty())
      widest = std::max(widest, label_indent(sizes) + text_width(row.label, sizes.small()) + 2 * sizes.gap());
  const double beside = std::max(panel_left, sizes.margin() + widest), under = sizes.margin() + label_indent(sizes);
  columns.labels.above = widest > 0.5 * plot.frame.width || beside + cell > end;
  columns.left = !columns.labels.above ? beside : under + cell <= end ? under : sizes.margin();
  for (std::size_t c = 0; c < table.headings.size(); ++c) {
    double width = text_width(table.headings[c], sizes.small(), Weight::bold);
    for (const auto& row : table.rows) width = std::max(width, text_width(row.cells[c], sizes.small()));
    columns.widths.push_back(width + 1.6 * sizes.font);
  }
  double x = 0;
  for (std::size_t c = 0; c < columns.widths.size(); ++c) {
    if (columns.blocks.empty() || x + columns.widths[c] > end - columns.left) columns.blocks.emplace_back(), x = 0;
    columns.blocks.back().push_back(c);
    x += columns.widths[c];
  }
  return columns;
}

PlacedTables place_estimates(const CurvePlot& plot, const Sizes& sizes, const EstimateColumns& columns, Place top) {
  Placer placer(plot, sizes, columns.labels, top);
  PlacedTables placed;
  for (const auto& block : columns.blocks) {
    std::vector<Column> in_block;
    double x = columns.left;
    for (const std::size_t c : block) {
      in_block.push_back({c, x, Anchor::start});
      x += columns.widths[c];
    }
    placed.tables.push_back(placer.place(*plot.estimates, in_block));
  }
  placed.bottom = placer.bottom();
  return placed;
}

void draw_tick_tables(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const std::vector<TableLayout>& tables) {
  const double size = sizes.small();
  for (const TableLayout& table : tables) {
    svg.begin("g", {{"class", "table"}, {"font-size", size}});
    if (table.swatch) draw(svg, plot, sizes, *table.swatch);
    for (const Text& line : table.title) svg.text(line, {{"font-weight", "bold"}});
    for (const TableLayout::Row& row : table.rows) {
      draw_label(svg, plot, sizes, row);
      svg.begin("g", {{"class", "row"}, {"text-anchor", "middle"}});
      for (const Text& cell : row.cells) svg.text(cell);
      svg.end();
    }
    svg.end();
  }
}

void draw_estimates(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const std::vector<TableLayout>& tables) {
  if (!plot.estimates) return;
  svg.begin("g", {{"class", "estimates"}, {"font-size", sizes.small()}});
  for (const TableLayout& table : tables) {
    for (const Text& line : table.title) svg.text(line, {{"font-weight", "bold"}});
    for (const Text& heading : table.headings) svg.text(heading, {{"fill", plot.frame.shades.faint}});
    for (const TableLayout::Row& row : table.rows) {
      draw_label(svg, plot, sizes, row);
      for (const Text& cell : row.cells) svg.text(cell);
    }
  }
  svg.end();
}

}  // namespace plot
