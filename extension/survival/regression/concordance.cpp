#include "survival/regression/concordance.hpp"

#include <limits>

#include "survival/regression/rank_sums.hpp"

namespace survival {

double concordance(const Patients& patients, std::size_t scores, const Poll& poll) {
  constexpr std::size_t rows_between_polls = 1 << 14;
  RankSums longer(scores);  // those known to live longer than the time at hand
  double total = 0, concordant = 0, tied = 0, pairs = 0;
  const auto take = [&](std::size_t row) {
    longer.add(patients.group_of(row), patients.weight_of(row));
    total += patients.weight_of(row);
  };
  for (std::size_t end = patients.size(), begin = end; end > 0; end = begin) {
    while (begin > 0 && patients.time[begin - 1] == patients.time[end - 1]) --begin;
    for (std::size_t i = begin; i < end; ++i)
      if (patients.status[i] == 0) take(i);
    for (std::size_t i = begin; i < end; ++i) {
      if (i % rows_between_polls == 0) poll();
      if (patients.status[i] == 0) continue;
      const double lower = longer.below(patients.group_of(i)), same = longer.at(patients.group_of(i));
      concordant += patients.weight_of(i) * (total - lower - same);
      tied += patients.weight_of(i) * same;
      pairs += patients.weight_of(i) * total;
    }
    for (std::size_t i = begin; i < end; ++i)
      if (patients.status[i] != 0) take(i);
  }
  return pairs > 0 ? (concordant + tied / 2) / pairs : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace survival
