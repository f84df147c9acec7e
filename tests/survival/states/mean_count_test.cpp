#include "survival/states/mean_count.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace {

using namespace survival;

const Poll no_poll = [] {};

bool close(double a, double b) { return std::abs(a - b) <= 1e-12 * (1 + std::abs(b)); }

/// Patients with events at whole times, who die, leave, come late, and have gaps.
Movements random_recurrences(unsigned seed, std::uint32_t times, int weights, bool deaths) {
  std::mt19937 generator(seed);
  const auto draw = [&](std::size_t below) { return std::uint32_t(generator() % below); };
  Movements all;
  all.states = 1, all.patients = 30, all.sampling = weights == 2;
  for (std::uint32_t t = 1; t <= times; ++t) all.times.push_back(t);
  for (std::uint32_t id = 0; id < all.patients; ++id) {
    if (weights == 1) all.weight.push_back(1 + draw(3));
    if (weights == 2) all.weight.push_back(0.5 + draw(100) / 16.0);
    std::uint32_t at = draw(3) == 0 ? draw(times / 2) : 0;
    all.moves.push_back({at, id, nowhere, observed, After::stays});
    for (;;) {
      at = std::min(at + 1 + draw(3), times);
      for (std::uint32_t more = draw(3); more > 0; --more)
        all.moves.push_back({at, id, observed, recurrent, After::stays});
      if (at == times || draw(5) == 0) break;
      if (draw(8) > 0 || at + 2 > times - 1) continue;
      all.moves.push_back({at, id, observed, nowhere, After::away});
      all.moves.push_back({++at, id, nowhere, observed, After::stays});
    }
    all.moves.push_back({at, id, observed, deaths && draw(2) ? State(dead) : nowhere, After::gone});
  }
  return all;
}

/// mu at the last place up to `end`, with the patients' weights as given.
double mean_of(const Movements& all, const std::vector<double>& weight, std::uint32_t end) {
  std::vector<bool> in(all.patients, false);
  double mean = 0, survival = 1;
  for (std::uint32_t t = 0; t <= end; ++t) {
    double at_risk = 0, events = 0, deaths = 0;
    for (std::uint32_t i = 0; i < all.patients; ++i) at_risk += in[i] ? weight[i] : 0;
    for (const Move& move : all.moves) {
      if (move.time != t) continue;
      events += move.to == recurrent ? weight[move.patient] : 0;
      deaths += move.to == dead ? weight[move.patient] : 0;
      in[move.patient] = move.after == After::stays;
    }
    if (events > 0) mean += survival * events / at_risk;
    if (deaths > 0) survival *= 1 - deaths / at_risk;
  }
  return mean;
}

}  // namespace

TEST_CASE("mean count: by hand, with deaths and without") {
  // 1: events at 1 and 3, seen until 4. 2: an event at 1, dies at 2. 3: seen until 4.
  Movements all;
  all.states = 1, all.patients = 3, all.times = {0, 1, 2, 3, 4};
  all.moves = {{0, 0, nowhere, observed, After::stays},   {1, 0, observed, recurrent, After::stays},
               {3, 0, observed, recurrent, After::stays}, {4, 0, observed, nowhere, After::gone},
               {0, 1, nowhere, observed, After::stays},   {1, 1, observed, recurrent, After::stays},
               {2, 1, observed, dead, After::gone},       {0, 2, nowhere, observed, After::stays},
               {4, 2, observed, nowhere, After::gone}};
  auto moves = moves_by_time(all, 1, no_poll);
  MeanCount now(all, moves[0], no_poll);
  REQUIRE(now.next(1));
  CHECK(close(now.mean(), 2.0 / 3));
  CHECK(now.n_risk_at(1) == 3);
  CHECK(now.n_event() == 2);
  // The influences are (dN - 2/3) / 3: 1/9, 1/9 and -2/9.
  CHECK(close(now.variance(), (1 + 1 + 4) / 81.0));
  CHECK_FALSE(now.next(1));
  REQUIRE(now.next(3));
  REQUIRE(now.next(3));
  CHECK(now.time() == 3);
  CHECK(close(now.mean(), 2.0 / 3 + 2.0 / 3 * 1 / 2));
  // The same with the death taken for a censoring: the sum of dN / Y.
  for (Move& move : all.moves)
    if (move.to == dead) move.to = nowhere;
  moves = moves_by_time(all, 1, no_poll);
  MeanCount without(all, moves[0], no_poll);
  while (without.next(3)) {
  }
  CHECK(close(without.mean(), 2.0 / 3 + 1.0 / 2));
}

TEST_CASE("mean count: its variance is that of the derivatives in the patients' weights") {
  for (unsigned seed = 1; seed <= 18; ++seed) {
    const Movements all = random_recurrences(seed, seed % 2 ? 8 : 40, int(seed % 3), seed % 4 > 0);
    const auto moves = moves_by_time(all, 1, no_poll);
    MeanCount now(all, moves[0], no_poll);
    bool ok = true;
    while (now.next(1e9)) {
      const std::uint32_t place = all.place(now.time());
      std::vector<double> weight;
      for (std::uint32_t i = 0; i < all.patients; ++i) weight.push_back(all.weight_of(i));
      ok &= close(now.mean(), mean_of(all, weight, place));
      if (now.finished()) break;  // at S = 0 the derivative of S is not that of a product
      double variance = 0;
      for (std::uint32_t i = 0; i < all.patients; ++i) {
        constexpr double step = 1e-4;
        auto more = weight, less = weight;
        more[i] += step, less[i] -= step;
        const double slope = (mean_of(all, more, place) - mean_of(all, less, place)) / (2 * step);
        variance += all.squares_of(i) * slope * slope;
      }
      ok &= std::abs(now.variance() - variance) <= 1e-6 * variance + 1e-12;
    }
    CAPTURE(seed);
    CHECK(ok);
  }
}

TEST_CASE("mean count: where all have the same number at once, the error is 0") {
  std::mt19937 generator(7);
  for (std::uint32_t patients = 1; patients <= 60; ++patients)
    for (int kind = 0; kind < 6; ++kind) {
      CAPTURE(patients);
      CAPTURE(kind);
      const bool weighted = kind % 2 == 1, deaths = kind >= 4;
      Movements all;
      all.states = 1, all.patients = patients, all.sampling = weighted;
      for (std::uint32_t t = 1; t <= 4; ++t) all.times.push_back(t);
      std::vector<std::uint32_t> order;
      for (std::uint32_t id = 0; id < patients; ++id) {
        if (weighted) all.weight.push_back(0.5 + double(generator() % 100) / 7);
        all.moves.push_back({0, id, nowhere, observed, After::stays});
        order.push_back(id);
      }
      std::ranges::shuffle(order, generator);
      for (const std::uint32_t id : order) {  // in kinds 2 and 3 the event is the last that is seen of the patient
        for (int event = 0; event < 3; ++event) all.moves.push_back({2, id, observed, recurrent, After::stays});
        if (kind == 2 || kind == 3) all.moves.push_back({2, id, observed, nowhere, After::gone});
      }
      for (const std::uint32_t last : {3U, 4U})
        for (const std::uint32_t id : order)
          if (kind != 2 && kind != 3 && 3 + id % 2 == last)
            all.moves.push_back({last, id, observed, deaths ? State(dead) : nowhere, After::gone});
      MeanCount count(all, all.moves, no_poll);
      while (count.next(10)) {
        if (count.time() >= 2) CHECK(close(count.mean(), 3));
        CHECK(count.variance() == 0);
      }
    }
}
