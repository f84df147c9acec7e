// The axes of a figure of curves, and the document of its panels.
#pragma once
#include <string>
#include <vector>

#include "functions/figures/options.hpp"
#include "functions/figures/words.hpp"
#include "plot/curves/figure.hpp"

namespace functions {

/// A figure without curves: its palette, legend and axes.
/// \param y_title  as it is shown where none is asked for
/// \param last     the last time, in the unit of the data
/// Throws declare::Error when `time_scale` leaves no time axis, or `x_ticks` are beyond it.
plot::CurvePlot axes(const AxisOptions& options, const Words& words, const std::string& y_title, double last);

/// Where few are at risk, a curve fades as the options say. \param x  until which enough are
void fade_after(plot::Curve& curve, double x, const AxisOptions& options);

/// The heading of estimates at the times that are asked for, and lines at these. Only where there are any.
void add_landmarks(plot::CurvePlot& plot, const AxisOptions& options, const Words& words, std::string title);

/// Each note as a sentence.
std::string sentences(const Words& words, const std::vector<std::string>& notes);

struct ForListeners {
  std::string name;   ///< of the figure, when it has no title
  std::string notes;  ///< in words, at the end of the description
};

/// The document of one panel or several, whose descriptions follow each other.
/// Throws declare::Error unless the vertical axis goes up.
std::string draw(const AxisOptions& options, const Words& words, std::vector<plot::CurvePlot> panels,
                 std::vector<std::string> notes, const ForListeners& spoken, const declare::Poll& poll);

}  // namespace functions
