// What the functions that return step curves share: their options, rows and columns.
#pragma once
#include <cmath>
#include <optional>
#include <vector>

#include "cohort/cohort.hpp"
#include "declare/function.hpp"
#include "functions/shared.hpp"
#include "survival/curve.hpp"
#include "survival/interval.hpp"

namespace functions {

struct CurveRow {
  declare::Stratum strata;
  declare::Cause outcome;
  declare::Time time;
  declare::Count n_risk, n_event, n_censor;
  double estimate, std_error, conf_low, conf_high;
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
  /// \param curves  how many will come for each group
  CurveRows(const cohort::Cohort& cohort, const TimesOptions& asked, const cohort::RiskTables& tables,
            std::size_t curves = 1)
      : times_(asked, tables.tolerance) {
    result_.labels = {.strata = cohort.strata(),
                      .whole_counts = cohort.whole_counts(),
                      .whole_times = cohort.whole_times() && times_.whole()};
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
    survival::trace(table, estimator, times_.request(), poll, [&](const survival::CurvePoint& p) {
      const survival::Limits between = limits(p.estimate, p.std_err);
      result_.rows.push_back({.strata = {std::uint32_t(group)},
                              .outcome = {std::uint32_t(cause)},
                              .time = {p.time},
                              .n_risk = {p.n_risk},
                              .n_event = {p.n_event},
                              .n_censor = {p.n_censor},
                              .estimate = p.estimate,
                              .std_error = p.std_err,
                              .conf_low = between.low,
                              .conf_high = between.high});
    });
  }

  declare::Rows<CurveRow> take(std::vector<declare::Value> causes = {}) {
    result_.labels.causes = std::move(causes);
    return std::move(result_);
  }

 private:
  RequestedTimes times_;
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
      column("n_event", &CurveRow::n_event, "events at this time; at a requested time, events since the previous one"),
      column("n_censor", &CurveRow::n_censor, "patients censored, counted likewise"),
      column("estimate", &CurveRow::estimate, std::move(estimate)),
      column("std_error", &CurveRow::std_error, std::move(std_error)),
      column("conf_low", &CurveRow::conf_low, declare::cat("lower confidence limit; ", limits)),
      column("conf_high", &CurveRow::conf_high, "upper confidence limit, likewise")};
}

}  // namespace functions
