#include "survival/kaplan_meier.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace survival {

CurvePoint KaplanMeier::step(const RiskTable& table, std::size_t row) {
  const RiskRow& now = table.rows[row];
  double n_risk = now.n_risk, n_event = now.n_event, n_censor = now.n_censor;
  if (reverse_) {
    n_risk -= n_event;
    std::swap(n_event, n_censor);
  }
  if (n_event > 0) {
    survival_ *= (n_risk - n_event) / n_risk;
    greenwood_ += n_event / (n_risk * (n_risk - n_event));
  }
  const double std_err = survival_ > 0 ? survival_ * std::sqrt(greenwood_) : std::numeric_limits<double>::quiet_NaN();
  return {now.time, now.n_risk, n_event, n_censor, survival_, std_err};
}

CurvePoint NelsonAalen::step(const RiskTable& table, std::size_t row) {
  const RiskRow& now = table.rows[row];
  hazard_ += now.n_event / now.n_risk;
  variance_ += now.n_event / (now.n_risk * now.n_risk);
  finished_ = finished_ || now.n_event == now.n_risk;
  return {now.time, now.n_risk, now.n_event, now.n_censor, hazard_, std::sqrt(variance_)};
}

}  // namespace survival
