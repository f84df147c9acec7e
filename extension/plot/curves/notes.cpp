#include "plot/curves/notes.hpp"

#include <algorithm>

#include "plot/curves/curve_shapes.hpp"

namespace plot {
namespace {

double widest(const std::vector<std::string>& lines, const Sizes& sizes) {
  double width = 0;
  for (const std::string& line : lines) width = std::max(width, text_width(line, sizes.font));
  return width;
}

Texts place(const std::vector<std::string>& lines, const Sizes& sizes, Anchor anchor, double x, double top) {
  Texts placed;
  double y = top + sizes.font;
  for (const std::string& line : lines) {
    placed.push_back({.content = line, .x = x, .y = y, .size = sizes.font, .anchor = anchor});
    y += sizes.line();
  }
  return placed;
}

double height(const std::vector<std::string>& lines, const Sizes& sizes) { return sizes.line() * double(lines.size()); }

}  // namespace

std::optional<Texts> place_notes_in(const CurvePlot& plot, const Sizes& sizes, const Panel& panel, const Poll& poll) {
  const double wide = widest(plot.notes, sizes), tall = height(plot.notes, sizes);
  const Box free = inset(panel.box, 0.9 * sizes.font, 0.6 * sizes.font);
  const double right = free.right - wide, low = free.bottom - tall;
  if (right < free.left || low < free.top) return std::nullopt;
  struct Corner {
    double x, y;
    Anchor anchor;
  };
  for (const Corner& c : {Corner{free.left, low, Anchor::start}, Corner{right, free.top, Anchor::end},
                          Corner{free.left, free.top, Anchor::start}, Corner{right, low, Anchor::end}}) {
    const Box box{c.x, c.y, c.x + wide, c.y + tall};
    if (!meets_curves(plot, panel, inset(box, -sizes.gap(), -sizes.gap() / 2), poll))
      return place(plot.notes, sizes, c.anchor, c.anchor == Anchor::end ? box.right : box.left, box.top);
  }
  return std::nullopt;
}

NotesAbove place_notes_above(const CurvePlot& plot, const Sizes& sizes, double panel_left, double top) {
  const double most = plot.frame.width - 2 * sizes.margin();
  std::vector<std::string> lines;
  for (const std::string& note : plot.notes) {
    const std::vector<std::string> broken = wrapped_to(note, most, sizes.font);
    lines.insert(lines.end(), broken.begin(), broken.end());
  }
  const double furthest = plot.frame.width - sizes.margin() - widest(lines, sizes);
  const double left = std::max(sizes.margin(), std::min(panel_left, furthest));
  return {place(lines, sizes, Anchor::start, left, top + 0.3 * sizes.font), top + height(lines, sizes)};
}

void draw_notes(Svg& svg, const Texts& notes) {
  if (notes.empty()) return;
  svg.begin("g", {{"class", "notes"}, {"text-anchor", notes.front().anchor == Anchor::end ? "end" : "start"}});
  for (const Text& note : notes) svg.text(note);
  svg.end();
}

}  // namespace plot
