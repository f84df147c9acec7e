// What is done with surv() blobs as they are: several made one, times and cells made coarser.
#pragma once
#include <cstdint>
#include <vector>

#include "cohort/packed.hpp"
#include "declare/rows.hpp"

namespace cohort {

/// The patients of all the blobs, as if surv() had packed them at once: values united, patients who are alike counted
/// together, those left out added up. A blob without entry times or weights is of patients from the start, each one.
/// Ids of different blobs are different patients.
/// \throws declare::Error where some have groups, states or ids and others do not
Packed merged(std::vector<Packed> parts, const survival::Poll& poll);

/// Takes a blob a row; NULL is none.
class Blobs : public declare::RowSink {
 public:
  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override {}

  /// All of them; nothing where there was none.
  std::vector<Packed> take() { return std::move(parts_); }

 private:
  survival::Poll poll_;
  std::vector<Packed> parts_;
};

/// What becomes of patients in cells of fewer than `least`.
enum class SmallCells { refuse, suppress };

/// Times up to the next multiple of `width`, entry times down; patients who are alike then are one cell.
/// \throws declare::Error  under `refuse`, where a cell holds fewer than `least` patients; where an entry is no longer
/// before its time; where the blob tells patients apart by id
Packed coarsened(Packed content, double width, double least, SmallCells small, const survival::Poll& poll);

}  // namespace cohort
