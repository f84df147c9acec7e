// Simultaneous confidence bands of a survival curve: limits that hold the whole curve between two times.
#pragma once
#include <optional>

#include "survival/curve.hpp"

namespace survival {

enum class Band {
  none,
  hall_wellner,    ///< Hall & Wellner 1980, Biometrika 67:133
  equal_precision  ///< Nair 1984, Technometrics 26:265: as wide as pointwise limits everywhere
};

/// The c that the supremum over a in [low, high] stays below with probability `level`, B a Brownian bridge:
///
///     hall_wellner     sup |B(a)|
///     equal_precision  sup |B(a)| / sqrt(a (1 - a)), 0 < low, high < 1
///
/// Computed, not looked up: by images for the bridge, by the eigenvalues of the Ornstein-Uhlenbeck process that the
/// other one is. Right to 1e-8, but over short stretches: where high (1 - low) / (low (1 - high)) is below 1.1,
/// equal_precision is right to 1e-3; below 1.001, hall_wellner is right to 1e-6, and below 1.0001 to 1e-3.
double critical_value(Band band, double low, double high, double level, const Poll& poll);

/// P(sup < c), the same way.
double band_probability(Band band, double low, double high, double c);

/// The band of one curve. With n patients, S = estimate and a = n s2 / (1 + n s2), s2 = (std_err / S)^2, it lies
/// between the limits that a standard error of
///
///     hall_wellner     S (1 + n s2) / sqrt(n)
///     equal_precision  std_err
///
/// gives with the critical value in the place of the normal quantile, on the scale of the limits.
class BandRegion {
 public:
  /// The default is from the first event to the last time with 0 < S < 1. \param table  not empty
  BandRegion(const RiskTable& table, bool reverse, std::optional<double> from, std::optional<double> to,
             double tolerance, const Poll& poll);

  /// Is there a band at all: is 0 < S < 1 anywhere between the times?
  bool exists() const { return high_ > 0; }
  double low() const { return low_; }    ///< a at its first time
  double high() const { return high_; }  ///< a at its last
  bool contains(double time, double estimate) const;
  /// In the place of the standard error.
  double error(Band band, double estimate, double std_err) const;

 private:
  double share(double estimate, double std_err) const;

  double n_, from_, to_, tolerance_;
  double low_ = 0, high_ = 0;
};

}  // namespace survival
