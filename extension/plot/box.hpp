// Points and boxes of a page, in pixels: x to the right, y down.
#pragma once
#include <algorithm>

namespace plot {

struct Point {
  double x, y;
};

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;

  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

/// Whether the boxes have more than an edge in common; one that is no wider or taller than `slack` does not count.
inline bool meets(const Box& a, const Box& b, double slack = 0) {
  return std::min(a.right, b.right) - std::max(a.left, b.left) > slack &&
         std::min(a.bottom, b.bottom) - std::max(a.top, b.top) > slack;
}

/// Whether nothing of `inner` is further than `slack` outside of `outer`.
inline bool holds(const Box& outer, const Box& inner, double slack = 0) {
  return inner.left >= outer.left - slack && inner.right <= outer.right + slack && inner.top >= outer.top - slack &&
         inner.bottom <= outer.bottom + slack;
}

/// The box without a rim of that width and height; a negative rim is added.
inline Box inset(const Box& box, double x, double y) {
  return {box.left + x, box.top + y, box.right - x, box.bottom - y};
}

}  // namespace plot
