#include "survival/competing_risks/time_lost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "survival/influences.hpp"

namespace survival {
namespace {

/// An event time up to tau, before which the area is `lost`, and after which the incidence is `after`.
struct Step {
  double u, n, d, d_cause, survival_before, lost, after;
};

/// Calls visit(step) for each. Returns the whole area.
template <class Visit>
double integrate(const RiskTable& table, std::size_t cause, double tau, const Poll& poll, Visit visit) {
  constexpr std::size_t rows_between_polls = 1 << 16;
  double lost = 0, from = 0, survival = 1, incidence = 0;
  for (std::size_t i = 0; i < table.rows.size() && table.rows[i].time <= tau; ++i) {
    if (i % rows_between_polls == 0) poll();
    const auto& [time, n, d, censored] = table.rows[i];
    if (d == 0) continue;
    const double d_cause = table.n_event(i, cause);
    lost += incidence * (time - from);
    from = time;
    incidence += survival * d_cause / n;
    visit(Step{time, n, d, d_cause, survival, lost, incidence});
    survival *= (n - d) / n;
  }
  return lost + incidence * (tau - from);
}

/// Is the incidence known up to tau?
bool is_known(const RiskTable& table, double tau, double tolerance) {
  if (table.rows.empty()) return false;
  if (tau <= table.rows.back().time + tolerance) return true;
  return std::ranges::any_of(table.rows, [](const RiskRow& row) { return row.n_event == row.n_risk; });
}

}  // namespace

Estimate time_lost(const RiskTable& table, std::size_t cause, double tau, double tolerance, const Poll& poll,
                   LargeVector<double>* by_id) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (!is_known(table, tau, tolerance)) return {unknown, unknown};
  const double total = integrate(table, cause, tau, poll, [](const Step&) {});
  double variance = 0;
  std::optional<Influences<1>> robust;
  if (table.followers) robust.emplace(*table.followers, table.group);
  integrate(table, cause, tau, poll, [&](const Step& step) {
    const double left = tau - step.u;
    const double later = std::max(total - step.lost - step.after * left, 0.0);
    const double own = step.survival_before * left;
    if (robust) {
      const double jump = step.d < step.n ? later / (step.n - step.d) : 0;
      robust->pass(step.u, {own * step.d_cause / (step.n * step.n) - jump * step.d / step.n}, [&](std::size_t status) {
        return Influences<1>::Vector{(status == cause ? own / step.n : 0) - jump};
      });
      variance = robust->variance({1});
      return;
    }
    const double fewer = step.d < step.n ? later * step.n / (step.n - step.d) : 0;
    const double share = step.d_cause / step.n, other = (step.d - step.d_cause) / step.n;
    const double mean = share * own - (share + other) * fewer;
    variance += (share * (own - fewer) * (own - fewer) + other * fewer * fewer - mean * mean) / step.n;
  });
  if (robust && by_id) robust->spread({1}, *by_id);
  return {total, std::sqrt(std::max(variance, 0.0))};
}

}  // namespace survival
