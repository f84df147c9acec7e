// The cumulative hazard of the transitions from one state to another.
#pragma once
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "survival/states/movements.hpp"
#include "survival/states/occupation.hpp"

namespace survival {

/// One group's transitions from state h to state k: A(t) = sum over u <= t of dN_hk / Y_h (Nelson-Aalen), with counts
/// as Occupation has them.
///
/// Variance by jackknife: sum over patients of a_i H_i(t)^2, H_i(t) = sum over u <= t of (dN_ihk - Y_ih dA) / Y_h, a_i
/// as in influences.hpp. Those at risk in h all lose dA / Y_h at a time, so that sums of H and H^2 over them go on in
/// O(1), and only who moves is touched. By greenwood: sum of dN_hk / Y_h^2.
class TransitionHazard {
 public:
  /// \param start  hazards count from just after its time on; without one, from the start
  TransitionHazard(const Movements& histories, const LargeVector<Move>& moves, State from, State to,
                   std::optional<double> start, StateVariance variance, const Poll& poll);
  TransitionHazard(const TransitionHazard&) = delete;

  /// Goes on up to and including `limit`.
  void go_on(double limit);

  /// At risk just before `time`, up to which it has gone.
  double n_risk_at(double time) const { return changed_ >= time - histories_.tolerance ? before_ : now_; }
  /// Transitions since the last call.
  double take_events() { return std::exchange(events_, 0.0); }
  double hazard() const { return hazard_; }
  double variance() const { return std::max(variance_, 0.0); }

 private:
  void take(std::size_t end);
  void count(const Move& move, bool started);

  const Movements& histories_;
  const LargeVector<Move>& moves_;
  const Poll& poll_;
  State from_, to_;
  bool jackknife_;
  std::uint32_t origin_;
  std::size_t next_ = 0, work_ = 0, heads_ = 0;
  double before_ = 0, now_ = 0, changed_ = 0, events_ = 0, hazard_ = 0, variance_ = 0;
  double lost_ = 0;                ///< what each at risk has lost: sum of dA / Y_h
  double squares_ = 0, sum_ = 0;   ///< over those at risk: of a_i, of a_i H_i
  LargeVector<double> influence_;  ///< H_i of those out of the state; H_i + lost_ of those in it
};

}  // namespace survival
