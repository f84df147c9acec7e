#include "survival/states/greenwood.hpp"

#include <algorithm>

namespace survival {

Greenwood::Greenwood(std::size_t states, bool integrated)
    : states_(states),
      length_(integrated ? 2 * states : states),
      sums_(length_ * length_, 0),
      other_(sums_.size()),
      row_(states) {}

void Greenwood::start(std::span<const double> p0, double number) {
  for (std::size_t i = 0; i < states_; ++i)
    for (std::size_t j = 0; j < states_; ++j) sums_[i * length_ + j] = ((i == j ? p0[i] : 0) - p0[i] * p0[j]) / number;
}

void Greenwood::step(const StepMaps& maps, std::span<const double> at_risk) {
  maps.square(sums_, other_);
  for (const Exit& exit : maps.exits()) {
    std::ranges::fill(row_, 0.0);
    row_[exit.from] = exit.stay;
    for (const Target& target : maps.targets(exit)) row_[target.to] = target.rate;
    const double scale = exit.share * exit.share * at_risk[exit.from];
    for (std::size_t i = 0; i < states_; ++i) {
      if (row_[i] == 0) continue;
      for (std::size_t j = 0; j < states_; ++j)
        sums_[i * length_ + j] += scale * ((i == j ? row_[i] : 0) - row_[i] * row_[j]);
    }
  }
}

void Greenwood::empty(State state) {
  for (std::size_t j = 0; j < length_; ++j) sums_[state * length_ + j] = sums_[j * length_ + state] = 0;
}

}  // namespace survival
