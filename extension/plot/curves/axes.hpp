// The panel that curves are drawn in, and its axes: which ticks they have, and where their numbers and titles stand.
#pragma once
#include <optional>
#include <vector>

#include "plot/curves/figure.hpp"
#include "plot/scale.hpp"
#include "plot/sizes.hpp"
#include "plot/svg.hpp"
#include "plot/text.hpp"

namespace plot {

/// The numbers that have a tick.
struct Ticks {
  double step = 1;
  std::vector<double> at = {};
};

struct Axis {
  LinearScale scale = {};
  Ticks ticks = {};
  Texts labels = {};
  std::optional<Text> title = {};
};

struct Panel {
  Box box = {};
  Axis x = {}, y = {};

  Point at(double x_value, double y_value) const { return {x.scale.at(x_value), y.scale.at(y_value)}; }
};

/// A panel is no smaller, in font sizes.
inline constexpr double least_panel_width = 5, least_panel_height = 8;

/// Ticks for a panel of about that height.
Ticks choose_y_ticks(const CurvePlot& plot, const Sizes& sizes, double height);
/// Ticks for a panel of that width, whose columns of numbers under the ticks are as wide as `cell` at most.
Ticks choose_x_ticks(const CurvePlot& plot, const Sizes& sizes, double width, double cell);

/// The width that the vertical axis takes left of the panel.
double beside_panel(const CurvePlot& plot, const Sizes& sizes, const Ticks& ticks);
/// The height that the horizontal axis takes under it.
double below_panel(const CurvePlot& plot, const Sizes& sizes);

/// The horizontal axis of a panel.
Axis place_x_axis(const CurvePlot& plot, const Sizes& sizes, const Ticks& ticks, const Box& panel);
/// The vertical one, without its title.
Axis place_y_axis(const CurvePlot& plot, const Sizes& sizes, const Ticks& ticks, const Box& panel);
/// Its title: beside the middle of the panel, or as near to that as the other texts of the page let it.
/// \param free  the page under its titles
Text place_y_title(const CurvePlot& plot, const Sizes& sizes, const Panel& panel, const Box& free, const Texts& others);

/// Grid, lines and ticks, numbers and titles.
void draw_axes(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const Panel& panel);
/// A text in its middle that is read from below.
void draw_upright(Svg& svg, const Text& text);

}  // namespace plot
