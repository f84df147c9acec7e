#include "survival/states/movements.hpp"

#include <algorithm>

namespace survival {
namespace {

/// A stable counting sort. \param digit  move -> 0 ... digits - 1
template <class Digit>
LargeVector<Move> counted(const LargeVector<Move>& moves, std::size_t digits, const Poll& poll, Digit digit) {
  LargeVector<std::uint32_t> next(digits + 1, 0);
  for_each_row(moves.size(), poll, [&](std::size_t i) { ++next[digit(moves[i]) + 1]; });
  for (std::size_t d = 1; d <= digits; ++d) next[d] += next[d - 1];
  LargeVector<Move> sorted(moves.size());
  for_each_row(moves.size(), poll, [&](std::size_t i) { sorted[next[digit(moves[i])]++] = moves[i]; });
  return sorted;
}

}  // namespace

std::uint32_t Movements::place(double time) const {
  const auto after = std::ranges::upper_bound(times, time + tolerance);
  return after == times.begin() ? 0 : std::uint32_t(after - times.begin() - 1);
}

std::vector<LargeVector<Move>> moves_by_time(const Movements& histories, std::size_t groups, const Poll& poll) {
  LargeVector<Move> sorted = counted(histories.moves, 2 * histories.times.size(), poll, [](const Move& move) {
    return 2 * std::size_t(move.time) + std::size_t(move.enters());
  });
  std::vector<LargeVector<Move>> by_group(groups);
  if (groups == 1) {
    by_group.front() = std::move(sorted);
    return by_group;
  }
  std::vector<std::size_t> sizes(groups, 0);
  for_each_row(sorted.size(), poll, [&](std::size_t i) { ++sizes[histories.group_of(sorted[i].patient)]; });
  for (std::size_t g = 0; g < groups; ++g) by_group[g].reserve(sizes[g]);
  for_each_row(sorted.size(), poll,
               [&](std::size_t i) { by_group[histories.group_of(sorted[i].patient)].push_back(sorted[i]); });
  return by_group;
}

}  // namespace survival
