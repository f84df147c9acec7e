// The probabilities of being in each of several states, as time goes on, with their errors: the Aalen-Johansen
// estimator.
#pragma once
#include <limits>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "survival/states/greenwood.hpp"
#include "survival/states/influences.hpp"
#include "survival/states/movements.hpp"
#include "survival/states/step_maps.hpp"

namespace survival {

enum class StateVariance { jackknife, greenwood, none };

/// Where the probabilities start.
struct StateStart {
  /// From here on: those at risk just after this time, in the state after what happened at it. Without it, those at
  /// risk just before the first transition.
  std::optional<double> time = {};
  /// They start in this state, in place of the shares of those at risk.
  std::optional<State> state = {};
  /// Only those who are at risk in that state when they start, and their later moves.
  bool landmark = false;
};

/// One group's moves, time by time. At a time t, with Y_h at risk in state h just before, dN_hk transitions from h to
/// k,
///
///     P(t) = P(t-) (I + dA(t)),    dA_hk = dN_hk / Y_h,    dA_hh = -(sum over k of dA_hk),
///
/// from P = p0, the share of each state among those at risk at the start. All counts are sums of weights.
///
/// Aalen & Johansen 1978, Scand. J. Stat. 5:141; Andersen, Borgan, Gill & Keiding 1993, Statistical Models Based on
/// Counting Processes, IV.4. With a start state and landmark: Putter & Spitoni 2018, Stat. Methods Med. Res. 27:2081.
///
/// Variance by jackknife: influences.hpp; greenwood: greenwood.hpp. O(moves log(times) states^2 + times states^3).
class Occupation {
 public:
  /// \param moves       of the group, by time
  /// \param integrated  also the integrals of the probabilities
  Occupation(const Movements& histories, const LargeVector<Move>& moves, const StateStart& start,
             StateVariance variance, bool integrated, const Poll& poll);
  Occupation(const Occupation&) = delete;

  /// Goes on to the next time with a transition, or somebody who leaves, no later than `limit`; false: there is none.
  bool next(double limit = std::numeric_limits<double>::infinity());
  /// The last such time of the group; 0 when there is none.
  double last_time() const { return last_time_; }
  /// Where they start: 0, or the start time that was asked for. At first, this is time().
  double start_time() const { return start_time_; }

  double time() const { return time_; }
  /// At the time: at risk in a state just before it, transitions into it, censored in it.
  double n_risk(std::size_t state) const { return before_[state]; }
  /// At risk in a state just before `time`, up to which next() has gone.
  double n_risk_at(double time, std::size_t state) const {
    return changed_ >= time - histories_.tolerance ? before_[state] : now_[state];
  }
  double n_event(std::size_t state) const { return entered_[state]; }
  double n_censor(std::size_t state) const { return censored_[state]; }
  /// Transitions at the time.
  double n_event(std::size_t from, std::size_t to) const { return events_[from * states_ + to]; }

  /// NaN when nobody is at risk at the start.
  double probability(std::size_t state) const { return known_ ? probability_[state] : nan(); }
  /// Of the sum of several states' probabilities. \param members  of each state, whether it is one
  double variance(std::span<const std::uint8_t> members) const;
  /// Whether no probability can change any more.
  bool finished() const;

  /// Of integrated ones: from the start up to `end`, up to which next() has gone. Then no more next().
  void integrate(double end);
  double integral(std::size_t state) const { return known_ ? probability_[states_ + state] : nan(); }
  double integral_variance(std::span<const std::uint8_t> members) const;

 private:
  static double nan() { return std::numeric_limits<double>::quiet_NaN(); }
  void find_origin(const StateStart& start);
  void start(const StateStart& start);
  void start_errors(const StateStart& start, std::span<const double> squares, double all);
  void count(const Move& move);
  bool take(std::size_t end);
  void step();
  void close(double time);
  void empty_states();
  double quadratic(std::span<const std::uint8_t> members, std::size_t first) const;
  bool is_left_out(const Move& move) const { return !left_out_.empty() && left_out_[move.patient]; }

  const Movements& histories_;
  const LargeVector<Move>& moves_;
  const Poll& poll_;
  std::size_t states_, next_ = 0;
  std::size_t work_ = 0;      ///< since the last poll
  std::uint32_t origin_ = 0;  ///< the place of the time just after which they start
  double start_time_ = 0, last_time_ = 0, time_ = 0, since_ = 0;
  double changed_ = 0;  ///< the last time at which anybody moved or came into sight
  bool known_ = false;
  std::vector<double> before_, now_, entered_, censored_, events_, share_;
  std::vector<double> probability_;  ///< and integrals
  std::vector<std::size_t> heads_, movers_;
  LargeVector<std::uint8_t> left_out_;  ///< of each patient: not in the landmark's group
  StepMaps maps_;
  std::variant<std::monostate, StateInfluences, Greenwood> errors_;
};

}  // namespace survival
