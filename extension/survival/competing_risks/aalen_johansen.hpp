// The Aalen-Johansen estimator of the cumulative incidence of one of several competing events.
#pragma once
#include <optional>

#include "survival/curve.hpp"
#include "survival/influences.hpp"

namespace survival {

/// How the variance of a cumulative incidence is estimated. At a time u, of the n at risk, d have an event of any kind,
/// d_j of the cause and d_o of another; F is the incidence at t, F(u) and S(u) include u.
enum class IncidenceVariance {
  /// Gray 1988, after Aalen 1978, as cmprsk:
  ///     sum S(u-)^2 / n^2 { [1 - (F - F(u)) / S(u)]^2 d_j k(d_j) + [(F - F(u)) / S(u)]^2 d_o k(d_o) },
  /// k(m) = 1 - (m - 1) / (n - 1) for m > 1, else 1. Where S(u) = 0 the first bracket is 1, the second term 0.
  gray,
  /// Aalen 1978, Pintilie 2006 equation 4.5: as delta with n - 1 for one n of each denominator.
  aalen,
  /// Dinse & Larson 1986, the delta method, as survfit:
  ///     sum [F - F(u)]^2 d / (n (n - d)) + sum S(u-)^2 d_j (n - d_j) / n^3 - 2 sum [F - F(u)] S(u-) d_j / n^2
  delta
};

/// The cumulative incidence F(t) = sum_{u <= t} S(u-) d_j / n of a cause (Aalen & Johansen 1978), for trace().
///
/// With sampling weights the error is the influence sum whatever the variance asked for (that of `delta`, with weights
/// of 1): with b_i = (dN_i - Y_i d / n) / (n - d),
///
///     dF(t) / dw_i = sum_{u <= t} S(u-) (dN_ij - Y_i d_j / n) / n - sum_{u <= t} [F(t) - F(u)] b_i(u)
///
/// All variances are quadratic in F, so each step updates three sums instead of going back over the steps before:
/// O(rows).
class CumulativeIncidence {
 public:
  CumulativeIncidence(std::size_t cause, IncidenceVariance variance) : cause_(cause), type_(variance) {}

  double start() const { return 0; }
  bool finished() const { return survival_ == 0; }
  CurvePoint step(const RiskTable& table, std::size_t row);

  double incidence() const { return incidence_; }
  /// With sampling weights and ids, after a step: by id what each patient has moved F by.
  void influences(LargeVector<double>& by_id) const { robust_->spread({1, -incidence_}, by_id); }

 private:
  void add(double before, double n, double d, double d_cause);
  void follow(const RiskTable& table, std::size_t row, double before);

  std::size_t cause_;
  IncidenceVariance type_;
  double survival_ = 1;
  double incidence_ = 0;
  // variance = value_ as a function of the incidence, kept as its value, minus half its slope, and half its curvature
  // where the incidence is now: moving on by x makes of them value - 2 x slope + x^2 curve, slope - x curve, curve.
  double value_ = 0, slope_ = 0, curve_ = 0;
  std::optional<Influences<2>> robust_ = {};  ///< sums of S(u-) (dN_ij - ...) / n + F(u) b_i, and of b_i
};

}  // namespace survival
