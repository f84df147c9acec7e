#include "survival/states/occupation.hpp"

#include <algorithm>
#include <cmath>

namespace survival {

Occupation::Occupation(const Movements& histories, const LargeVector<Move>& moves, const StateStart& start,
                       StateVariance variance, bool integrated, const Poll& poll)
    : histories_(histories),
      moves_(moves),
      poll_(poll),
      states_(histories.states),
      before_(states_, 0),
      now_(states_, 0),
      entered_(states_, 0),
      censored_(states_, 0),
      events_(states_ * states_, 0),
      share_(states_, 0),
      probability_(integrated ? 2 * states_ : states_, 0),
      heads_(states_, 0),
      movers_(states_, 0),
      maps_(states_, integrated) {
  if (variance == StateVariance::jackknife) errors_.emplace<StateInfluences>(states_, integrated, histories.patients);
  if (variance == StateVariance::greenwood) errors_.emplace<Greenwood>(states_, integrated);
  find_origin(start);
  this->start(start);
  for_each_row(moves.size(), poll, [&](std::size_t i) {
    if (!moves[i].enters() && !is_left_out(moves[i])) last_time_ = histories_.times[moves[i].time];
  });
}

void Occupation::find_origin(const StateStart& start) {
  if (start.time) {
    start_time_ = time_ = since_ = changed_ = *start.time;
    origin_ = histories_.place(*start.time);
    return;
  }
  std::size_t first = moves_.size(), first_event = moves_.size();
  for (std::size_t i = moves_.size(); i > 0; --i) {
    if (!moves_[i - 1].enters()) first = i - 1;
    if (moves_[i - 1].is_event()) first_event = i - 1;
  }
  if (first_event < moves_.size()) first = first_event;
  origin_ = first < moves_.size() ? moves_[first].time - 1 : 0;
}

/// Those at risk just after the time of the origin, and what starts with them.
void Occupation::start(const StateStart& start) {
  std::vector<double> squares(states_, 0);
  LargeVector<State> lived_in;
  if (start.landmark) lived_in.assign(histories_.patients, nowhere);
  std::size_t begin = 0, end = 0;
  for (; end < moves_.size() && moves_[end].time <= origin_; ++end) {
    const Move& move = moves_[end];
    if (move.time == 0) begin = end + 1;
    count(move);
    const double square = histories_.squares_of(move.patient);
    if (!move.enters()) squares[move.from] -= square;
    if (move.after == After::stays) squares[move.to] += square;
    if (start.landmark) lived_in[move.patient] = move.after == After::stays ? move.to : nowhere;
  }
  double all = 0;
  std::size_t heads = 0;
  for (std::size_t h = 0; h < states_; ++h) {
    if (heads_[h] == 0) squares[h] = 0;
    all += now_[h];
    heads += heads_[h];
  }
  known_ = start.state ? heads_[*start.state] > 0 : heads > 0;
  for (std::size_t h = 0; known_ && h < states_; ++h)
    probability_[h] = start.state ? double(h == *start.state) : heads_[h] == heads ? 1 : now_[h] / all;
  if (start.landmark) {
    left_out_.resize(histories_.patients);
    for_each_row(left_out_.size(), poll_, [&](std::size_t i) { left_out_[i] = lived_in[i] != *start.state; });
    for (std::size_t h = 0; h < states_; ++h)
      if (h != *start.state) now_[h] = squares[h] = 0, heads_[h] = 0;
  }
  if (known_) start_errors(start, squares, all);
  if (start.time) {
    before_ = now_, next_ = end;
    return;
  }
  // Without a time the curve shows what came before the start too: back to the very first.
  std::ranges::fill(now_, 0.0);
  std::ranges::fill(heads_, std::size_t{0});
  for (; next_ < begin; ++next_)
    if (!is_left_out(moves_[next_])) count(moves_[next_]);
  before_ = now_;
}

void Occupation::start_errors(const StateStart& start, std::span<const double> squares, double all) {
  const std::span<const double> p0(probability_.data(), states_);
  if (auto* greenwood = std::get_if<Greenwood>(&errors_))
    greenwood->start(p0, start.state ? std::numeric_limits<double>::infinity() : all);
  auto* influences = std::get_if<StateInfluences>(&errors_);
  if (!influences) return;
  std::vector<double> own(states_ * states_, 0);
  for (std::size_t h = 0; !start.state && h < states_; ++h)
    for (std::size_t j = 0; j < states_; ++j) own[h * states_ + j] = (double(h == j) - p0[j]) / all;
  influences->start(own, squares, heads_);
}

void Occupation::count(const Move& move) {
  const double weight = histories_.weight_of(move.patient);
  if (!move.enters()) {
    now_[move.from] -= weight;
    if (--heads_[move.from] == 0) now_[move.from] = 0;  // sums of fractions may leave a last bit
  }
  if (move.after == After::stays) {
    now_[move.to] += weight;
    ++heads_[move.to];
  }
}

bool Occupation::next(double limit) {
  while (next_ < moves_.size() && histories_.times[moves_[next_].time] <= limit) {
    const std::uint32_t time = moves_[next_].time;
    std::size_t end = next_;
    while (end < moves_.size() && moves_[end].time == time) ++end;
    const bool is_stop = take(end);
    next_ = end;
    changed_ = histories_.times[time];
    if (!is_stop) continue;
    time_ = changed_;
    return true;
  }
  return false;
}

/// The moves of one time, up to `end`. Returns whether anything but coming into sight is among them.
bool Occupation::take(std::size_t end) {
  work_ += end - next_;
  if (work_ > (std::size_t{1} << 14)) poll_(), work_ = 0;
  before_ = now_;
  std::ranges::fill(entered_, 0.0);
  std::ranges::fill(censored_, 0.0);
  std::ranges::fill(events_, 0.0);
  std::ranges::fill(movers_, std::size_t{0});
  bool is_stop = false, any_event = false;
  for (std::size_t i = next_; i < end; ++i) {
    const Move& move = moves_[i];
    if (move.enters() || is_left_out(move)) continue;
    is_stop = true;
    const double weight = histories_.weight_of(move.patient);
    if (!move.is_event()) {
      censored_[move.from] += weight;
      continue;
    }
    any_event = true;
    ++movers_[move.from];
    entered_[move.to] += weight;
    events_[move.from * states_ + move.to] += weight;
  }
  const std::uint32_t place = moves_[next_].time;
  const bool started = known_ && place > origin_;
  if (started && any_event) {
    step();
    close(histories_.times[place]);
  }
  auto* influences = started ? std::get_if<StateInfluences>(&errors_) : nullptr;
  for (std::size_t i = next_; i < end; ++i) {
    const Move& move = moves_[i];
    if (is_left_out(move)) continue;
    if (influences)
      influences->move(move, histories_.squares_of(move.patient), move.enters() ? 0 : share_[move.from], maps_);
    count(move);
  }
  if (started && any_event) empty_states();
  return is_stop;
}

/// The exits of this time.
void Occupation::step() {
  work_ += states_ * states_ * states_;
  for (std::size_t h = 0; h < states_; ++h) {
    if (movers_[h] == 0) continue;
    double moved = 0;
    for (std::size_t k = 0; k < states_; ++k) moved += events_[h * states_ + k];
    const bool all_move = movers_[h] == heads_[h];
    const double at_risk = all_move ? moved : before_[h];
    share_[h] = probability_[h] / at_risk;
    maps_.exit(State(h), share_[h], all_move ? 0 : (at_risk - moved) / at_risk);
    for (std::size_t k = 0; k < states_; ++k)
      if (events_[h * states_ + k] > 0) maps_.target(State(k), events_[h * states_ + k] / at_risk);
  }
}

/// All that the exits do to everybody.
void Occupation::close(double time) {
  maps_.close(time - since_);
  since_ = time;
  maps_.step(probability_.data(), nowhere);
  if (auto* influences = std::get_if<StateInfluences>(&errors_)) influences->step(maps_);
  if (auto* greenwood = std::get_if<Greenwood>(&errors_)) greenwood->step(maps_, before_);
}

/// A state that all have left and nobody has come to has the probability 0, and no error, exactly; nor has one that all
/// are in.
void Occupation::empty_states() {
  for (const Exit& exit : maps_.exits()) {
    if (exit.stay > 0 || entered_[exit.from] > 0) continue;
    if (auto* influences = std::get_if<StateInfluences>(&errors_)) influences->empty(exit.from);
    if (auto* greenwood = std::get_if<Greenwood>(&errors_)) greenwood->empty(exit.from);
  }
  const auto lived_in = [](double probability) { return probability > 0; };
  const auto probabilities = std::span(probability_).first(states_);
  if (maps_.exits().empty() || std::ranges::count_if(probabilities, lived_in) != 1) return;
  const auto all = State(std::ranges::find_if(probabilities, lived_in) - probabilities.begin());
  if (auto* influences = std::get_if<StateInfluences>(&errors_)) influences->empty(all);
  if (auto* greenwood = std::get_if<Greenwood>(&errors_)) greenwood->empty(all);
}

bool Occupation::finished() const {
  if (!known_) return false;
  for (std::size_t h = 0; h < states_; ++h)
    if (histories_.leavable[h] && probability_[h] > 0) return false;
  return true;
}

void Occupation::integrate(double end) {
  if (known_) close(end);
}

double Occupation::quadratic(std::span<const std::uint8_t> members, std::size_t first) const {
  bool inside = false, outside = false;  // a sum that is 0, or all there is, has no error
  for (std::size_t i = 0; i < states_; ++i) (members[i] ? inside : outside) |= probability_[first + i] > 0;
  if (!inside || !outside) return 0;
  const auto sum = [&](std::size_t i, std::size_t j) {
    if (const auto* influences = std::get_if<StateInfluences>(&errors_)) return influences->sum(i, j);
    if (const auto* greenwood = std::get_if<Greenwood>(&errors_)) return greenwood->sum(i, j);
    return nan();
  };
  double total = 0;
  for (std::size_t i = 0; i < states_; ++i)
    for (std::size_t j = 0; members[i] && j < states_; ++j)
      if (members[j]) total += sum(first + i, first + j);
  return std::max(total, 0.0);
}

double Occupation::variance(std::span<const std::uint8_t> members) const {
  return known_ ? quadratic(members, 0) : nan();
}

double Occupation::integral_variance(std::span<const std::uint8_t> members) const {
  return known_ ? quadratic(members, states_) : nan();
}

}  // namespace survival
