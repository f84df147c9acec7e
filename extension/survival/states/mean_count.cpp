#include "survival/states/mean_count.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace survival {

MeanCount::MeanCount(const Movements& histories, const LargeVector<Move>& moves, const Poll& poll)
    : histories_(histories), moves_(moves), poll_(poll), own_(histories.patients) {
  for_each_row(moves.size(), poll, [&](std::size_t i) {
    if (!moves[i].enters()) last_time_ = histories_.times[moves[i].time];
  });
  for (; next_ < moves_.size() && moves_[next_].time == 0; ++next_) move(moves_[next_]);
  before_ = now_;
}

bool MeanCount::next(double limit) {
  while (next_ < moves_.size() && histories_.times[moves_[next_].time] <= limit) {
    const std::uint32_t place = moves_[next_].time;
    changed_ = histories_.times[place];
    before_ = now_;
    events_ = 0;
    double deaths = 0;
    std::size_t dying = 0, end = next_;
    bool is_stop = false;
    for (; end < moves_.size() && moves_[end].time == place; ++end) {
      const Move& one = moves_[end];
      is_stop |= !one.enters();
      if (one.to == recurrent) events_ += histories_.weight_of(one.patient);
      if (one.to == dead) deaths += histories_.weight_of(one.patient), ++dying;
    }
    work_ += end - next_;
    if (work_ > (std::size_t{1} << 14)) poll_(), work_ = 0;
    if (events_ + deaths > 0) step(deaths, dying);
    for (; next_ < end; ++next_) move(moves_[next_]);
    if (!is_stop) continue;
    time_ = changed_;
    return true;
  }
  return false;
}

/// What the time does to all who are at risk, and what it will do to those who have an event or die.
void MeanCount::step(double deaths, std::size_t heads_dying) {
  const bool all_die = heads_dying > 0 && heads_dying == heads_;  // mu does not change any more
  const double at_risk = before_, alive = all_die ? 0 : (at_risk - deaths) / at_risk;
  per_event_ = survival_ / at_risk;
  mean_ += per_event_ * events_;
  const double scale = all_die ? 0 : 1 / (at_risk * alive);
  per_death_ = {mean_ * scale, scale};
  survival_ *= alive;
  const Pair gain{-per_event_ * events_ / at_risk - per_death_.a * deaths / at_risk, -per_death_.b * deaths / at_risk};
  aa_ += gain.a * (2 * sum_.a + gain.a * squares_);
  ab_ += gain.a * sum_.b + gain.b * sum_.a + gain.a * gain.b * squares_;
  bb_ += gain.b * (2 * sum_.b + gain.b * squares_);
  through_aa_ += std::abs(aa_);
  sum_.a += gain.a * squares_;
  sum_.b += gain.b * squares_;
  common_.a += gain.a;
  common_.b += gain.b;
}

void MeanCount::move(const Move& move) {
  const double weight = histories_.weight_of(move.patient), squares = histories_.squares_of(move.patient);
  Pair& own = own_[move.patient];
  if (move.enters()) {
    sum_.a += squares * own.a;
    sum_.b += squares * own.b;
    own.a -= common_.a;
    own.b -= common_.b;
    squares_ += squares;
    now_ += weight;
    ++heads_;
    return;
  }
  const Pair was{own.a + common_.a, own.b + common_.b};
  const Pair more = move.to == recurrent ? Pair{per_event_, 0} : move.to == dead ? per_death_ : Pair{};
  aa_ += squares * more.a * (2 * was.a + more.a);
  ab_ += squares * (more.a * was.b + more.b * was.a + more.a * more.b);
  bb_ += squares * more.b * (2 * was.b + more.b);
  through_aa_ += std::abs(aa_);
  if (move.after == After::stays) {
    own.a += more.a;
    own.b += more.b;
    sum_.a += squares * more.a;
    sum_.b += squares * more.b;
    return;
  }
  own = {was.a + more.a, was.b + more.b};
  sum_.a -= squares * was.a;
  sum_.b -= squares * was.b;
  squares_ -= squares;
  now_ -= weight;
  if (--heads_ == 0) now_ = squares_ = sum_.a = sum_.b = 0;
}

double MeanCount::variance() const {
  const double variance = aa_ - mean_ * (2 * ab_ - mean_ * bb_);
  // Each change of the sum of squares rounds it once, and its own terms a few times. Where the error is more than 1e-7
  // of the mean it is no rounding, however many changes there were.
  const double rounding = 8 * std::numeric_limits<double>::epsilon() * through_aa_;
  return variance <= std::min(rounding, 1e-14 * mean_ * mean_) ? 0 : variance;
}

}  // namespace survival
