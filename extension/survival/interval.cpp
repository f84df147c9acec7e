#include "survival/interval.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace survival {

Limits confidence_limits(double p, double se, double z, ConfType type) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (type == ConfType::none || !(p > 0)) return {none, none};
  if (p == 1) return {1, 1};
  const auto cut = [](double x) { return std::clamp(x, 0.0, 1.0); };
  switch (type) {
    case ConfType::log_log: {
      const double log_p = std::log(p);
      const double stretch = std::exp(z * se / (p * -log_p));
      return {cut(std::exp(log_p * stretch)), cut(std::exp(log_p / stretch))};
    }
    case ConfType::log: {
      const double factor = std::exp(z * se / p);
      return {cut(p / factor), cut(p * factor)};
    }
    case ConfType::plain:
      return {cut(p - z * se), cut(p + z * se)};
    case ConfType::logit: {
      const double odds = p / (1 - p);
      const double factor = std::exp(z * se / (p * (1 - p)));
      return {cut(odds / (odds + factor)), cut(odds / (odds + 1 / factor))};
    }
    case ConfType::arcsin: {
      const double angle = std::asin(std::sqrt(p));
      const double half = z / 2 * se / std::sqrt(p * (1 - p));
      const auto back = [](double x) { return std::pow(std::sin(std::clamp(x, 0.0, std::numbers::pi / 2)), 2); };
      return {back(angle - half), back(angle + half)};
    }
    case ConfType::none:
      break;
  }
  return {none, none};
}

}  // namespace survival
