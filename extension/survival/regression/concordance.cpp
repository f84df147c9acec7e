#include "survival/regression/concordance.hpp"

#include <limits>

#include "survival/regression/rank_sums.hpp"

namespace survival {

namespace {

constexpr std::size_t rows_between_polls = 1 << 14;

/// From the last time on: who is known to live longer than an event is taken before the event asks.
template <class Take, class Ask>
void sweep(const Patients& patients, const Poll& poll, Take take, Ask ask) {
  for (std::size_t end = patients.size(), begin = end; end > 0; end = begin) {
    while (begin > 0 && patients.time[begin - 1] == patients.time[end - 1]) --begin;
    for (std::size_t i = begin; i < end; ++i)
      if (patients.status[i] == 0) take(i);
    for (std::size_t i = begin; i < end; ++i) {
      if (i % rows_between_polls == 0) poll();
      if (patients.status[i] != 0) ask(i);
    }
    for (std::size_t i = begin; i < end; ++i)
      if (patients.status[i] != 0) take(i);
  }
}

}  // namespace

double concordance(const Patients& patients, std::size_t scores, const Poll& poll) {
  RankSums longer;
  longer.reset(scores);
  const auto expect = [&](std::size_t i) { longer.expect(patients.group_of(i)); };
  sweep(patients, poll, expect, expect);
  longer.begin();
  double total = 0, pairs = 0, disagree = 0;  // ties of the score as halves
  const auto take = [&](std::size_t i) {
    longer.add(patients.group_of(i), patients.weight_of(i));
    total += patients.weight_of(i);
  };
  sweep(patients, poll, take, [&](std::size_t i) {
    pairs += patients.weight_of(i) * total;
    longer.ask(patients.group_of(i), i);
  });
  longer.answer(
      poll, [&](std::size_t i, double lower, double same) { disagree += patients.weight_of(i) * (lower + same / 2); });
  return pairs > 0 ? (pairs - disagree) / pairs : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace survival
