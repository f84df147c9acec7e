// Patients whose grouping may be left out in the middle of an aggregate's arguments.
#pragma once
#include <optional>

#include "cohort/cohort.hpp"

namespace functions {

/// Takes rows as a Cohort does. An aggregate cannot tell a NULL that skips `by` from a missing value, so as long as
/// every `by` is NULL these are patients without groups; from the first group on, patients without one are left out.
class OptionalGroups : public declare::RowSink {
 public:
  explicit OptionalGroups(cohort::Outcome outcome) : all_(outcome), grouped_(outcome) {}

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override {
    std::vector<declare::Expression> others;
    for (std::size_t i = 0; i < expressions.size(); ++i)
      if (expressions[i].argument == "by")
        by_ = i;
      else
        others.push_back(expressions[i]);
    all_.begin(others, poll);
    grouped_.begin(expressions, poll);
  }

  void row(std::span<const declare::Cell> cells) override {
    if (has_groups_ || (by_ && !cells[*by_].is_null())) {
      has_groups_ = true;
      return grouped_.row(cells);
    }
    others_.assign(cells.begin(), cells.end());
    if (by_) others_.erase(others_.begin() + std::ptrdiff_t(*by_));
    all_.row(others_);
  }

  void end() override { patients().end(); }

  cohort::Cohort& patients() { return has_groups_ ? grouped_ : all_; }
  bool has_groups() const { return has_groups_; }

 private:
  cohort::Cohort all_, grouped_;
  std::optional<std::size_t> by_;
  std::vector<declare::Cell> others_;
  bool has_groups_ = false;
};

}  // namespace functions
