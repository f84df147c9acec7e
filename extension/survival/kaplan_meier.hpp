// The Kaplan-Meier product-limit estimator of a survival curve.
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "survival/risk_table.hpp"

namespace survival {

/// One step of the curve; it holds from `time` up to the next point's time.
struct CurvePoint {
  double time;
  double n_risk;    ///< patients followed just before `time`
  double n_event;   ///< events at `time`; at a requested time: since the one before
  double n_censor;  ///< censorings, likewise
  double survival;  ///< estimate of P(T > time), in [0, 1]; NaN past the end of follow-up
  double std_err;   ///< Greenwood standard error of `survival`; NaN where that is 0
};

/// Which of the two ends of follow-up the curve is about.
enum class Direction {
  forward,  ///< the event
  reverse   ///< the censoring: events and censorings change places, and their order at one time with them
};

/// Estimates S(t) = P(T > t).
///
///     S(t)     = prod_{t_j <= t} (1 - d_j / n_j)                  Kaplan & Meier 1958
///     Var S(t) = S(t)^2 sum_{t_j <= t} d_j / (n_j (n_j - d_j))    Greenwood 1926
///
/// A patient censored at t_j counts as at risk at t_j: events come first. In reverse (Schemper & Smith 1996) the d_j
/// are the censorings, and those who had the event at t_j have left before: n_j is n_risk less them.
///
/// Calls visit(point) for a point at time 0, then one for each row of the table; never for an empty table. O(rows)
/// time, no memory: a curve of a million steps need not stand twice.
void kaplan_meier(const RiskTable& table, Direction direction, const Poll& poll,
                  const std::function<void(const CurvePoint&)>& visit);

/// The curve at requested times, as R's summary(fit, times = ): n_event and n_censor count since the time before.
/// Past the last follow-up the estimate is NaN unless it has reached 0 or `extend` carries it on.
///
/// \param times      ascending, >= 0
/// \param tolerance  a time that is less than this short of a step has reached it
///
/// Calls visit(point) for each time; never for an empty table.
void kaplan_meier_at(const RiskTable& table, Direction direction, std::span<const double> times, bool extend,
                     double tolerance, const Poll& poll, const std::function<void(const CurvePoint&)>& visit);

}  // namespace survival
