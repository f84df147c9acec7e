// Step lines as SVG path data, thinned to what the eye can see in print.
#pragma once
#include <string>
#include <vector>

namespace plot {

/// A corner of a line, in hundredths of a pixel.
struct Corner {
  long long x, y;
  bool operator==(const Corner&) const = default;
};

/// The corners of a line that holds each level until the next one's x. A level that is nearer than `tolerance` pixels
/// to the one drawn is passed over, so that the line drawn is never further than that from the true one, and a monotone
/// line of any number of steps has at most height / tolerance of them.
class StepLine {
 public:
  explicit StepLine(double tolerance) : tolerance_(tolerance) {}

  /// The level y from x on; x never goes back. In pixels.
  void step(double x, double y);
  /// Holds the last level to x.
  void end(double x);
  const std::vector<Corner>& corners() const { return corners_; }

 private:
  void corner(Corner next);

  double tolerance_;
  double level_ = 0;
  std::vector<Corner> corners_;
};

/// Fewer corners, none of those given further than `tolerance` pixels from the line drawn: a run of steps too small to
/// be seen becomes a slope, and steps that can be seen stay. Corners are in tenths of a pixel then, for short data.
std::vector<Corner> simplified(const std::vector<Corner>& corners, double tolerance);

/// M, h and v commands through the corners; of a line whose corners do not turn at right angles, l.
std::string path_data(const std::vector<Corner>& corners);

}  // namespace plot
