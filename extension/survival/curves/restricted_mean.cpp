#include "survival/curves/restricted_mean.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "survival/influences.hpp"

namespace survival {
namespace {

/// Calls visit(row, area up to its time, its standard-error term d / (n (n - d))) for the events up to tau. Returns the
/// whole area.
template <class Visit>
double integrate(const RiskTable& table, double tau, const Poll& poll, Visit visit) {
  constexpr std::size_t rows_between_polls = 1 << 16;
  double area = 0, from = 0, survival = 1;
  for (std::size_t i = 0; i < table.rows.size() && table.rows[i].time <= tau; ++i) {
    if (i % rows_between_polls == 0) poll();
    const auto& [time, n, d, censored] = table.rows[i];
    if (d == 0) continue;
    area += survival * (time - from);
    from = time;
    survival *= (n - d) / n;
    if (n > d) visit(area, d / (n * (n - d)));
  }
  return area + survival * (tau - from);
}

/// With sampling weights; `mean` is the whole area.
double robust_variance(const RiskTable& table, double tau, double mean, LargeVector<double>* by_id) {
  Influences<1> influences(*table.followers, table.group);
  double area = 0, from = 0, survival = 1;
  for (const auto& [time, n, d, censored] : table.rows) {
    if (time > tau) break;
    area += survival * (time - from), from = time;
    survival *= (n - d) / n;
    const double jump = n > d ? (mean - area) / (n - d) : 0;
    influences.pass(time, {jump * d / n}, [&](std::size_t) { return Influences<1>::Vector{jump}; });
  }
  if (by_id) influences.spread({-1}, *by_id);
  return influences.variance({1});
}

}  // namespace

RestrictedMean restricted_mean(const RiskTable& table, double tau, double tolerance, const Poll& poll,
                               LargeVector<double>* by_id) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (table.rows.empty()) return {unknown, unknown};
  const RiskRow& last = table.rows.back();
  if (tau > last.time + tolerance && last.n_event < last.n_risk) {
    bool ended = false;  // the curve may have reached 0 before, where entry is delayed
    for (const RiskRow& row : table.rows) ended = ended || row.n_event == row.n_risk;
    if (!ended) return {unknown, unknown};
  }
  const double mean = integrate(table, tau, poll, [](double, double) {});
  if (table.followers) return {mean, std::sqrt(robust_variance(table, tau, mean, by_id))};
  double variance = 0;
  integrate(table, tau, poll, [&](double area, double term) { variance += (mean - area) * (mean - area) * term; });
  return {mean, std::sqrt(variance)};
}

double longest_tau(Block groups, const Poll& poll) {
  double smallest = std::numeric_limits<double>::infinity(), largest = 0;
  for (const RiskTable& table : groups) {
    if (table.rows.empty()) continue;
    poll();
    const bool ends_at_0 =
        std::ranges::any_of(table.rows, [](const RiskRow& row) { return row.n_event == row.n_risk; });
    const double last = table.rows.back().time;
    largest = std::max(largest, last);
    if (!ends_at_0) smallest = std::min(smallest, last);
  }
  return std::min(smallest, largest);
}

}  // namespace survival
