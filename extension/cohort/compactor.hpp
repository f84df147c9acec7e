// Collects rows and counts those that are alike, so that memory follows the distinct rows, not the patients.
#pragma once
#include <bit>
#include <cstdint>

#include "survival/patients.hpp"

namespace cohort {

/// Appends rows to `patients`. While rows repeat, an index finds each row's twin and adds to its weights; once
/// most are new (exact times), the index is dropped, and what has piled up is collapsed by sorting now and then.
/// Rows that carry a name, of their patient or their own, have no twins: they are kept as they come.
class Compactor {
 public:
  /// \param columns  which there are; weights of 1 are left out until there is another
  Compactor(survival::Patients& patients, const survival::Columns& columns, const survival::Poll& poll)
      : patients_(patients), columns_(columns), named_(columns.id || columns.row), poll_(poll) {
    columns_.weight = false;
  }

  void add(const survival::Patient& row) {
    ++rows_;
    if (!index_.empty()) {
      for (std::size_t slot = hash(row);; ++slot) {
        const std::uint32_t twin = index_[slot &= index_.size() - 1];
        if (twin == empty) {
          index_[slot] = std::uint32_t(patients_.size());
          break;
        }
        if (!is_twin(twin, row)) continue;
        survival::for_each_column(patients_, [&](auto& values, const auto& column) {
          if (column.part == survival::Part::sum && !values.empty()) values[twin] += row.*column.value;
        });
        return;
      }
    }
    append(row);
    if (patients_.size() == review_at_) review();
  }

 private:
  static constexpr std::uint32_t empty = ~0U;

  bool is_twin(std::uint32_t at, const survival::Patient& row) const {
    bool twin = true;
    survival::for_each_column(patients_, [&](const auto& values, const auto& column) {
      if (column.part == survival::Part::key) twin = twin && (values.empty() || values[at] == row.*column.value);
    });
    return twin;
  }

  std::size_t hash(const survival::Patient& row) const {
    constexpr std::uint64_t much = 0x9E3779B97F4A7C15U, more = 0xD6E8FEB86659FD93U;
    std::uint64_t mixed = std::bit_cast<std::uint64_t>(row.time) + (std::uint64_t{row.group} << 8 | row.status) * much;
    if (columns_.entry) mixed = (mixed ^ mixed >> 32) * more + std::bit_cast<std::uint64_t>(row.entry);
    if (columns_.from) mixed = (mixed ^ mixed >> 32) * more + row.from;
    return std::size_t((mixed ^ mixed >> 32) * more >> 32);
  }

  void append(const survival::Patient& row);
  void begin_weights();
  void review();
  void index_rows();

  survival::Patients& patients_;
  survival::Columns columns_;
  bool named_;
  const survival::Poll& poll_;
  survival::LargeVector<std::uint32_t> index_;  ///< open addressing; empty while rows are few or mostly new
  std::size_t rows_ = 0;                        ///< taken so far
  std::size_t review_at_ = 64;  ///< the number of distinct rows at which the way of collecting is reviewed
};

}  // namespace cohort
