#include "survival/curves/kaplan_meier.hpp"

#include <cmath>
#include <limits>

namespace survival {

CurvePoint KaplanMeier::step(const RiskTable& table, std::size_t row) {
  const RiskRow& now = table.rows[row];
  const double n_event = reverse_ ? now.n_censor : now.n_event, n_censor = reverse_ ? now.n_event : now.n_censor;
  double stay = 0, n = 0;
  if (n_event > 0) {
    // In reverse, what stays is n less all that leave, in this order: where that is everyone it is exactly 0.
    stay = now.n_risk - (reverse_ ? now.n_event + now.n_censor : now.n_event);
    n = reverse_ ? stay + n_event : now.n_risk;
    survival_ *= stay / n;
    greenwood_ += n_event / (n * stay);
  }
  if (table.followers) {
    if (row == 0) robust_.emplace(*table.followers, table.group, reverse_);
    const bool some_stay = stay > 0;
    robust_->pass(now.time, {some_stay ? n_event / (n * stay) : 0},
                  [&](std::size_t) { return Influences<1>::Vector{some_stay ? 1 / stay : 0}; });
    greenwood_ = robust_->variance({1});
  }
  const double std_err = survival_ > 0 ? survival_ * std::sqrt(greenwood_) : std::numeric_limits<double>::quiet_NaN();
  return {now.time, now.n_risk, n_event, n_censor, survival_, std_err};
}

CurvePoint NelsonAalen::step(const RiskTable& table, std::size_t row) {
  const RiskRow& now = table.rows[row];
  hazard_ += now.n_event / now.n_risk;
  if (table.followers) {
    if (row == 0) robust_.emplace(*table.followers, table.group);
    robust_->pass(now.time, {now.n_event / (now.n_risk * now.n_risk)},
                  [&](std::size_t) { return Influences<1>::Vector{1 / now.n_risk}; });
  }
  variance_ = robust_ ? robust_->variance({1}) : variance_ + now.n_event / (now.n_risk * now.n_risk);
  finished_ = now.n_event == now.n_risk;  // those who enter later can have it still
  return {now.time, now.n_risk, now.n_event, now.n_censor, hazard_, std::sqrt(variance_)};
}

}  // namespace survival
