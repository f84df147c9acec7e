#include "survival/states/transition_hazard.hpp"

#include <algorithm>
#include <utility>

namespace survival {

TransitionHazard::TransitionHazard(const Movements& histories, const LargeVector<Move>& moves, State from, State to,
                                   std::optional<double> start, StateVariance variance, const Poll& poll)
    : histories_(histories),
      moves_(moves),
      poll_(poll),
      from_(from),
      to_(to),
      jackknife_(variance == StateVariance::jackknife),
      origin_(start ? histories.place(*start) : 0),
      changed_(start.value_or(0)) {
  if (jackknife_) influence_.resize(histories.patients, 0.0);
  while (next_ < moves_.size() && moves_[next_].time <= origin_) {
    std::size_t end = next_;
    while (end < moves_.size() && moves_[end].time == moves_[next_].time) ++end;
    take(end);
  }
  before_ = now_;
}

void TransitionHazard::go_on(double limit) {
  while (next_ < moves_.size() && histories_.times[moves_[next_].time] <= limit) {
    const double time = histories_.times[moves_[next_].time];
    std::size_t end = next_;
    while (end < moves_.size() && moves_[end].time == moves_[next_].time) ++end;
    take(end);
    changed_ = time;
  }
}

/// The moves of one time, up to `end`.
void TransitionHazard::take(std::size_t end) {
  work_ += end - next_;
  if (work_ > (std::size_t{1} << 14)) poll_(), work_ = 0;
  before_ = now_;
  const bool started = moves_[next_].time > origin_;
  double events = 0;
  for (std::size_t i = next_; started && i < end; ++i)
    if (moves_[i].from == from_ && moves_[i].to == to_) events += histories_.weight_of(moves_[i].patient);
  if (events > 0) {
    const double rise = events / before_, each = rise / before_;
    events_ += events;
    hazard_ += rise;
    if (jackknife_) {
      variance_ += each * (each * squares_ - 2 * sum_);
      sum_ -= each * squares_;
      lost_ += each;
    } else {
      variance_ += each;
    }
  }
  for (; next_ < end; ++next_) count(moves_[next_], started);
}

void TransitionHazard::count(const Move& move, bool started) {
  const bool leaves = move.from == from_, comes = move.to == from_ && move.after == After::stays;
  if (!leaves && !comes) return;
  const double weight = histories_.weight_of(move.patient);
  const double squares = jackknife_ ? histories_.squares_of(move.patient) : 0;
  if (leaves) {
    if (jackknife_) {
      double& own = influence_[move.patient];
      own -= lost_;
      sum_ -= squares * own;
      squares_ -= squares;
      if (started && move.to == to_) {
        variance_ += squares / before_ * (2 * own + 1 / before_);
        own += 1 / before_;
      }
    }
    now_ -= weight;
    if (--heads_ == 0) now_ = sum_ = squares_ = 0;
    return;
  }
  if (jackknife_) {
    sum_ += squares * influence_[move.patient];
    squares_ += squares;
    influence_[move.patient] += lost_;
  }
  now_ += weight;
  ++heads_;
}

}  // namespace survival
