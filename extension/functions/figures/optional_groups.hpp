// Patients whose grouping may be left out in the middle of an aggregate's arguments, or who come in blobs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cohort/cohort.hpp"

namespace functions {

/// Takes rows as a Cohort does. An aggregate cannot tell a NULL that skips `by` from a missing value, so as long as
/// every `by` is NULL these are patients without groups; from the first group on, patients without one are left out.
///
/// Where the first cell is a blob that surv() made, the row brings the patients in it: those of all rows together are
/// analysed as if they had come one by one. `panel` is what a Cohort calls stratify.
class OptionalGroups : public declare::RowSink {
 public:
  explicit OptionalGroups(cohort::Outcome outcome) : outcome_(outcome), all_(outcome), grouped_(outcome) {}

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  bool packs(std::string_view argument) const override { return argument != "panel"; }
  void end() override { patients().end(); }

  cohort::Cohort& patients() { return has_groups_ ? grouped_ : all_; }
  bool has_groups() const { return has_groups_; }

 private:
  void begin_rows(std::vector<declare::Expression> expressions);
  void add_row(std::span<const declare::Cell> cells);
  void add_blob(std::string_view bytes, std::span<const declare::Cell> more);

  cohort::Outcome outcome_;
  cohort::Cohort all_, grouped_;
  declare::Poll poll_;
  std::optional<std::size_t> by_;
  std::vector<declare::Expression> beside_blob_;  ///< the cells beside a blob
  std::vector<declare::Cell> others_;
  std::optional<bool> blobs_have_groups_, blobs_have_ids_, blobs_have_entries_;
  std::int64_t ids_ = 0;  ///< of the blobs so far
  bool is_packed_ = false, has_groups_ = false;
};

}  // namespace functions
