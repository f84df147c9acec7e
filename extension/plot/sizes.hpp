// Lengths that go with the size of the text: whatever is drawn grows with it.
#pragma once

namespace plot {

inline constexpr double line_height = 1.3;  ///< of its font size, enough for CJK and stacked accents

struct Sizes {
  double font;  ///< in pixels

  double line() const { return line_height * font; }
  double small() const { return 0.9 * font; }  ///< the size of text in tables
  double table_line() const { return line_height * small(); }
  double margin() const { return font; }
  double gap() const { return 0.5 * font; }
  double sample() const { return 1.9 * font; }  ///< of a line that shows a stroke
  double stroke() const { return 0.145 * font; }
  double tick() const { return 0.35 * font; }
};

}  // namespace plot
