#include "survival/competing_risks/pseudo_values.hpp"

#include <algorithm>
#include <limits>

namespace survival {

PseudoValues::PseudoValues(const RiskTable& table, PseudoMethod method, double tolerance, const Poll& poll)
    : table_(table), method_(method), tolerance_(tolerance), causes_(table.causes), n_(table.n()), times_{0} {
  const bool jackknife = method == PseudoMethod::jackknife;
  for (Curve* curve : {&all_, &path_}) {
    curve->s = {curve == &all_ || jackknife ? 1.0 : 0.0}, curve->area_s = {0};
    curve->f.assign(causes_, 0), curve->area_f.assign(causes_, 0);
  }
  for_each_row(table.rows.size(), poll, [&](std::size_t i) {
    const RiskRow& row = table.rows[i];
    times_.push_back(row.time);
    const State next = step(i + 1, 0, true);
    std::vector<double> f(causes_);
    const double before = all_.s.back();
    for (std::size_t k = 0; k < causes_; ++k)
      f[k] = all_.f[i * causes_ + k] + before * table.n_event(i, k + 1) / row.n_risk;
    extend(path_, next.s, next.f);
    extend(all_, before * (row.n_risk - row.n_event) / row.n_risk, f);
  });
}

/// One step more: the integrals grow by what held up to the time that was added last.
void PseudoValues::extend(Curve& curve, double s, const std::vector<double>& f) const {
  const std::size_t j = curve.s.size();
  const double since = times_[j] - times_[j - 1];
  curve.area_s.push_back(curve.area_s.back() + curve.s.back() * since);
  curve.s.push_back(s);
  for (std::size_t k = 0; k < causes_; ++k) {
    curve.area_f.push_back(curve.area_f[(j - 1) * causes_ + k] + curve.f[(j - 1) * causes_ + k] * since);
    curve.f.push_back(f[k]);
  }
}

/// From the path after j - 1 rows over the time of row j: of one who stays at risk, or who leaves there with `status`.
PseudoValues::State PseudoValues::step(std::size_t j, std::size_t status, bool at_risk) const {
  const RiskRow& row = table_.rows[j - 1];
  const double n = row.n_risk, d = row.n_event, before = path_.s[j - 1];
  const double own_event = !at_risk && status > 0 ? 1 : 0;
  const auto own = [&](std::size_t k) { return !at_risk && status == k + 1 ? 1.0 : 0.0; };
  State next{before, std::vector<double>(path_.f.begin() + std::ptrdiff_t((j - 1) * causes_),
                                         path_.f.begin() + std::ptrdiff_t(j * causes_))};
  if (method_ == PseudoMethod::jackknife) {
    if (n <= 1) return next;  // without him, nobody is left
    for (std::size_t k = 0; k < causes_; ++k) next.f[k] += before * (table_.n_event(j - 1, k + 1) - own(k)) / (n - 1);
    next.s *= std::max(n - 1 - (d - own_event), 0.0) / (n - 1);
    return next;
  }
  const double survival = all_.s[j - 1];
  for (std::size_t k = 0; k < causes_; ++k) {
    const double share = table_.n_event(j - 1, k + 1) / n;
    next.f[k] += before * share + survival * (own(k) - share) / n;
  }
  next.s = before * (1 - d / n) - survival * (own_event - d / n) / n;
  return next;
}

/// Rows whose time t has reached.
std::size_t PseudoValues::reached(double t) const {
  return std::size_t(std::ranges::upper_bound(times_.begin() + 1, times_.end(), t + tolerance_) - times_.begin()) - 1;
}

/// A curve at t, after j rows.
double PseudoValues::read(const Curve& curve, std::size_t j, PseudoType type, std::size_t cause, double t) const {
  const std::size_t at = j * causes_ + (cause > 0 ? cause - 1 : 0);
  const double since = std::max(t - times_[j], 0.0);
  switch (type) {
    case PseudoType::survival:
      return curve.s[j];
    case PseudoType::incidence:
      return curve.f[at];
    case PseudoType::mean:
      return curve.area_s[j] + curve.s[j] * since;
    case PseudoType::lost:
      return curve.area_f[at] + curve.f[at] * since;
  }
  return 0;
}

double PseudoValues::value(double time, std::size_t status, PseudoType type, std::size_t cause, double t) const {
  const std::size_t last = times_.size() - 1, j = reached(t);
  if (t > times_[last] + tolerance_ && all_.s[last] > 0) return std::numeric_limits<double>::quiet_NaN();
  const auto left = std::size_t(std::ranges::lower_bound(times_.begin() + 1, times_.end(), time) - times_.begin());
  const double whole = read(all_, j, type, cause, t);
  double without = 0;
  if (j < left) {
    without = read(path_, j, type, cause, t);
  } else {
    const State own = step(left, status, false);
    const double scale = all_.s[left] > 0 ? own.s / all_.s[left] : 0;
    const double f = cause > 0 ? own.f[cause - 1] : 0;
    const std::size_t at = left * causes_ + (cause > 0 ? cause - 1 : 0);
    const double since = std::max(t - times_[left], 0.0);
    switch (type) {
      case PseudoType::survival:
        without = all_.s[left] > 0 ? scale * whole : own.s;
        break;
      case PseudoType::incidence:
        without = f + scale * (whole - all_.f[at]);
        break;
      case PseudoType::mean: {
        const double before = path_.area_s[left];
        without = before + (all_.s[left] > 0 ? scale * (whole - all_.area_s[left]) : own.s * since);
        break;
      }
      case PseudoType::lost:
        without = path_.area_f[at] + f * since + scale * (whole - all_.area_f[at] - all_.f[at] * since);
        break;
    }
  }
  return method_ == PseudoMethod::jackknife ? n_ * whole - (n_ - 1) * without : whole + n_ * without;
}

}  // namespace survival
