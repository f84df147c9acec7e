// The mean number of recurrent events, such as infections, that a patient has had by a time.
#pragma once
#include <optional>
#include <utility>

#include "survival/states/movements.hpp"

namespace survival {

/// What the moves of Movements mean to MeanCount: nowhere -> observed comes into sight, observed -> recurrent is an
/// event, of which a patient may have several at a time, observed -> dead ends follow-up as observed -> nowhere does.
enum Recurrence : State { observed, recurrent, dead };

/// One group, time by time. With Y at risk just before u, dN events and dD deaths (sums of weights), dR = dN / Y,
/// dL = dD / Y:
///
///     mu(t) = sum over u <= t of S(u-) dR(u),    S(t) = product over u <= t of (1 - dL(u)),
///
/// the mean number of events of a patient who has none after death. Without deaths it is the sum of dN / Y. Variance:
/// the sum over patients of a_i psi_i(t)^2, a_i as in influences.hpp,
///
///     psi_i(t) = sum S(u-) (dN_i - Y_i dR) / Y - sum (mu(t) - mu(u)) (dD_i - Y_i dL) / (Y (1 - dL)).
///
/// It is A_i - mu(t) B_i of two sums that do not depend on t; those at risk all gain the same, so that sums of squares
/// and products go on in O(1), and only who moves is touched. O(moves).
///
/// Nelson 1988, J. Qual. Technol. 20:24; Lawless & Nadeau 1995, Technometrics 37:158; with deaths Ghosh & Lin 2000,
/// Biometrics 56:554.
class MeanCount {
 public:
  MeanCount(const Movements& histories, const LargeVector<Move>& moves, const Poll& poll);
  MeanCount(const MeanCount&) = delete;

  /// Goes on to the next time with an event, or somebody who leaves, no later than `limit`; false: there is none.
  bool next(double limit);
  double last_time() const { return last_time_; }
  double time() const { return time_; }
  /// At risk just before `time`, up to which it has gone.
  double n_risk_at(double time) const { return changed_ >= time - histories_.tolerance ? before_ : now_; }
  /// Events at the time.
  double n_event() const { return events_; }
  double mean() const { return mean_; }
  /// Exactly 0 where it is no more than what rounding may leave of its terms: all have had the same number of events.
  double variance() const;
  /// Whether nobody is left who could have an event.
  bool finished() const { return survival_ == 0; }

 private:
  struct Pair {
    double a = 0, b = 0;
  };

  void step(double deaths, std::size_t heads_dying);
  void move(const Move& move);

  const Movements& histories_;
  const LargeVector<Move>& moves_;
  const Poll& poll_;
  std::size_t next_ = 0, work_ = 0, heads_ = 0;
  double before_ = 0, now_ = 0, changed_ = 0, time_ = 0, last_time_ = 0, events_ = 0;
  double mean_ = 0, survival_ = 1;
  double per_event_ = 0;             ///< S(u-) / Y
  Pair per_death_;                   ///< what a death adds to A and B
  Pair common_;                      ///< what those at risk have gained
  double squares_ = 0;               ///< over those at risk, of a_i
  Pair sum_;                         ///< over those at risk, of a_i A_i and a_i B_i
  double aa_ = 0, ab_ = 0, bb_ = 0;  ///< over all, of a_i A_i^2 and so on
  double through_aa_ = 0;            ///< the total of the values that the first has gone through
  LargeVector<Pair> own_;            ///< A_i and B_i of those out of sight; less common_ of those at risk
};

}  // namespace survival
