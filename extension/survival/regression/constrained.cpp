#include "survival/regression/constrained.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace survival {

Constrained maximise_others(std::vector<double> at, std::span<const unsigned char> fixed,
                            const std::function<Evaluation(std::span<const double>)>& evaluate,
                            const NewtonRule& rule) {
  const std::size_t p = at.size();
  std::vector<std::size_t> free;
  for (std::size_t j = 0; j < p; ++j)
    if (!fixed[j]) free.push_back(j);
  const std::vector<double> begin = at;
  const auto moved = [&](std::span<const double> by) {
    for (std::size_t i = 0; i < free.size(); ++i) at[free[i]] = begin[free[i]] + by[i];
    return evaluate(at);
  };
  const auto of_free = [&](std::span<const double> by) {
    const Evaluation whole = moved(by);
    Evaluation part{whole.value, {}, {}, {}};
    for (const std::size_t j : free) {
      part.score.push_back(whole.score[j]);
      part.magnitude.push_back(whole.magnitude[j]);
      for (const std::size_t k : free) part.information.push_back(whole.information[j * p + k]);
    }
    return part;
  };
  if (free.empty()) {
    Evaluation only = evaluate(at);
    return {only.value, std::isfinite(only.value), std::move(at), std::move(only.score)};
  }
  const Maximum found = maximise(free.size(), of_free, rule);
  Evaluation last = moved(found.at);
  return {found.end.value, found.converged, std::move(at), std::move(last.score)};
}

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// How far the log-likelihood falls below its peak as coordinate j moves.
class Fall {
 public:
  Fall(std::size_t j, const Peak& peak, const std::function<Evaluation(std::span<const double>)>& evaluate,
       const NewtonRule& rule)
      : j_(j), peak_(peak), evaluate_(evaluate), rule_(rule), fixed_(peak.at.size()) {
    for (std::size_t k = 0; k < fixed_.size(); ++k) fixed_[k] = k == j || !peak.free[k];
  }

  /// The root of twice the fall at b, and how fast it grows as b moves away from the peak; NaN where not known.
  struct Root {
    double value, slope;
  };
  Root operator()(double b, std::vector<double>& others) const {
    others[j_] = b;
    const Constrained best = maximise_others(others, fixed_, evaluate_, rule_);
    if (!best.converged || !std::isfinite(best.value)) return {none, none};
    others = best.at;
    const double value = std::sqrt(std::max(2 * (peak_.value - best.value), 0.0));
    return {value, std::abs(best.score[j_]) / value};
  }

  /// How far from the peak, on one side, the root is z.
  double distance(double z, double sign, double first) const {
    constexpr int most_steps = 60;
    constexpr double close = 1e-9;  // of `first`: the step after a smaller one changes nothing
    std::vector<double> others = peak_.at;
    double near = 0, far = HUGE_VAL, at = first;
    for (int i = 0; i < most_steps; ++i) {
      const Root root = (*this)(peak_.at[j_] + sign * at, others);
      double next = none;
      if (std::isnan(root.value)) {
        far = at, others = peak_.at;
      } else {
        (root.value < z ? near : far) = at;
        next = at + (z - root.value) / root.slope;
        if (std::abs(next - at) <= close * first) return next;
      }
      // From where the likelihood is flat a step may be far too long.
      if (!(next > near && next < far && next < 4 * at)) next = std::isinf(far) ? 2 * at : near + (far - near) / 2;
      at = next;
    }
    return none;
  }

 private:
  std::size_t j_;
  const Peak& peak_;
  const std::function<Evaluation(std::span<const double>)>& evaluate_;
  const NewtonRule& rule_;
  std::vector<unsigned char> fixed_;
};

}  // namespace

ProfileLimits profile_limits(std::size_t j, const Peak& peak, double z, double std_error,
                             const std::function<Evaluation(std::span<const double>)>& evaluate,
                             const NewtonRule& rule) {
  const Fall fall(j, peak, evaluate, rule);
  const double estimate = peak.at[j], first = z * std_error;
  std::vector<double> others = peak.at;
  const double root = fall(0, others).value;
  return {std::copysign(root, estimate), estimate - fall.distance(z, -1, first), estimate + fall.distance(z, 1, first)};
}

}  // namespace survival
