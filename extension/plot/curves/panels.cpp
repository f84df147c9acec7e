#include "plot/curves/panels.hpp"

#include <algorithm>
#include <cmath>

#include "plot/curves/curve_plot.hpp"
#include "plot/curves/notes.hpp"
#include "plot/sheet.hpp"

namespace plot {
namespace {

/// What stands around the panels, as a figure without curves.
CurvePlot surroundings(const PanelFigure& figure) {
  const CurvePlot& first = figure.panels.front();
  CurvePlot around{.frame = figure.frame,
                   .palette = first.palette,
                   .curves_per_group = first.curves_per_group,
                   .legend = first.legend,
                   .legend_title = first.legend_title,
                   .stacked = first.stacked,
                   .notes = figure.notes};
  for (const Curve& curve : first.curves)
    around.curves.push_back({.label = curve.label, .color = curve.color, .dash = curve.dash});
  return around;
}

/// As many as fit, in rows about as long.
std::size_t columns_of(const PanelFigure& figure) {
  const std::size_t n = figure.panels.size();
  constexpr double least = 20;  // a panel's width, in font sizes
  const auto fit = std::size_t(std::max(1.0, std::floor(figure.frame.width / (least * figure.frame.font_size))));
  const std::size_t most = std::min({figure.columns.value_or(std::min(fit, std::size_t{4})), n});
  const std::size_t rows = (n + most - 1) / most;
  return figure.columns ? most : (n + rows - 1) / rows;
}

class Grid {
 public:
  Grid(PanelFigure& figure, const CurvePlot& around, double font, const Poll& poll)
      : figure_(figure), around_(around), sizes_{font}, sheet_(around.frame, sizes_), poll_(poll) {}

  PanelLayout place() {
    PanelLayout layout{.sizes = sizes_, .titles = sheet_.titles()};
    double top = sheet_.top();
    if (around_.legend != Legend::none) {
      TopLegend legend = place_on_top(around_, sizes_, top);
      layout.legend = std::move(legend.placed);
      top = legend.bottom;
    }
    if (!around_.notes.empty()) {
      NotesAbove notes = place_notes_above(around_, sizes_, sizes_.margin(), top);
      layout.notes = std::move(notes.lines);
      top = notes.bottom + 0.3 * sizes_.font;  // which its last line reaches into
    }
    const double bottom = place_cells(layout, top);
    layout.page = {0, 0, figure_.frame.width, whole_pixels(bottom + sheet_.bottom())};
    layout.caption = sheet_.caption(layout.page.bottom);
    return layout;
  }

 private:
  /// Returns where the last row ends.
  double place_cells(PanelLayout& layout, double top) {
    const std::size_t columns = columns_of(figure_), rows = (figure_.panels.size() + columns - 1) / columns;
    const double width = figure_.frame.width / double(columns);
    double y = top;
    for (std::size_t row = 0; row < rows; ++row) {
      double height = 0;
      for (std::size_t i = row * columns; i < std::min((row + 1) * columns, figure_.panels.size()); ++i) {
        CurvePlot& panel = figure_.panels[i];
        panel.frame = {.width = width, .font_size = sizes_.font, .shades = figure_.frame.shades};
        if (figure_.frame.height)
          panel.frame.height = std::max(1.0, (*figure_.frame.height - top - sheet_.bottom()) / double(rows));
        panel.legend = Legend::none;
        layout.cells.push_back({{width * double(i % columns), y}, lay_out(panel, poll_)});
        if (i % columns > 0) layout.cells.back().layout.panel.y.title.reset();
        height = std::max(height, layout.cells.back().layout.page.bottom);
      }
      y += height;
    }
    return y;
  }

  PanelFigure& figure_;
  const CurvePlot& around_;
  Sizes sizes_;
  Sheet sheet_;
  const Poll& poll_;
};

PanelLayout lay_out(PanelFigure& figure, const CurvePlot& around, const Poll& poll) {
  double font = figure.frame.font_size;
  for (;;) {
    PanelLayout layout = Grid(figure, around, font, poll).place();
    double least = font;
    for (const PanelLayout::Cell& cell : layout.cells) least = std::min(least, cell.layout.sizes.font);
    if (least == font) return layout;
    font = least;
  }
}

}  // namespace

Texts PanelLayout::texts() const {
  Texts all = titles;
  if (legend.title) all.push_back(*legend.title);
  for (const LegendLayout::Entry& entry : legend.entries) append(all, entry.lines);
  append(all, notes);
  for (const auto& [at, layout] : cells)
    for (Text text : layout.texts()) {
      text.x += at.x, text.y += at.y;
      all.push_back(std::move(text));
    }
  append(all, caption);
  return all;
}

PanelLayout lay_out(PanelFigure& figure, const Poll& poll) {
  const CurvePlot around = surroundings(figure);
  return lay_out(figure, around, poll);
}

std::string draw(PanelFigure figure, const Poll& poll) {
  const CurvePlot around = surroundings(figure);
  const PanelLayout layout = lay_out(figure, around, poll);
  const Sheet sheet(figure.frame, layout.sizes);
  Svg svg;
  sheet.begin(svg, layout.page.bottom);
  draw_legend(svg, around, layout.sizes, layout.legend);
  draw_notes(svg, layout.notes);
  for (std::size_t i = 0; i < layout.cells.size(); ++i) {
    const auto& [at, cell] = layout.cells[i];
    svg.begin("g", {{"class", "panel"}, {"transform", "translate(" + coordinate(at.x) + " " + coordinate(at.y) + ")"}});
    draw_panel(svg, figure.panels[i], cell, sheet.id("panel") + "-" + std::to_string(i + 1), poll);
    svg.end();
  }
  sheet.finish(svg, layout.page.bottom);
  return svg.str();
}

}  // namespace plot
