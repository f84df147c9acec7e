#include "survival/competing_risks/gray_two_groups.hpp"

#include <cmath>

namespace survival {

void GrayGroup::step(double at_risk, double events) {
  n = at_risk;
  d = events;
  survival_before = survival;
  if (!(n > 0) || !(survival > 0)) {  // a curve that has ended stays so, though some may enter late
    d = h = per_h = 0;
    return;
  }
  h = n * per_survival;
  per_h = survival / n;
  if (!(d > 0)) return;
  survival *= (n - d) / n;
  per_survival = survival > 0 ? 1 / survival : 0;
}

void GrayOfTwo::start_block() {
  incidence_ = {};
  null_ = squares_ = cross_ = crossed_ = weight_ = first_ = second_ = 0;
}

void GrayOfTwo::end_block() { variance_ += squares_ + 2 * crossed_ + second_; }

void GrayOfTwo::step(const Groups& groups, const RiskSets& sets) {
  std::array<double, 2> d1{};
  for (std::size_t g = 0; g < 2; ++g)
    if (groups[g].d > 0) d1[g] = sets.d(g, cause_);
  if (d1[0] + d1[1] > 0) at_event(groups, d1);
  for (std::size_t g = 0; g < 2; ++g) {
    const GrayGroup& group = groups[g];
    const double d2 = group.d - d1[g];
    if (!(d2 > 0)) continue;
    const double ratio = (1 - null_) * group.per_survival;
    weight_ += d2 * group.per_h * group.per_h * tie_correction(d2, group.n) * ratio * ratio;
  }
}

void GrayOfTwo::at_event(const Groups& groups, const std::array<double, 2>& d1) {
  const double events = d1[0] + d1[1];
  const double sum_h = groups[0].h + groups[1].h, per_h = 1 / sum_h, rise = events * per_h;
  double a = 0;
  if (groups[0].h > 0 && groups[1].h > 0) {  // alone, a group has nothing to be compared with: a and w are 0
    const double w = rho_ == 0 ? 1 : std::pow(1 - null_, rho_);
    const double r0 = groups[0].h * (1 - incidence_[0]), r1 = groups[1].h * (1 - incidence_[1]);
    compared_ = true;
    score_ += w * (d1[0] - events * r0 / (r0 + r1));
    magnitude_ += w * w * events;
    a = w * groups[0].h * groups[1].h * per_h;
    const double step = a * rise / (1 - null_);
    second_ += step * (2 * first_ + step * weight_);
    first_ += step * weight_;
    crossed_ += step * cross_;
  }
  null_ += rise;
  for (std::size_t g = 0; g < 2; ++g) {
    const GrayGroup& group = groups[g];
    if (!(group.h > 0)) continue;
    incidence_[g] += d1[g] * group.per_h;
    const double e = 1 - (1 - null_) * group.per_survival;
    const double tau1 = rise * group.per_h * tie_correction(events, sum_h * group.survival_before);
    squares_ += tau1 * a * a;
    cross_ += tau1 * a * e;
    weight_ += tau1 * e * e;
  }
}

ChiSquare GrayOfTwo::test() const {
  if (!compared_) return chi_square({}, {});
  return chi_square({&score_, 1}, {&variance_, 1}, magnitude_);
}

}  // namespace survival
