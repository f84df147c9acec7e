// Collects rows and counts those that are alike, so that memory follows the distinct rows, not the patients.
#pragma once
#include <bit>
#include <cstdint>
#include <vector>

#include "survival/patients.hpp"

namespace cohort {

/// Appends rows to `patients`. While rows repeat, an index finds each row's twin and adds to its weight; once
/// most are new (exact times), the index is dropped, and what has piled up is collapsed by sorting now and then.
class Compactor {
 public:
  Compactor(survival::Patients& patients, bool groups, bool entries, const survival::Poll& poll)
      : patients_(patients), groups_(groups), entries_(entries), poll_(poll) {}

  void add(double time, std::uint8_t status, std::uint32_t group, double entry, double weight) {
    ++rows_;
    if (!index_.empty()) {
      for (std::size_t slot = hash(time, status, group, entry);; ++slot) {
        const std::uint32_t row = index_[slot &= index_.size() - 1];
        if (row == empty) {
          index_[slot] = std::uint32_t(patients_.size());
          break;
        }
        if (patients_.time[row] == time && patients_.status[row] == status && patients_.group_of(row) == group &&
            (!entries_ || patients_.entry[row] == entry)) {
          patients_.weight[row] += weight;
          return;
        }
      }
    }
    append(time, status, group, entry, weight);
    if (patients_.size() == review_at_) review();
  }

 private:
  static constexpr std::uint32_t empty = ~0U;

  std::size_t hash(double time, std::uint8_t status, std::uint32_t group, double entry) const {
    std::uint64_t mixed =
        std::bit_cast<std::uint64_t>(time) + (std::uint64_t{group} << 8 | status) * 0x9E3779B97F4A7C15U;
    if (entries_) mixed = (mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93U + std::bit_cast<std::uint64_t>(entry);
    return std::size_t((mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93U >> 32);
  }

  void append(double time, std::uint8_t status, std::uint32_t group, double entry, double weight);
  void review();
  void index_rows();

  survival::Patients& patients_;
  bool groups_, entries_;
  const survival::Poll& poll_;
  std::vector<std::uint32_t> index_;  ///< open addressing; empty while rows are few or mostly new
  std::size_t rows_ = 0;              ///< taken so far
  std::size_t review_at_ = 64;        ///< the number of distinct rows at which the way of collecting is reviewed
};

}  // namespace cohort
