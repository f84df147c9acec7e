// A line of text that has its place on a page.
#pragma once
#include <string>
#include <vector>

#include "plot/box.hpp"
#include "plot/text_width.hpp"

namespace plot {

enum class Anchor { start, middle, end };

struct Text {
  std::string content;
  double x = 0, y = 0;  ///< of its anchor, on the line that its letters stand on
  double size = 0;
  Anchor anchor = Anchor::start;
  Weight weight = Weight::regular;
  bool is_upright = false;  ///< turned to be read from below

  /// What it covers: its width on the safe side, and the height of letters with accents and tails.
  Box box() const {
    constexpr double above = 0.92, below = 0.22;  // of its size
    const double width = text_width(content, size, weight);
    const double before = anchor == Anchor::start ? 0 : anchor == Anchor::middle ? width / 2 : width;
    if (is_upright) return {x - above * size, y - (width - before), x + below * size, y + before};
    return {x - before, y - above * size, x - before + width, y + below * size};
  }
};

using Texts = std::vector<Text>;

inline void append(Texts& to, const Texts& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace plot
