// What every figure is given, whatever it shows.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace plot {

/// What lies under a figure, and the greys that are seen on it.
struct Shades {
  std::string background = "#ffffff";  ///< empty: none
  std::string ink = "#1a1a1a", faint = "#595959", grid = "#e3e3e3", guide = "#8c8c8c", median = "#666666";
};
inline Shades dark_shades(std::string background) {
  return {std::move(background), "#f2f2f2", "#b8b8b8", "#404040", "#8c8c8c", "#a6a6a6"};
}

struct Frame {
  std::string title = {}, subtitle = {}, caption = {};
  std::string name = {};              ///< for readers who cannot see it
  std::string description = {};       ///< the result in words
  double width = 720;                 ///< in pixels
  std::optional<double> height = {};  ///< at least what the texts need
  double font_size = 13;
  std::string font_family = "sans-serif";
  Shades shades = {};
};

/// Called now and then by what may take long; throws to stop it.
using Poll = std::function<void()>;

}  // namespace plot
