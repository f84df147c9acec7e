#include "plot/step_path.hpp"

#include <algorithm>
#include <cmath>

#include "plot/svg.hpp"

namespace plot {
namespace {

/// A level may be far outside the page, where the axis ends before it does: kept so far that the line still leaves the
/// page.
long long hundredths(double pixels) {
  constexpr double far = 1e6;
  return std::llround(100 * std::clamp(pixels, -far, far));
}

}  // namespace

void StepLine::corner(Corner next) {
  const auto same_line = [&](long long Corner::*at) {
    return corners_.size() > 1 && corners_.end()[-2].*at == next.*at && corners_.back().*at == next.*at;
  };
  if (!corners_.empty() && corners_.back() == next) return;
  const bool same_height = same_line(&Corner::y);
  // Up and down at one x keeps both ends; on and on in one direction needs only the last.
  const bool goes_on =
      same_line(&Corner::x) && (corners_.back().y - corners_.end()[-2].y > 0) == (next.y - corners_.back().y > 0);
  if (same_height || goes_on)
    corners_.back() = next;
  else
    corners_.push_back(next);
}

void StepLine::step(double x, double y) {
  if (corners_.empty()) {
    level_ = y;
    return corner({hundredths(x), hundredths(y)});
  }
  if (std::abs(y - level_) <= tolerance_) return;
  corner({hundredths(x), hundredths(level_)});
  level_ = y;
  corner({hundredths(x), hundredths(y)});
}

void StepLine::end(double x) {
  if (!corners_.empty()) corner({hundredths(x), hundredths(level_)});
}

namespace {

/// The directions in which a line from a point passes within the tolerance of all points so far.
class Cone {
 public:
  explicit Cone(Corner apex) : apex_(apex) {}

  bool holds(Corner to) const {
    const double angle = direction(to);
    return !is_open_ || (angle >= low_ && angle <= high_ && length(to) >= longest_);
  }
  void narrow(Corner to, double tolerance) {
    const double away = length(to);
    if (away <= tolerance) return;
    const double angle = direction(to), spread = std::asin(tolerance / away);
    low_ = is_open_ ? std::max(low_, angle - spread) : angle - spread;
    high_ = is_open_ ? std::min(high_, angle + spread) : angle + spread;
    longest_ = std::max(longest_, away - tolerance);
    is_open_ = true;
  }

 private:
  double direction(Corner to) const { return std::atan2(double(to.y - apex_.y), double(to.x - apex_.x)); }
  /// Of coordinates; std::hypot would ask for a C library of 2022.
  double length(Corner to) const {
    const double x = double(to.x - apex_.x), y = double(to.y - apex_.y);
    return std::sqrt(x * x + y * y);
  }

  Corner apex_;
  bool is_open_ = false;
  double low_ = 0, high_ = 0, longest_ = 0;
};

Corner in_tenths(Corner corner) {
  const auto rounded = [](long long x) { return (x + (x < 0 ? -5 : 5)) / 10 * 10; };
  return {rounded(corner.x), rounded(corner.y)};
}

}  // namespace

std::vector<Corner> simplified(const std::vector<Corner>& corners, double tolerance) {
  if (corners.empty()) return {};
  std::vector<Corner> kept = {in_tenths(corners.front())};
  Cone cone(corners.front());
  for (std::size_t i = 1; i < corners.size(); ++i) {
    if (!cone.holds(corners[i])) {
      kept.push_back(in_tenths(corners[i - 1]));
      cone = Cone(corners[i - 1]);
    }
    cone.narrow(corners[i], 100 * tolerance);
  }
  kept.push_back(in_tenths(corners.back()));
  return kept;
}

std::string path_data(const std::vector<Corner>& corners) {
  std::string data;
  const auto number = [](long long hundredths_of_pixel) { return coordinate(double(hundredths_of_pixel) / 100); };
  for (std::size_t i = 0; i < corners.size(); ++i) {
    if (i == 0) {
      data += "M" + number(corners[0].x) + " " + number(corners[0].y);
      continue;
    }
    const long long dx = corners[i].x - corners[i - 1].x, dy = corners[i].y - corners[i - 1].y;
    if (dx != 0 && dy != 0)
      data += "l" + number(dx) + " " + number(dy);
    else if (dx != 0)
      data += "h" + number(dx);
    else if (dy != 0)
      data += "v" + number(dy);
  }
  return data;
}

}  // namespace plot
