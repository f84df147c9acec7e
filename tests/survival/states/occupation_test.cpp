#include "survival/states/occupation.hpp"

#include <doctest/doctest.h>

#include "survival/states/random_histories.hpp"

namespace {

using namespace states_test;

const Poll no_poll = [] {};

std::vector<Kind> kinds() {
  std::vector<Kind> all = {
      {}, {.patients = 1}, {.patients = 3, .times = 4}, {.patients = 200, .states = 3, .times = 100}};
  for (int i = 0; i < 24; ++i)
    all.push_back({.patients = 40,
                   .states = std::size_t(3 + i % 3),
                   .times = i % 2 ? 60U : 9U,
                   .several_initial = i % 4 > 1,
                   .late_entry = i % 8 > 3,
                   .gaps = i % 5 == 0,
                   .weights = i % 3});
  return all;
}

/// Every set of states that is not empty.
std::vector<std::vector<std::uint8_t>> sets(std::size_t states) {
  std::vector<std::vector<std::uint8_t>> all;
  for (unsigned bits = 1; bits < 1U << states; ++bits) {
    all.emplace_back();
    for (std::size_t k = 0; k < states; ++k) all.back().push_back(bits >> k & 1);
  }
  return all;
}

bool close(double a, double b, double tolerance = 1e-12) { return std::abs(a - b) <= tolerance * (1 + std::abs(b)); }

/// The place before the first transition.
std::uint32_t origin(const Movements& all) {
  std::uint32_t first = 0xFFFFFFFF, any = 0xFFFFFFFF;
  for (const Move& move : all.moves) {
    if (move.is_event()) first = std::min(first, move.time);
    if (!move.enters()) any = std::min(any, move.time);
  }
  return (first == 0xFFFFFFFF ? any : first) - 1;
}

void check_against_naive(const Movements& all, const StateStart& start, const Naive& begun) {
  const std::uint32_t from = begun.at;
  const auto moves = moves_by_time(all, 1, no_poll);
  Occupation now(all, moves[0], start, StateVariance::jackknife, true, no_poll);
  Naive naive = begun;
  bool ok = true;
  while (now.next()) {
    const std::uint32_t time = all.place(now.time());
    for (std::uint32_t t = naive.at + 1; t <= time; ++t) naive.step(t);
    double sum = 0;
    for (std::size_t k = 0; k < all.states; ++k) {
      ok &= close(now.probability(k), naive.p[k]);
      sum += now.probability(k);
    }
    ok &= close(sum, 1);
    if (time < from) continue;
    for (const auto& set : sets(all.states))
      ok &= close(std::sqrt(now.variance(set)), std::sqrt(naive.variance(set)), 1e-7);
    for (const auto& set : sets(all.states)) ok &= close(now.variance(set), naive.variance(set));
  }
  now.integrate(all.times.back());
  for (std::uint32_t t = naive.at + 1; t < all.times.size(); ++t) naive.step(t);
  for (std::size_t k = 0; k < all.states; ++k) ok &= close(now.integral(k), naive.integral[k]);
  for (const auto& set : sets(all.states)) ok &= close(now.integral_variance(set), naive.variance(set, true), 1e-11);
  CHECK(ok);
}

}  // namespace

TEST_CASE("occupation: as the influences of all patients, worked one by one, have it") {
  unsigned seed = 0;
  for (const Kind& kind : kinds()) {
    CAPTURE(++seed);
    const Movements all = random_histories(kind, seed);
    check_against_naive(all, {}, Naive(all, origin(all), 0));
  }
}

TEST_CASE("occupation: from a time, from a state, and with those alone who are in it") {
  unsigned seed = 100;
  for (const Kind& kind : kinds()) {
    CAPTURE(++seed);
    const Movements all = random_histories(kind, seed);
    const std::uint32_t place = 1 + seed % 3;
    const double time = all.times[place] + (seed % 2 ? 0.25 : 0);
    const Naive begun(all, place, time);
    const auto lived_in = std::ranges::find_if(begun.in, [](State state) { return state != nowhere; });
    if (lived_in == begun.in.end()) continue;
    check_against_naive(all, {time}, begun);
    check_against_naive(all, {time, *lived_in}, Naive(all, place, time, *lived_in));
    check_against_naive(all, {time, *lived_in, true}, Naive(all, place, time, *lived_in, true));
    check_against_naive(all, {{}, State(0)}, Naive(all, origin(all), 0, 0));
  }
}

TEST_CASE("occupation: nobody at risk where it is to start") {
  const Movements all = random_histories({}, 7);
  const auto moves = moves_by_time(all, 1, no_poll);
  Occupation late(all, moves[0], {100}, StateVariance::jackknife, false, no_poll);
  CHECK(std::isnan(late.probability(0)));
  CHECK(std::isnan(late.variance(std::vector<std::uint8_t>{1, 0, 0, 0})));
  CHECK_FALSE(late.next());
  // Nobody lives in state 1 at first.
  Occupation other(all, moves[0], {{}, State(1)}, StateVariance::jackknife, false, no_poll);
  CHECK(other.next());
  CHECK(std::isnan(other.probability(1)));
}

TEST_CASE("occupation: Greenwood's variance without recursion, of two states, is that of the product") {
  // 10 in state 0; 3 move at 1; 1 is censored at 2; 2 of 6 move at 3. As Kaplan-Meier: S^2 sum d / (n (n - d)).
  Movements all;
  all.states = 2, all.patients = 10, all.times = {0, 1, 2, 3}, all.leavable = {1, 0};
  for (std::uint32_t id = 0; id < 10; ++id) {
    all.moves.push_back({0, id, nowhere, 0, After::stays});
    if (id < 3) all.moves.push_back({1, id, 0, 1, After::gone});
    if (id == 3) all.moves.push_back({2, id, 0, nowhere, After::gone});
    if (id > 3) all.moves.push_back({3, id, 0, id < 6 ? State(1) : nowhere, After::gone});
  }
  const auto moves = moves_by_time(all, 1, no_poll);
  for (const auto type : {StateVariance::greenwood, StateVariance::jackknife}) {
    Occupation now(all, moves[0], {}, type, false, no_poll);
    while (now.next()) {
    }
    const double survival = 0.7 * 4 / 6;
    CHECK(close(now.probability(0), survival));
    CHECK(close(now.variance(std::vector<std::uint8_t>{1, 0}), survival * survival * (3.0 / 70 + 2.0 / 24)));
    CHECK(close(now.variance(std::vector<std::uint8_t>{0, 1}), survival * survival * (3.0 / 70 + 2.0 / 24)));
    CHECK(now.n_risk(0) == 6);
    CHECK(now.n_event(1) == 2);
    CHECK(now.n_censor(0) == 4);
  }
}

TEST_CASE("occupation: constants in sampling weights cancel; a count is so many patients") {
  Movements one = random_histories({.patients = 25, .several_initial = true, .late_entry = true, .weights = 2}, 9);
  Movements ten = one;
  for (double& weight : ten.weight) weight *= 10;
  Movements counts = random_histories({.patients = 25, .several_initial = true, .late_entry = true, .weights = 1}, 9);
  Movements written = counts;
  written.weight.clear(), written.moves.clear(), written.patients = 0;
  for (std::uint32_t id = 0; id < counts.patients; ++id)
    for (double copy = 0; copy < counts.weight[id]; ++copy, ++written.patients)
      for (Move move : counts.moves)
        if (move.patient == id) move.patient = std::uint32_t(written.patients), written.moves.push_back(move);
  for (const auto& [a, b] : {std::pair{&one, &ten}, std::pair{&counts, &written}}) {
    const auto a_moves = moves_by_time(*a, 1, no_poll), b_moves = moves_by_time(*b, 1, no_poll);
    Occupation x(*a, a_moves[0], {}, StateVariance::jackknife, false, no_poll);
    Occupation y(*b, b_moves[0], {}, StateVariance::jackknife, false, no_poll);
    bool ok = true;
    while (x.next() && y.next())
      for (const auto& set : sets(a->states))
        ok &= close(x.probability(1), y.probability(1)) && close(x.variance(set), y.variance(set));
    CHECK(ok);
  }
}

TEST_CASE("step maps: many steps at once are the steps one by one") {
  std::mt19937 generator(3);
  for (const bool integrated : {false, true}) {
    StepMaps maps(3, integrated);
    std::vector<std::vector<double>> walked(200, std::vector<double>(maps.length(), 0.0));
    const auto in = [](std::size_t i) { return i % 4 == 3 ? nowhere : State(i % 4); };
    for (std::size_t i = 0; i < walked.size(); ++i) walked[i][i % 3] = 1;
    const auto begun = walked;
    for (std::size_t step = 0; step < walked.size(); ++step) {
      const State from = State(generator() % 3);
      maps.exit(from, 0.01, 0.9);
      maps.target(State((from + 1) % 3), 0.04);
      maps.target(State((from + 2) % 3), 0.06);
      maps.close(0.5);
      for (std::size_t i = 0; i <= step; ++i) maps.step(walked[i].data(), in(i));
    }
    bool ok = true;
    for (std::size_t i = 0; i < walked.size(); ++i) {
      std::vector<double> carried = begun[i];
      maps.carry(carried.data(), in(i), std::uint32_t(i), maps.steps());
      for (std::size_t j = 0; j < carried.size(); ++j) ok &= close(carried[j], walked[i][j]);
    }
    CHECK(ok);
  }
}

TEST_CASE("occupation: in another unit of time the probabilities stay, and the integrals are in that unit") {
  unsigned seed = 300;
  for (const Kind& kind : kinds())
    for (const double unit : {8.0, 0.1}) {
      const Movements days = random_histories(kind, ++seed);
      Movements scaled = days;
      for (double& time : scaled.times) time *= unit;
      const auto moves = moves_by_time(days, 1, no_poll);
      Occupation x(days, moves[0], {}, StateVariance::jackknife, true, no_poll);
      Occupation y(scaled, moves[0], {}, StateVariance::jackknife, true, no_poll);
      bool ok = true;
      while (x.next() && y.next())
        for (const auto& set : sets(days.states))
          ok &= close(y.time(), x.time() * unit) && x.probability(0) == y.probability(0) &&
                close(x.variance(set), y.variance(set));
      x.integrate(days.times.back());
      y.integrate(scaled.times.back());
      for (std::size_t k = 0; k < days.states; ++k) ok &= close(y.integral(k), x.integral(k) * unit);
      for (const auto& set : sets(days.states))
        ok &= close(std::sqrt(y.integral_variance(set)), std::sqrt(x.integral_variance(set)) * unit, 1e-7);
      CHECK(ok);
    }
}
