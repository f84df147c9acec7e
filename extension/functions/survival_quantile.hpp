// Quantiles of the survival time of one group, for the functions that report some.
#pragma once
#include <vector>

#include "declare/value.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/curves/quantile.hpp"
#include "survival/interval.hpp"

namespace functions {

struct Quantile {
  double estimate, low, high;  ///< NaN when not reached
};

/// Each of `probs`, ascending, with its limits. O(rows + probs).
inline std::vector<Quantile> survival_quantiles(const survival::RiskTable& table, const std::vector<double>& probs,
                                                survival::Direction direction, double z, survival::ConfType type,
                                                const survival::Poll& poll) {
  survival::Crossings estimate(probs), low(probs), high(probs);
  survival::trace(table, survival::KaplanMeier(direction), {}, poll, [&](const survival::CurvePoint& p) {
    const auto limits = survival::confidence_limits(p.estimate, p.std_err, z, type);
    estimate.step(p.time, p.estimate);
    low.step(p.time, limits.low);
    high.step(p.time, limits.high);
  });
  std::vector<Quantile> quantiles;
  survival::for_each_row(probs.size(), poll, [&](std::size_t i) {
    quantiles.push_back({estimate.time(i), low.time(i), high.time(i)});
  });
  return quantiles;
}

/// One quantile without limits, as an aggregate returns it.
inline declare::Value quantile_value(const survival::RiskTable& table, double prob, const survival::Poll& poll) {
  survival::Crossing crossing(prob);
  survival::trace(table, survival::KaplanMeier(), {}, poll,
                  [&](const survival::CurvePoint& p) { crossing.step(p.time, p.estimate); });
  return crossing.time();
}

}  // namespace functions
