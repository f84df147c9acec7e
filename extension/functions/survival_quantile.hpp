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

/// Each of `probs` with its limits.
inline std::vector<Quantile> survival_quantiles(const survival::RiskTable& table, const std::vector<double>& probs,
                                                survival::Direction direction, double z, survival::ConfType type,
                                                const survival::Poll& poll) {
  struct Crossings {
    survival::Crossing estimate, low, high;
  };
  std::vector<Crossings> crossings;
  for (const double prob : probs)
    crossings.push_back({survival::Crossing(prob), survival::Crossing(prob), survival::Crossing(prob)});
  survival::trace(table, survival::KaplanMeier(direction), {}, poll, [&](const survival::CurvePoint& p) {
    const auto limits = survival::confidence_limits(p.estimate, p.std_err, z, type);
    for (Crossings& c : crossings) {
      c.estimate.step(p.time, p.estimate);
      c.low.step(p.time, limits.low);
      c.high.step(p.time, limits.high);
    }
  });
  std::vector<Quantile> quantiles;
  for (const Crossings& c : crossings) quantiles.push_back({c.estimate.time(), c.low.time(), c.high.time()});
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
