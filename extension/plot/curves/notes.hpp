// Notes such as P values: in a corner of the panel where they hide nothing, or else above it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "plot/curves/axes.hpp"
#include "plot/curves/figure.hpp"
#include "plot/svg.hpp"
#include "plot/text.hpp"

namespace plot {

/// In a corner of the panel that no curve runs through; nothing where there is none.
std::optional<Texts> place_notes_in(const CurvePlot& plot, const Sizes& sizes, const Panel& panel, const Poll& poll);

/// Notes above the panel, broken into lines where they are wider than the page.
struct NotesAbove {
  Texts lines = {};
  double bottom = 0;  ///< where they end
};
NotesAbove place_notes_above(const CurvePlot& plot, const Sizes& sizes, double panel_left, double top);

void draw_notes(Svg& svg, const Texts& notes);

}  // namespace plot
