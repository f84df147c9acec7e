// What every figure has: the document's head for readers who cannot see it, titles on top, a caption at the bottom.
#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "plot/frame.hpp"
#include "plot/sizes.hpp"
#include "plot/svg.hpp"
#include "plot/text.hpp"

namespace plot {

/// A height as a document has it: the next whole one, but not for the sake of what rounding adds.
inline double whole_pixels(double height) { return std::ceil(height - 1e-6); }

/// Titles and caption as lines, and the room they take.
class Sheet {
 public:
  Sheet(const Frame& frame, const Sizes& sizes);

  double top() const;                  ///< where the figure may begin
  double bottom() const;               ///< what the caption needs below it
  Texts titles() const;                ///< placed: title and subtitle
  Texts caption(double height) const;  ///< the same at the bottom of a page of that height

  /// Opens the document with its titles.
  void begin(Svg& svg, double height) const;
  /// The caption, and the end.
  void finish(Svg& svg, double height) const;
  /// An id that differs from those of other figures, which may stand in the same page.
  std::string id(const char* name) const;

 private:
  double title_size() const { return 1.3 * sizes_.font; }
  double caption_size() const { return 0.85 * sizes_.font; }

  const Frame& frame_;
  Sizes sizes_;
  std::vector<std::string> title_, subtitle_, caption_;
  std::string hash_;
};

}  // namespace plot
