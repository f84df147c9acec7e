#include "survival/competing_risks/aalen_johansen.hpp"

#include <algorithm>
#include <cmath>

namespace survival {

CurvePoint CumulativeIncidence::step(const RiskTable& table, std::size_t row) {
  const RiskRow& now = table.rows[row];
  const double n = now.n_risk, d = now.n_event, d_cause = table.n_event(row, cause_);
  const double before = survival_;
  if (d > 0) {
    const double rise = before * d_cause / n;
    incidence_ += rise;
    survival_ *= (n - d) / n;
    // Where everyone had this event F is 1, and its limits are (1, 1): a last bit less, and they would be (0, 1).
    if (survival_ == 0 && incidence_ > 1 - 1e-12) incidence_ = 1;
    value_ += rise * (rise * curve_ - 2 * slope_);
    slope_ -= rise * curve_;
    add(before, n, d, d_cause);
  }
  if (table.followers) follow(table, row, before);
  return {now.time, n, d_cause, now.n_censor, incidence_, std::sqrt(std::max(value_, 0.0))};
}

void CumulativeIncidence::follow(const RiskTable& table, std::size_t row, double before) {
  using Vector = Influences<2>::Vector;
  const RiskRow& now = table.rows[row];
  const double n = now.n_risk, d = now.n_event;
  if (row == 0) robust_.emplace(*table.followers, table.group);
  const double jump = d < n ? 1 / (n - d) : 0, own = before / n;  // where all leave, F changes no more
  const double g = jump * d / n;
  robust_->pass(now.time, {own * table.n_event(row, cause_) / n + incidence_ * g, g}, [&](std::size_t status) {
    return Vector{(status == cause_ ? own : 0) + incidence_ * jump, jump};
  });
  value_ = robust_->variance({1, -incidence_});
}

/// What the step at u adds, as a function of x = F - F(u), which is 0 now: value - 2 x slope + x^2 curve.
void CumulativeIncidence::add(double before, double n, double d, double d_cause) {
  const bool all_leave = survival_ == 0;  // x stays 0
  switch (type_) {
    case IncidenceVariance::gray: {
      const auto tied = [n](double m) { return m > 1 ? 1 - (m - 1) / (n - 1) : 1.0; };
      const double scale = before * before / (n * n);
      const double own = scale * d_cause * tied(d_cause);
      value_ += own;
      if (all_leave) return;
      const double d_other = d - d_cause;
      slope_ += own / survival_;
      curve_ += (own + scale * d_other * tied(d_other)) / (survival_ * survival_);
      return;
    }
    case IncidenceVariance::aalen: {
      // One patient left: 0 / 0, whose limit for d_j = 1 is S^2. Weights that are not whole can make n - 1 tiny or
      // negative; below 2 they are treated as that one patient.
      const double ratio = n < 2 ? 1 + (n - 1) * (1 - d_cause) : (n - d_cause) / (n - 1);
      value_ += before * before * d_cause / (n * n) * ratio;
      if (all_leave) return;
      slope_ += before * d_cause / (n * (n - d)) * ratio;
      curve_ += d / (std::max(n - 1, 1.0) * (n - d));
      return;
    }
    case IncidenceVariance::delta:
      value_ += before * before * d_cause * (n - d_cause) / (n * n * n);
      if (all_leave) return;
      slope_ += before * d_cause / (n * n);
      curve_ += d / (n * (n - d));
      return;
  }
}

}  // namespace survival
