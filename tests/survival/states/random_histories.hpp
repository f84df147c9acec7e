// Random histories, and the estimators on them worked the long way: every patient's influence at every time.
#pragma once
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "survival/states/movements.hpp"

namespace states_test {

using namespace survival;

struct Kind {
  std::size_t patients = 30;
  std::size_t states = 4;
  std::uint32_t times = 12;      ///< few: many ties
  bool several_initial = false;  ///< else all start in state 0
  bool late_entry = false;
  bool gaps = false;
  int weights = 0;  ///< 0 none, 1 counts, 2 sampling
};

/// The last state is one that nobody leaves. Everybody comes into sight once at least.
inline Movements random_histories(const Kind& kind, unsigned seed) {
  std::mt19937 generator(seed);
  const auto draw = [&](std::size_t below) { return std::size_t(generator() % below); };
  Movements all;
  all.states = kind.states;
  all.patients = kind.patients;
  all.sampling = kind.weights == 2;
  for (std::uint32_t t = 1; t <= kind.times; ++t) all.times.push_back(t * 0.5);
  for (std::uint32_t id = 0; id < kind.patients; ++id) {
    if (kind.weights == 1) all.weight.push_back(double(1 + draw(3)));
    if (kind.weights == 2) all.weight.push_back(0.25 + double(draw(1000)) / 250);
    std::uint32_t time = kind.late_entry && draw(2) ? std::uint32_t(draw(kind.times)) : 0;
    State state = kind.several_initial ? State(draw(kind.states - 1)) : State(0);
    all.moves.push_back({time, id, nowhere, state, After::stays});
    for (;;) {
      time += 1 + std::uint32_t(draw(4));
      time = std::min(time, kind.times);
      const bool last = time == kind.times;
      if (last || draw(5) == 0) {
        const bool away = kind.gaps && time + 2 < kind.times && draw(2);
        all.moves.push_back({time, id, state, nowhere, away ? After::away : After::gone});
        if (!away) break;
        time += 1 + std::uint32_t(draw(2));
        if (draw(2)) state = State(draw(kind.states - 1));
        all.moves.push_back({time, id, nowhere, state, After::stays});
        continue;
      }
      State to = State(draw(kind.states));
      if (to == state) to = State(kind.states - 1);
      const bool end = to == kind.states - 1 || draw(6) == 0;
      all.moves.push_back({time, id, state, to, end ? After::gone : After::stays});
      state = to;
      if (end) break;
    }
  }
  all.leavable.assign(kind.states, 0);
  for (const Move& move : all.moves)
    if (!move.enters()) all.leavable[move.from] = 1;
  return all;
}

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;

/// P and its influences the long way.
struct Naive {
  const Movements& all;
  std::size_t states;
  Vector p;
  Vector integral;
  Matrix influence;       ///< of each patient
  Matrix integrated;      ///< the integral of each
  std::vector<State> in;  ///< where each patient is at risk
  std::uint32_t at;
  double since;  ///< the time up to which the integrals go

  /// \param start  the place just after which they start; everybody's state then counts
  Naive(const Movements& histories, std::uint32_t start, double start_time, int from_state = -1, bool landmark = false)
      : all(histories),
        states(histories.states),
        p(states, 0),
        integral(states, 0),
        influence(histories.patients, Vector(states, 0)),
        integrated(influence),
        in(histories.patients, nowhere),
        at(start),
        since(start_time) {
    for (const Move& move : all.moves)
      if (move.time <= start) in[move.patient] = move.after == After::stays ? move.to : nowhere;
    left_out.assign(all.patients, false);
    double sum = 0;
    for (std::uint32_t i = 0; i < all.patients; ++i) {
      if (landmark && in[i] != from_state) left_out[i] = true, in[i] = nowhere;
      if (in[i] != nowhere) p[in[i]] += all.weight_of(i), sum += all.weight_of(i);
    }
    for (double& one : p) one /= sum;
    for (std::uint32_t i = 0; i < all.patients; ++i)
      for (std::size_t k = 0; in[i] != nowhere && k < states; ++k) influence[i][k] = ((in[i] == k) - p[k]) / sum;
    if (from_state >= 0) {
      p.assign(states, 0);
      p[std::size_t(from_state)] = 1;
      influence.assign(all.patients, Vector(states, 0));
    }
  }

  void step(std::uint32_t time) {
    const double elapsed = all.times[time] - since;
    at = time;
    since = all.times[time];
    for (std::size_t k = 0; k < states; ++k) integral[k] += p[k] * elapsed;
    for (std::uint32_t i = 0; i < all.patients; ++i)
      for (std::size_t k = 0; k < states; ++k) integrated[i][k] += influence[i][k] * elapsed;
    Vector at_risk(states, 0);
    Matrix hazard(states, Vector(states, 0));
    std::vector<int> to(all.patients, -1);
    for (std::uint32_t i = 0; i < all.patients; ++i)
      if (in[i] != nowhere) at_risk[in[i]] += all.weight_of(i);
    for (const Move& move : all.moves)
      if (move.time == time && move.is_event() && !left_out[move.patient]) {
        hazard[move.from][move.to] += all.weight_of(move.patient) / at_risk[move.from];
        hazard[move.from][move.from] -= all.weight_of(move.patient) / at_risk[move.from];
        to[move.patient] = move.to;
      }
    const auto times = [&](const Vector& v) {
      Vector moved = v;
      for (std::size_t h = 0; h < states; ++h)
        for (std::size_t k = 0; k < states; ++k) moved[k] += v[h] * hazard[h][k];
      return moved;
    };
    for (std::uint32_t i = 0; i < all.patients; ++i) {
      influence[i] = times(influence[i]);
      if (in[i] == nowhere) continue;
      const double share = p[in[i]] / at_risk[in[i]];
      for (std::size_t k = 0; k < states; ++k) influence[i][k] -= share * hazard[in[i]][k];
      if (to[i] < 0) continue;
      influence[i][std::size_t(to[i])] += share;
      influence[i][in[i]] -= share;
    }
    p = times(p);
    for (const Move& move : all.moves)
      if (move.time == time && !left_out[move.patient])
        in[move.patient] = move.after == After::stays ? move.to : nowhere;
  }

  double variance(const std::vector<std::uint8_t>& members, bool of_integral = false) const {
    double sum = 0;
    for (std::uint32_t i = 0; i < all.patients; ++i) {
      double own = 0;
      for (std::size_t k = 0; k < states; ++k)
        if (members[k]) own += (of_integral ? integrated : influence)[i][k];
      sum += all.squares_of(i) * own * own;
    }
    return sum;
  }

  std::vector<bool> left_out;
};

}  // namespace states_test
