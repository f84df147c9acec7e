// What every figure is given, whatever it shows.
#pragma once
#include <functional>
#include <optional>
#include <string>

namespace plot {

struct Frame {
  std::string title = {}, subtitle = {}, caption = {};
  std::string name = {};              ///< for readers who cannot see it
  std::string description = {};       ///< the result in words
  double width = 720;                 ///< in pixels
  std::optional<double> height = {};  ///< at least what the texts need
  double font_size = 13;
  std::string font_family = "sans-serif";
};

/// Called now and then by what may take long; throws to stop it.
using Poll = std::function<void()>;

}  // namespace plot
