// Quantiles of a step curve that falls from 1.
#pragma once
#include <limits>

namespace survival {

/// The time at which a curve crosses 1 - prob, found as the curve goes by: the first time with S <= 1 - prob. A plateau
/// exactly at 1 - prob gives its midpoint, but its start when it lasts to the end of follow-up, as R prints it, or is
/// the plateau before the first event. Applied to the limits of S this gives the limits of the quantile (Brookmeyer &
/// Crowley 1982).
class Crossing {
 public:
  explicit Crossing(double prob) : target_(1 - prob) {}

  /// The next step; one whose value is NaN is passed over.
  void step(double time, double value) {
    constexpr double tolerance = 1.4901161193847656e-08;  // R's: the square root of the double's epsilon
    if (reached_ && below_) return;
    if (!reached_ && value <= target_ + tolerance) reached_ = true, first_ = time;
    if (!below_ && value <= target_ - tolerance) below_ = true, last_ = time;
  }

  /// NaN when the curve has not come down so far.
  double time() const {
    if (!reached_) return std::numeric_limits<double>::quiet_NaN();
    return below_ && target_ < 1 ? first_ + (last_ - first_) / 2 : first_;
  }

 private:
  double target_;
  bool reached_ = false, below_ = false;
  double first_ = 0, last_ = 0;
};

}  // namespace survival
