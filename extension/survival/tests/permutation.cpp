#include "survival/tests/permutation.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace survival {
namespace {

/// Each number is a function of the key and of how many there were before it.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t permutation) : key_(mixed(mixed(seed + golden) + permutation * golden)) {}

  /// Evenly 0 ... n - 1.
  std::uint32_t below(std::uint32_t n) {
    for (const std::uint32_t uneven = (0U - n) % n;;) {  // Lemire 2019: the few products that would favour some
      const std::uint64_t product = (mixed(key_ + ++count_ * golden) >> 32) * n;
      if (std::uint32_t(product) >= uneven) return std::uint32_t(product >> 32);
    }
  }

 private:
  static constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;

  static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
  }

  std::uint64_t key_, count_ = 0;
};

/// A row for each patient, in an order that does not depend on that of the rows; ascending in time.
Patients written_out(Patients patients, const Poll& poll) {
  patients.id = {}, patients.row = {};  // names tell nothing
  collapse(patients, poll);
  double total = 0;
  for_each_row(patients.size(), poll, [&](std::size_t i) { total += patients.weight_of(i); });
  if (total >= double(std::numeric_limits<std::uint32_t>::max()))
    throw InputError("permutations of 2^32 patients or more are not supported");
  LargeVector<std::uint32_t> rows;
  rows.reserve(std::size_t(total));
  for_each_row(patients.size(), poll, [&](std::size_t i) {
    for (auto copies = std::uint32_t(patients.weight_of(i)); copies > 0; --copies) rows.push_back(std::uint32_t(i));
  });
  patients.weight = {};
  return picked(patients, rows, poll);
}

}  // namespace

std::vector<double> permutation_p(Patients patients, std::size_t groups, std::size_t blocks, std::size_t causes,
                                  const std::vector<double>& observed, const Permutation& permutation,
                                  const Statistics& statistics, const Poll& poll) {
  patients = written_out(std::move(patients), poll);
  std::vector<LargeVector<std::uint32_t>> members(blocks);  // rows of each block
  for_each_row(patients.size(), poll,
               [&](std::size_t i) { members[patients.group_of(i) / groups].push_back(std::uint32_t(i)); });
  const auto original = patients.group;
  std::vector<double> as_extreme(observed.size());
  for (std::int64_t b = 0; b < permutation.count && !patients.group.empty(); ++b) {
    Random random(permutation.seed, std::uint64_t(b));
    patients.group = original;  // each relabelling by itself, whatever came before
    for (const auto& rows : members)
      for_each_row(rows.size(), poll, [&](std::size_t i) {
        std::swap(patients.group[rows[i]], patients.group[rows[random.below(std::uint32_t(i) + 1)]]);
      });
    const Groups tables = risk_tables(patients, groups * blocks, poll, causes);
    const std::vector<double> shuffled = statistics(blocks_of(tables, groups));
    constexpr double rounding = 1e-10;
    for (std::size_t i = 0; i < observed.size(); ++i) as_extreme[i] += shuffled[i] >= observed[i] * (1 - rounding);
  }
  std::vector<double> p_values;
  for (std::size_t i = 0; i < observed.size(); ++i)
    p_values.push_back(std::isnan(observed[i]) ? observed[i] : (1 + as_extreme[i]) / (1 + double(permutation.count)));
  return p_values;
}

}  // namespace survival
