#include "survival/states/transition_hazard.hpp"

#include <doctest/doctest.h>

#include "survival/states/random_histories.hpp"

namespace {

using namespace states_test;

const Poll no_poll = [] {};

bool close(double a, double b) { return std::abs(a - b) <= 1e-12 * (1 + std::abs(b)); }

/// The hazard at every place and its variances, with every patient's influence worked out.
struct Long {
  Vector hazard, jackknife, greenwood;
};

Long long_way(const Movements& all, State from, State to, std::uint32_t origin) {
  Long found{Vector(all.times.size(), 0), Vector(all.times.size(), 0), Vector(all.times.size(), 0)};
  std::vector<State> in(all.patients, nowhere);
  Vector influence(all.patients, 0);
  double hazard = 0, greenwood = 0;
  for (std::uint32_t t = 0; t < all.times.size(); ++t) {
    double at_risk = 0, events = 0;
    for (std::uint32_t i = 0; i < all.patients; ++i)
      if (in[i] == from) at_risk += all.weight_of(i);
    std::vector<bool> moves(all.patients, false);
    for (const Move& move : all.moves)
      if (move.time == t && move.from == from && move.to == to) {
        moves[move.patient] = true;
        events += all.weight_of(move.patient);
      }
    if (t > origin && events > 0) {
      hazard += events / at_risk;
      greenwood += events / at_risk / at_risk;
      for (std::uint32_t i = 0; i < all.patients; ++i)
        if (in[i] == from) influence[i] += (double(moves[i]) - events / at_risk) / at_risk;
    }
    for (const Move& move : all.moves)
      if (move.time == t) in[move.patient] = move.after == After::stays ? move.to : nowhere;
    found.hazard[t] = hazard, found.greenwood[t] = greenwood;
    for (std::uint32_t i = 0; i < all.patients; ++i)
      found.jackknife[t] += all.squares_of(i) * influence[i] * influence[i];
  }
  return found;
}

}  // namespace

TEST_CASE("transition hazards: as the influences of all patients, worked one by one, have it") {
  for (unsigned seed = 1; seed <= 24; ++seed) {
    const Movements all = random_histories({.patients = 40,
                                            .times = seed % 2 ? 8U : 50U,
                                            .several_initial = true,
                                            .late_entry = seed % 3 == 0,
                                            .gaps = seed % 4 == 0,
                                            .weights = int(seed % 3)},
                                           seed);
    const auto moves = moves_by_time(all, 1, no_poll);
    for (const bool late : {false, true}) {
      const std::optional<double> start = late ? std::optional(all.times[2]) : std::nullopt;
      const Long expected = long_way(all, 0, 1, late ? 2 : 0);
      TransitionHazard jackknife(all, moves[0], 0, 1, start, StateVariance::jackknife, no_poll);
      TransitionHazard greenwood(all, moves[0], 0, 1, start, StateVariance::greenwood, no_poll);
      bool ok = true;
      for (std::uint32_t t = late ? 2 : 0; t < all.times.size(); ++t) {
        jackknife.go_on(all.times[t]);
        greenwood.go_on(all.times[t]);
        ok &= close(jackknife.hazard(), expected.hazard[t]) && close(jackknife.variance(), expected.jackknife[t]);
        ok &= all.sampling || close(greenwood.variance(), expected.greenwood[t]);
      }
      CAPTURE(seed);
      CHECK(ok);
    }
  }
}
