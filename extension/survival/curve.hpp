// Step curves: an estimator that folds over a risk table, traced at every step or at requested times.
#pragma once
#include <cmath>
#include <limits>
#include <optional>
#include <span>

#include "survival/risk_table.hpp"

namespace survival {

/// One step of a curve; it holds from `time` up to the next point's time.
struct CurvePoint {
  double time;
  double n_risk;    ///< patients followed just before `time`
  double n_event;   ///< events at `time`; at a requested time: since the one before
  double n_censor;  ///< censorings, likewise
  double estimate;  ///< NaN past the end of follow-up
  double std_err;   ///< of the estimate; NaN where there is none
};

/// The times to report, as R's summary(fit, times = ): n_event and n_censor count since the time before. Past the
/// last follow-up the estimate is NaN unless it can no longer change or `extend` carries it on.
struct Request {
  std::span<const double> times;  ///< ascending, >= 0
  bool extend = false;
  double tolerance = tie_tolerance;  ///< a time that is less than this short of a step has reached it
};

/// Traces a curve: calls visit(point) for a point at time 0 and one for each row of the table, or for each requested
/// time; never for an empty table. O(rows) time and no memory: a curve of a million steps need not stand twice.
///
/// \param estimator  start(): the estimate at time 0; step(table, row): the point at that row, called for each row in
///                   order; finished(): nobody is left to whom the event could happen
template <class Estimator, class Visit>
void trace(const RiskTable& table, Estimator estimator, const std::optional<Request>& request, const Poll& poll,
           Visit visit) {
  constexpr std::size_t rows_between_polls = 1 << 16;
  if (table.rows.empty()) return;
  CurvePoint now{0, 0, 0, 0, estimator.start(), 0};
  const auto step = [&](std::size_t row) {
    if (row % rows_between_polls == 0) poll();
    now = estimator.step(table, row);
  };
  if (!request) {
    now.n_risk = table.at_risk(0);
    if (table.rows.front().time > 0) visit(now);
    for_each_row(table.rows.size(), poll, [&](std::size_t row) {
      now = estimator.step(table, row);
      visit(now);
    });
    return;
  }
  const double last_time = table.rows.back().time;
  std::size_t next = 0;
  for (const double time : request->times) {
    CurvePoint since{time, 0, 0, 0, 0, 0};
    for (; next < table.rows.size() && table.rows[next].time <= time + request->tolerance; ++next) {
      step(next);
      since.n_event += now.n_event;
      since.n_censor += now.n_censor;
    }
    const bool on_step = next > 0 && now.time >= time - request->tolerance;
    since.n_risk = table.at_risk(on_step ? now.time : time);
    const bool known = time <= last_time + request->tolerance || request->extend || estimator.finished();
    since.estimate = known ? now.estimate : std::numeric_limits<double>::quiet_NaN();
    since.std_err = known ? now.std_err : std::numeric_limits<double>::quiet_NaN();
    visit(since);
  }
}

}  // namespace survival
