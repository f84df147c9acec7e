// No text of a figure leaves its page or meets another, whatever is asked for: 2,000 random figures of each kind, by
// the widths of text_width(), which render.py holds to be on the safe side.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "plot/curves/layout.hpp"
#include "plot/curves/panels.hpp"
#include "plot/forest/layout.hpp"
#include "plot/random_figures.hpp"

using namespace plot;

namespace {

constexpr unsigned figures = 2000;
constexpr double slack = 1e-6;
const Poll no_poll = [] {};

/// What is wrong with the texts, in words.
std::string faults(const Box& page, const Texts& texts) {
  std::string found;
  std::vector<Box> boxes;
  for (const Text& text : texts) {
    boxes.push_back(text.box());
    if (!holds(page, boxes.back(), slack)) found += "outside: " + text.content + "\n";
  }
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = i + 1; j < texts.size(); ++j)
      if (meets(boxes[i], boxes[j], slack)) found += "overlap: " + texts[i].content + " | " + texts[j].content + "\n";
  return found;
}

bool is_twice(const Box& large, const Box& small, double off = slack) {
  return holds(large, {2 * small.left, 2 * small.top, 2 * small.right, 2 * small.bottom}, off) &&
         holds({2 * small.left, 2 * small.top, 2 * small.right, 2 * small.bottom}, large, off);
}

Frame twice(Frame frame) {
  frame.width *= 2, frame.font_size *= 2;
  if (frame.height) *frame.height *= 2;
  return frame;
}

/// Whether all of a figure at twice its size is twice as large. Its height, and the caption at its end, are rounded to
/// whole pixels.
template <class Layout>
bool is_twice(Layout large, Layout small) {
  const double rounding = 2;
  if (!is_twice(large.page, small.page, rounding) || large.caption.size() != small.caption.size()) return false;
  for (std::size_t i = 0; i < small.caption.size(); ++i)
    if (!is_twice(large.caption[i].box(), small.caption[i].box(), rounding)) return false;
  large.caption.clear(), small.caption.clear();
  const Texts a = large.texts(), b = small.texts();
  return std::ranges::equal(
      a, b, [](const Text& x, const Text& y) { return x.content == y.content && is_twice(x.box(), y.box()); });
}

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

template <class Container>
std::string joined(const Container& texts) {
  std::string all;
  for (const auto& text : texts) {
    if constexpr (requires { text.content; })
      all += text.content;
    else
      all += text;
  }
  return without_spaces(all);
}

}  // namespace

TEST_CASE("a figure of curves: every text in the page, none on another, none of its numbers cut") {
  for (unsigned seed = 0; seed < figures; ++seed) {
    CAPTURE(seed);
    CurvePlot plot = random_figures::curves(seed);
    const Layout layout = lay_out(plot, no_poll);
    const double fs = layout.sizes.font;
    CHECK(faults(layout.page, layout.texts()) == "");
    const Box& panel = layout.panel.box;
    CHECK(holds(layout.page, panel));
    CHECK(panel.width() >= least_panel_width * fs - slack);
    CHECK(panel.height() >= least_panel_height * fs - slack);
    CHECK(layout.page.right == plot.frame.width);
    if (plot.frame.height && panel.height() > least_panel_height * fs + slack && plot.legend != Legend::right &&
        plot.legend != Legend::direct)
      CHECK(layout.page.bottom == *plot.frame.height);
    CHECK(joined(layout.notes) == joined(plot.notes));
    // ticks are those that are given, or where none of them is on the axis, regular ones
    for (const auto& side : {std::pair(plot.x_ticks, layout.panel.x), std::pair(plot.y_ticks, layout.panel.y)}) {
      const auto& ticks = side.first;
      const auto& axis = side.second;
      for (const double tick : axis.ticks.at)
        CHECK((std::ranges::find(ticks, tick) != ticks.end() || ticks.empty() ||
               std::ranges::none_of(ticks, [&](double x) { return x > axis.scale.low && x < axis.scale.high; })));
    }
    for (std::size_t t = 0; t < layout.tables.size(); ++t)
      for (const TableLayout::Row& row : layout.tables[t].rows)
        for (const Text& cell : row.cells) CHECK(cell.content == plot.tables[t].widest);
    plot.frame = twice(plot.frame);
    CHECK(is_twice(lay_out(plot, no_poll), layout));
  }
}

TEST_CASE("panels: every text in the page, none on another, and the panels are alike") {
  for (unsigned seed = 0; seed < figures; ++seed) {
    CAPTURE(seed);
    PanelFigure figure = random_figures::panels(seed);
    const PanelLayout layout = lay_out(figure, no_poll);
    CHECK(faults(layout.page, layout.texts()) == "");
    CHECK(layout.cells.size() == figure.panels.size());
    const auto& [first_at, first] = layout.cells.front();
    for (const auto& [at, cell] : layout.cells) {
      CHECK(holds(layout.page, {at.x, at.y, at.x + cell.page.right, at.y + cell.page.bottom}, 1e-3));
      CHECK(cell.sizes.font == layout.sizes.font);
      CHECK(cell.panel.box.left == first.panel.box.left);
      CHECK(cell.panel.box.right == first.panel.box.right);
      CHECK(cell.panel.x.ticks.at == first.panel.x.ticks.at);
    }
  }
}

TEST_CASE("a funnel plot and a swimmer plot: every text in the page, none on another") {
  for (unsigned seed = 0; seed < figures; ++seed) {
    CAPTURE(seed);
    const FunnelPlot funnel = random_figures::funnel(seed);
    const FunnelLayout names = lay_out(funnel, no_poll);
    CHECK(faults(names.base.page, names.texts()) == "");
    for (const Text& name : names.names) CHECK(holds(names.base.panel.box, name.box()));
    const SwimmerPlot swimmer = random_figures::swimmer(seed);
    const SwimmerLayout lanes = lay_out(swimmer);
    CHECK(faults(lanes.page, lanes.texts()) == "");
    CHECK(holds(lanes.page, lanes.panel.box));
    CHECK(lanes.panel.box.width() >= 4 * lanes.sizes.font);
  }
}

TEST_CASE("a forest plot: every text in the page, none on another, none of its numbers cut") {
  for (unsigned seed = 0; seed < figures; ++seed) {
    CAPTURE(seed);
    ForestPlot plot = random_figures::forest(seed);
    const ForestLayout layout = lay_out(plot);
    CHECK(faults(layout.page, layout.texts()) == "");
    CHECK(holds(layout.page, layout.panel));
    CHECK(layout.panel.width() >= 4 * layout.sizes.font - slack);
    CHECK(layout.page.right == plot.frame.width);
    if (plot.frame.height) CHECK(layout.page.bottom >= *plot.frame.height);
    for (std::size_t r = 0; r < plot.rows.size(); ++r) {
      if (!plot.rows[r].ratio) continue;
      CHECK(layout.rows[r].estimate->content == plot.rows[r].estimate);
      for (std::size_t c = 0; c < plot.rows[r].cells.size(); ++c)
        if (plot.rows[r].cells[c].starts_with("12 / ")) CHECK(layout.rows[r].cells[c].content == plot.rows[r].cells[c]);
    }
    CHECK(joined(layout.estimate_heading) == without_spaces(plot.estimate_heading));
    plot.frame = twice(plot.frame);
    CHECK(is_twice(lay_out(plot), layout));
  }
}

namespace {

/// Two curves over a table of numbers at risk.
CurvePlot two_curves(double width) {
  CurvePlot plot{.frame = {.width = width}, .legend = Legend::direct, .x_title = "Time", .y_title = "Survival"};
  for (const char* name : {"Reduced intensity", "Full intensity"})
    plot.curves.push_back({.label = name, .steps = {{0, 1, 1, 1}, {0.5, 0.5, 0.5, 0.5}}, .end = 1});
  plot.tables.push_back({.title = "Number at risk", .rows = {{"RIC", 0}, {"MAC", 1}}, .widest = "120"});
  plot.tables[0].cells = [](std::size_t, std::span<const double> ticks) {
    return std::vector<std::string>(ticks.size(), "120");
  };
  return plot;
}

bool is_on_top(const Layout& layout) {
  return std::ranges::all_of(layout.legend.entries, [&](const LegendLayout::Entry& entry) {
    return entry.leader.empty() && entry.lines.front().y < layout.panel.box.top;
  });
}

}  // namespace

TEST_CASE("where the page is too narrow: the legend on top, then labels above their rows, then smaller text") {
  const Layout wide = lay_out(two_curves(720), no_poll);
  CHECK(!is_on_top(wide));
  CHECK(wide.tables[0].rows[0].label->y == wide.tables[0].rows[0].cells[0].y);
  CHECK(wide.sizes.font == 13);

  const Layout narrow = lay_out(two_curves(240), no_poll);
  CHECK(is_on_top(narrow));
  CHECK(narrow.legend.entries[0].lines[0].content == "Reduced intensity");
  CHECK(narrow.sizes.font == 13);

  CurvePlot large = two_curves(240);
  large.tables[0].widest = "120000 (100000)";
  const Layout above = lay_out(large, no_poll);
  CHECK(above.tables[0].rows[0].label->y < above.tables[0].rows[0].cells[0].y);
  CHECK(above.sizes.font == 13);

  large.frame.font_size = 20;
  const Layout smaller = lay_out(large, no_poll);
  CHECK(smaller.sizes.font < 16);
  CHECK(smaller.sizes.font > 13);
}

TEST_CASE("a height that suffices is the page's, to the pixel") {
  for (int height = 300; height < 900; ++height) {
    CAPTURE(height);
    CurvePlot plot = two_curves(600);
    plot.frame.height = height;
    plot.frame.caption = "A caption";
    CHECK(lay_out(plot, no_poll).page.bottom == height);
  }
}

TEST_CASE("times of any size have numbers that fit") {
  for (int power = -300; power <= 300; power += 7) {
    CAPTURE(power);
    CurvePlot plot = two_curves(480);
    plot.x_max = 2.6 * std::pow(10, power);
    const Layout layout = lay_out(plot, no_poll);
    CHECK(faults(layout.page, layout.texts()) == "");
    CHECK(layout.sizes.font == 13);
    const Texts& labels = layout.panel.x.labels;
    CHECK(labels.size() > 1);
    for (std::size_t i = 1; i < labels.size(); ++i) CHECK(labels[i].content != labels[i - 1].content);
  }
}
