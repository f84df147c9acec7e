#include "survival/states/influences.hpp"

#include <algorithm>
#include <limits>

namespace survival {
namespace {

constexpr std::uint32_t as_started = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t zero = as_started - 1;  ///< came into sight later, and has not moved yet

}  // namespace

StateInfluences::StateInfluences(std::size_t states, bool integrated, std::size_t patients)
    : states_(states),
      length_(integrated ? 2 * states : states),
      sums_(length_ * length_, 0),
      other_(length_ * length_),
      at_risk_(states * length_, 0),
      squares_(states, 0),
      started_(states * length_, 0),
      vector_(length_),
      slot_(patients, as_started),
      carried_(patients, 0) {}

void StateInfluences::start(std::span<const double> own, std::span<const double> squares,
                            std::span<const std::size_t> heads) {
  heads_.assign(heads.begin(), heads.end());
  for (std::size_t h = 0; h < states_; ++h) {
    squares_[h] = squares[h];
    for (std::size_t i = 0; i < states_; ++i) {
      started_[h * length_ + i] = own[h * states_ + i];
      at_risk_[h * length_ + i] = squares[h] * own[h * states_ + i];
      for (std::size_t j = 0; j < states_; ++j)
        sums_[i * length_ + j] += squares[h] * own[h * states_ + i] * own[h * states_ + j];
    }
  }
}

void StateInfluences::step(const StepMaps& maps) {
  maps.square(sums_, other_);
  for (std::size_t h = 0; h < states_; ++h) {
    double* sum = at_risk_.data() + h * length_;
    maps.step(sum, nowhere);
    maps.step(started_.data() + h * length_, State(h));
  }
  for (const Exit& exit : maps.exits()) {
    std::ranges::fill(vector_, 0.0);
    maps.step(vector_.data(), exit.from);  // c_h
    double* sum = at_risk_.data() + exit.from * length_;
    const double squares = squares_[exit.from];
    for (std::size_t i = 0; i < length_; ++i)
      for (std::size_t j = 0; j < length_; ++j)
        sums_[i * length_ + j] += sum[i] * vector_[j] + vector_[i] * sum[j] + squares * vector_[i] * vector_[j];
    for (std::size_t i = 0; i < length_; ++i) sum[i] += squares * vector_[i];
  }
}

void StateInfluences::move(const Move& move, double squares, double share, const StepMaps& maps) {
  std::uint32_t& slot = slot_[move.patient];
  if (move.enters() && slot >= zero) {  // first seen after the start
    slot = zero;
    carried_[move.patient] = maps.steps();
    squares_[move.to] += squares;
    ++heads_[move.to];
    return;
  }
  bring(move, maps);
  if (!move.enters()) leave(move.from, squares);
  if (move.is_event()) add_jump(move, squares, share);
  if (move.after == After::stays) {
    double* sum = at_risk_.data() + move.to * length_;
    for (std::size_t j = 0; j < length_; ++j) sum[j] += squares * vector_[j];
    squares_[move.to] += squares;
    ++heads_[move.to];
  }
  keep(move, maps.steps());
}

/// The patient's influence as it is before the move.
void StateInfluences::bring(const Move& move, const StepMaps& maps) {
  const std::uint32_t slot = slot_[move.patient];
  if (slot == as_started) {
    std::copy_n(started_.data() + move.from * length_, length_, vector_.data());
    return;
  }
  if (slot == zero)
    std::ranges::fill(vector_, 0.0);
  else
    std::copy_n(vectors_.data() + slot * length_, length_, vector_.data());
  maps.carry(vector_.data(), move.from, carried_[move.patient], maps.steps());
}

void StateInfluences::leave(State state, double squares) {
  double* sum = at_risk_.data() + state * length_;
  for (std::size_t j = 0; j < length_; ++j) sum[j] -= squares * vector_[j];
  squares_[state] -= squares;
  if (--heads_[state] > 0) return;
  std::fill_n(sum, length_, 0.0);
  squares_[state] = 0;
}

/// Adds g (e_to - e_from) to the influence, and what that changes to S.
void StateInfluences::add_jump(const Move& move, double squares, double share) {
  const double times = squares * share, corner = times * share;
  const std::size_t h = move.from, k = move.to;
  for (std::size_t j = 0; j < length_; ++j) {
    const double more = times * vector_[j];
    sums_[k * length_ + j] += more;
    sums_[j * length_ + k] += more;
    sums_[h * length_ + j] -= more;
    sums_[j * length_ + h] -= more;
  }
  sums_[k * length_ + k] += corner;
  sums_[h * length_ + h] += corner;
  sums_[h * length_ + k] -= corner;
  sums_[k * length_ + h] -= corner;
  vector_[h] -= share;
  vector_[k] += share;
}

/// The patient's influence after the move.
void StateInfluences::keep(const Move& move, std::uint32_t steps) {
  std::uint32_t& slot = slot_[move.patient];
  if (move.after == After::gone) {
    if (slot < zero) free_.push_back(slot);
    return;
  }
  if (slot >= zero && free_.empty()) {
    slot = std::uint32_t(vectors_.size() / length_);
    vectors_.insert(vectors_.end(), length_, 0.0);
  } else if (slot >= zero) {
    slot = free_.back();
    free_.pop_back();
  }
  std::copy_n(vector_.data(), length_, vectors_.data() + slot * length_);
  carried_[move.patient] = steps;
}

void StateInfluences::empty(State state) {
  for (std::size_t j = 0; j < length_; ++j) sums_[state * length_ + j] = sums_[j * length_ + state] = 0;
  for (std::size_t h = 0; h < states_; ++h) at_risk_[h * length_ + state] = started_[h * length_ + state] = 0;
}

}  // namespace survival
