// The Kaplan-Meier product-limit estimator of a survival curve, and Nelson and Aalen's of the cumulative hazard.
#pragma once
#include <optional>

#include "survival/curve.hpp"
#include "survival/influences.hpp"

namespace survival {

/// Which of the two ends of follow-up the curve is about.
enum class Direction {
  forward,  ///< the event
  reverse   ///< the censoring: events and censorings change places, and their order at one time with them
};

/// S(t) = P(T > t), for trace().
///
///     S(t)     = prod_{t_j <= t} (1 - d_j / n_j)                  Kaplan & Meier 1958
///     Var S(t) = S(t)^2 sum_{t_j <= t} d_j / (n_j (n_j - d_j))    Greenwood 1926
///
/// A patient censored at t_j counts as at risk at t_j: events come first. In reverse (Schemper & Smith 1996) the d_j
/// are the censorings, and those who had the event at t_j have left before: n_j is n_risk less them. The standard error
/// is NaN where S = 0. With sampling weights it is the infinitesimal jackknife's:
///
///     dS(t) / dw_i = -S(t) sum_{t_j <= t} (dN_i - Y_i d_j / n_j) / (n_j - d_j)
///
/// dN_i 1 at the event of i, Y_i 1 while at risk.
class KaplanMeier {
 public:
  explicit KaplanMeier(Direction direction = Direction::forward) : reverse_(direction == Direction::reverse) {}

  double start() const { return 1; }
  bool finished() const { return survival_ == 0; }
  CurvePoint step(const RiskTable& table, std::size_t row);
  /// With sampling weights and ids, after a step: by id what each patient has moved S by.
  void influences(LargeVector<double>& by_id) const { robust_->spread({-survival_}, by_id); }

 private:
  bool reverse_;
  double survival_ = 1;
  double greenwood_ = 0;
  std::optional<Influences<1>> robust_ = {};
};

/// The cumulative hazard H(t), for trace().
///
///     H(t)     = sum_{t_j <= t} d_j / n_j      Nelson 1972, Aalen 1978
///     Var H(t) = sum_{t_j <= t} d_j / n_j^2
///
/// With sampling weights dH / dw_i = sum_{t_j <= t} (dN_i - Y_i d_j / n_j) / n_j makes the error.
class NelsonAalen {
 public:
  double start() const { return 0; }
  bool finished() const { return finished_; }
  CurvePoint step(const RiskTable& table, std::size_t row);

 private:
  double hazard_ = 0;
  double variance_ = 0;
  bool finished_ = false;
  std::optional<Influences<1>> robust_ = {};
};

}  // namespace survival
