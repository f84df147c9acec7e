#include "survival/parametric/lifetime.hpp"

#include <cmath>
#include <utility>

namespace survival {
namespace {

constexpr double log_root_2_pi = 0.918938533204672741780329736406;

/// log P(Z > w), Z normal. Beyond 30 by its asymptotic series, whose next term is below 1e-14.
double log_normal_tail(double w) {
  if (w < 30) return std::log(std::erfc(w / std::sqrt(2.)) / 2);
  const double s = 1 / (w * w);
  return -w * w / 2 - log_root_2_pi - std::log(w) +
         std::log1p(-s * (1 - 3 * s * (1 - 5 * s * (1 - 7 * s * (1 - 9 * s)))));
}

/// log(1 + e^w)
double log_1_plus_exp(double w) { return w > 0 ? w + std::log1p(std::exp(-w)) : std::log1p(std::exp(w)); }

/// log(e^a - e^b), a > b.
double log_difference(double a, double b) { return a + std::log(-std::expm1(b - a)); }

}  // namespace

LogDensity log_density(Lifetime lifetime, double w) {
  switch (lifetime) {
    case Lifetime::lognormal:
      return {-w * w / 2 - log_root_2_pi, -w, -1};
    case Lifetime::loglogistic: {
      const double below = 1 / (1 + std::exp(-w)), above = 1 / (1 + std::exp(w));
      return {w - 2 * log_1_plus_exp(w), above - below, -2 * below * above};
    }
    case Lifetime::weibull:
    case Lifetime::exponential:
      break;
  }
  const double hazard = std::exp(w);
  return {w - hazard, 1 - hazard, -hazard};
}

LogSurvival log_survival(Lifetime lifetime, double w) {
  switch (lifetime) {
    case Lifetime::lognormal: {
      const double value = log_normal_tail(w);
      return {value, std::exp(-w * w / 2 - log_root_2_pi - value)};
    }
    case Lifetime::loglogistic:
      return {-log_1_plus_exp(w), 1 / (1 + std::exp(-w))};
    case Lifetime::weibull:
    case Lifetime::exponential:
      break;
  }
  const double hazard = std::exp(w);
  return {-hazard, hazard};
}

double log_between(Lifetime lifetime, double low, double high) {
  if (std::isinf(high) && high > 0) return log_survival(lifetime, low).value;
  const bool from_start = std::isinf(low) && low < 0;
  if (lifetime == Lifetime::weibull || lifetime == Lifetime::exponential) {
    const double a = from_start ? 0 : std::exp(low), b = std::exp(high);  // cumulative hazards
    return -a + std::log(-std::expm1(a - b));
  }
  if (lifetime == Lifetime::lognormal && high > 0 && !from_start && low > 0)
    return log_difference(log_normal_tail(low), log_normal_tail(high));
  if (lifetime == Lifetime::lognormal && high <= 0)
    return from_start ? log_normal_tail(-high) : log_difference(log_normal_tail(-high), log_normal_tail(-low));
  if (lifetime == Lifetime::lognormal) {
    const double below = from_start ? 0 : std::exp(log_normal_tail(-low));
    return std::log1p(-below - std::exp(log_normal_tail(high)));
  }
  if (from_start) return -log_1_plus_exp(-high);  // loglogistic: F(high)
  // e^high - e^low over (1 + e^low)(1 + e^high)
  return log_difference(high, low) - log_1_plus_exp(low) - log_1_plus_exp(high);
}

}  // namespace survival
