#include "survival/states/step_maps.hpp"

#include <algorithm>
#include <array>

namespace survival {

StepMaps::StepMaps(std::size_t states, bool integrated) : states_(states), length_(integrated ? 2 * states : states) {
  while (steps_in_block_ < states) steps_in_block_ *= 2;  // blocks of many states are large: there are to be few
}

void StepMaps::exit(State from, double share, double stay) {
  exits_.push_back({share, stay, std::uint32_t(targets_.size()), from});
}

void StepMaps::target(State to, double rate) {
  targets_.push_back({rate, to});
  exits_.back().end_target = std::uint32_t(targets_.size());
}

void StepMaps::close(double elapsed) {
  steps_.push_back({elapsed, std::uint32_t(exits_.size())});
  if (steps() % steps_in_block_ == 0) add_block(0);
}

void StepMaps::step(std::uint32_t number, double* vector, State in) const {
  if (length_ > states_)
    for (std::size_t j = 0; j < states_; ++j) vector[states_ + j] += vector[j] * steps_[number].elapsed;
  const std::span<const Exit> exits = exits_of(number);
  std::array<double, most_states> moving;
  for (std::size_t e = 0; e < exits.size(); ++e) {
    const Exit& exit = exits[e];
    const double own = exit.from == in ? exit.share : 0;
    moving[e] = vector[exit.from] - own;
    vector[exit.from] = own + moving[e] * exit.stay;
  }
  for (std::size_t e = 0; e < exits.size(); ++e)
    for (const Target& target : targets(exits[e])) vector[target.to] += moving[e] * target.rate;
}

/// vector x (the matrix of the first rows) + the row of `in`; the integrals so far stay.
void StepMaps::block(const double* rows, double* vector, State in) const {
  std::array<double, 2 * most_states> moved;
  for (std::size_t j = 0; j < length_; ++j)
    moved[j] = (in == nowhere ? 0 : rows[(states_ + in) * length_ + j]) + (j < states_ ? 0 : vector[j]);
  for (std::size_t i = 0; i < states_; ++i) {
    const double times = vector[i];
    const double* row = rows + i * length_;
    for (std::size_t j = 0; j < length_; ++j) moved[j] += times * row[j];
  }
  std::copy_n(moved.data(), length_, vector);
}

/// Every row by M, the whole turned, every row by M again.
void StepMaps::square(std::vector<double>& sums, std::vector<double>& scratch) const {
  for (int side = 0; side < 2; ++side) {
    for (std::size_t i = 0; i < length_; ++i) step(sums.data() + i * length_, nowhere);
    for (std::size_t i = 0; i < length_; ++i)
      for (std::size_t j = 0; j < length_; ++j) scratch[j * length_ + i] = sums[i * length_ + j];
    sums.swap(scratch);
  }
}

void StepMaps::add_block(std::size_t level) {
  if (levels_.size() == level) levels_.emplace_back();
  const std::uint32_t length = steps_in_block_ << level, end = steps(), begin = end - length;
  const std::size_t at = levels_[level].size();
  levels_[level].resize(at + block_size(), 0.0);
  for (std::size_t row = 0; row < 2 * states_; ++row) {
    double* vector = levels_[level].data() + at + row * length_;
    const State in = row < states_ ? nowhere : State(row - states_);
    if (row < states_) vector[row] = 1;
    if (level > 0) {
      const double* halves = levels_[level - 1].data() + levels_[level - 1].size() - 2 * block_size();
      block(halves, vector, in);
      block(halves + block_size(), vector, in);
    } else {
      for (std::uint32_t number = begin; number < end; ++number) step(number, vector, in);
    }
  }
  if (end % (2 * length) == 0) add_block(level + 1);
}

void StepMaps::carry(double* vector, State in, std::uint32_t begin, std::uint32_t end) const {
  while (begin < end) {
    std::uint32_t length = steps_in_block_;
    if (begin % length != 0 || end - begin < length) {
      step(begin++, vector, in);
      continue;
    }
    std::size_t level = 0;
    while (begin % (2 * length) == 0 && end - begin >= 2 * length) length *= 2, ++level;
    block(levels_[level].data() + begin / length * block_size(), vector, in);
    begin += length;
  }
}

}  // namespace survival
