// Quantiles of a step curve that falls from 1.
#pragma once
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace survival {

/// The times at which a curve crosses 1 - prob, for each of several, found as the curve goes by: the first time with
/// S <= 1 - prob. A plateau exactly at 1 - prob gives its midpoint, but its start when it lasts to the end of
/// follow-up, as R prints it, or is the plateau before the first event. Applied to the limits of S this gives the
/// limits of the quantile (Brookmeyer & Crowley 1982).
///
/// Where the curve has come down to one quantile it has come down to all before it: O(steps + quantiles).
class Crossings {
 public:
  /// \param probs  ascending
  explicit Crossings(std::vector<double> probs)
      : target_(std::move(probs)), first_(target_.size()), last_(target_.size()) {
    for (double& target : target_) target = 1 - target;
  }

  /// The next step; one whose value is NaN is passed over.
  void step(double time, double value) {
    constexpr double tolerance = 1.4901161193847656e-08;  // R's: the square root of the double's epsilon
    while (reached_ < target_.size() && value <= target_[reached_] + tolerance) first_[reached_++] = time;
    while (below_ < target_.size() && value <= target_[below_] - tolerance) last_[below_++] = time;
  }

  /// Of the quantile at this place; NaN when the curve has not come down so far.
  double time(std::size_t quantile) const {
    if (quantile >= reached_) return std::numeric_limits<double>::quiet_NaN();
    const double first = first_[quantile];
    return quantile < below_ && target_[quantile] < 1 ? first + (last_[quantile] - first) / 2 : first;
  }

 private:
  std::vector<double> target_, first_, last_;
  std::size_t reached_ = 0, below_ = 0;  ///< how many of them the curve is at, or below
};

/// One of them.
class Crossing {
 public:
  explicit Crossing(double prob) : crossings_({prob}) {}
  void step(double time, double value) { crossings_.step(time, value); }
  double time() const { return crossings_.time(0); }

 private:
  Crossings crossings_;
};

}  // namespace survival
