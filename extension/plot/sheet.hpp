// What every figure has: the document's head for readers who cannot see it, titles on top, a caption at the bottom.
#pragma once
#include <string>

#include "plot/curve_plot.hpp"
#include "plot/svg.hpp"

namespace plot {

inline constexpr double line_height = 1.3;  ///< of its font size, enough for CJK and stacked accents
inline constexpr const char* ink = "#1a1a1a";
inline constexpr const char* faint_ink = "#595959";

/// Titles and caption as lines, and the room they take.
class Sheet {
 public:
  explicit Sheet(const Frame& frame);

  double margin() const { return frame_.font_size; }
  double top() const;     ///< where the figure may begin
  double bottom() const;  ///< what the caption needs below it

  /// Opens the document. \param identity  what makes the ids of this figure its own in a page that holds several
  void begin(Svg& svg, double height) const;
  /// The caption, and the end.
  void finish(Svg& svg, double height) const;
  /// An id that differs from those of other figures.
  std::string id(const char* name) const;

 private:
  double title_size() const { return 1.3 * frame_.font_size; }
  double caption_size() const { return 0.85 * frame_.font_size; }

  const Frame& frame_;
  std::vector<std::string> title_, subtitle_, caption_;
  std::string hash_;
};

}  // namespace plot
