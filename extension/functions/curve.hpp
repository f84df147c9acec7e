// What the functions that return step curves share: their options, rows and columns.
#pragma once
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "cohort/cohort.hpp"
#include "declare/function.hpp"
#include "functions/shared.hpp"
#include "survival/curve.hpp"
#include "survival/entered.hpp"
#include "survival/interval.hpp"

namespace functions {

struct CurveRow {
  declare::Stratum strata;
  declare::Cause outcome;
  declare::Time time;
  declare::Count n_risk, n_enter, n_event, n_censor;
  double estimate, std_error, conf_low, conf_high;
  double band_low = std::nan(""), band_high = std::nan("");
};

/// The times asked for, as trace() takes them; none for a curve of every step.
class RequestedTimes {
 public:
  RequestedTimes(const TimesOptions& asked, double tolerance) {
    if (!asked.times) return;
    times_ = ascending(*asked.times);
    request_ = survival::Request{times_, asked.extend, tolerance};
  }
  RequestedTimes(const RequestedTimes&) = delete;

  const std::optional<survival::Request>& request() const { return request_; }
  bool whole() const { return std::ranges::all_of(times_, declare::is_whole); }

 private:
  std::vector<double> times_;
  std::optional<survival::Request> request_;
};

/// The rows of one call, filled curve by curve.
class CurveRows {
 public:
  /// \param curves     how many will come for each group
  /// \param from_time  where the curves begin
  CurveRows(const cohort::Cohort& cohort, const TimesOptions& asked, const cohort::RiskTables& tables,
            std::size_t curves = 1, const std::optional<double>& from_time = {})
      : times_(asked, tables.tolerance), from_time_(from_time.value_or(0)) {
    if (asked.times) check_after(from_time, *asked.times, "times");
    result_.labels = {.strata = cohort.strata(),
                      .whole_counts = cohort.whole_counts(),
                      .whole_times = cohort.whole_times() && times_.whole() && declare::is_whole(from_time_)};
    const auto& request = times_.request();
    std::size_t steps = 0;
    for (const auto& table : tables.groups()) steps += request ? request->times.size() : table.rows.size() + 1;
    result_.rows.reserve(steps * curves);
  }
  CurveRows(const CurveRows&) = delete;

  /// \param limits  (estimate, standard error) -> survival::Limits
  template <class Estimator, class Limits>
  void add(std::size_t group, std::size_t cause, const survival::RiskTable& table, const Estimator& estimator,
           const declare::Poll& poll, Limits limits) {
    double since = 0;
    survival::trace(table, estimator, times_.request(), poll, [&](const survival::CurvePoint& p) {
      const survival::Limits between = limits(p.estimate, p.std_err);
      const double n_enter = survival::entered(table, since, p.time);
      since = p.time;
      result_.rows.push_back({.strata = {std::uint32_t(group)},
                              .outcome = {std::uint32_t(cause)},
                              .time = {std::max(p.time, from_time_)},
                              .n_risk = {p.n_risk},
                              .n_enter = {n_enter},
                              .n_event = {p.n_event},
                              .n_censor = {p.n_censor},
                              .estimate = p.estimate,
                              .std_error = p.std_err,
                              .conf_low = between.low,
                              .conf_high = between.high});
    });
  }

  /// The rows so far, to be completed.
  std::vector<CurveRow>& rows() { return result_.rows; }

  declare::Rows<CurveRow> take(std::vector<declare::Value> causes = {}) {
    result_.labels.causes = std::move(causes);
    return std::move(result_);
  }

 private:
  RequestedTimes times_;
  double from_time_;
  declare::Rows<CurveRow> result_;
};

/// strata, time, n_risk, n_event, n_censor, estimate, std_error, conf_low, conf_high
inline std::vector<declare::Column<CurveRow>> curve_columns(std::string estimate, std::string std_error,
                                                            std::string limits) {
  using declare::column;
  return {
      column("strata", &CurveRow::strata, "the group: the value of by_expr; NULL if not given"),
      column("time", &CurveRow::time, "time of the step, or the requested time"),
      column("n_risk", &CurveRow::n_risk, "patients at risk just before time"),
      column(
          "n_enter", &CurveRow::n_enter,
          "patients who came under observation by delayed entry since the row before. At every step n_risk is that of "
          "the row before, less all its events and its n_censor, plus n_enter"),
      column("n_event", &CurveRow::n_event, "events at this time; at a requested time, events since the previous one"),
      column("n_censor", &CurveRow::n_censor, "patients censored, counted likewise"),
      column("estimate", &CurveRow::estimate, std::move(estimate)),
      column("std_error", &CurveRow::std_error, std::move(std_error)),
      column("conf_low", &CurveRow::conf_low, declare::cat("lower confidence limit; ", limits)),
      column("conf_high", &CurveRow::conf_high, "upper confidence limit, likewise")};
}

}  // namespace functions
