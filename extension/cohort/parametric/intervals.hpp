// Patients whose event is known to lie between two times, and their groups.
#pragma once
#include <vector>

#include "cohort/follow_up.hpp"
#include "cohort/grouping.hpp"
#include "declare/rows.hpp"
#include "survival/parametric/turnbull.hpp"

namespace cohort {

/// Takes lower, upper, by and weight. A NULL leaves the row out, but for upper: there the event was after lower.
class Intervals : public declare::RowSink {
 public:
  /// Before begin(): what the weights are.
  void weigh(Weights weights) { weights_ = weights; }

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;

  /// Of each group.
  const std::vector<survival::LargeVector<survival::Bracket>>& brackets() const { return brackets_; }
  /// The groups' values, sorted; one NULL when there is no grouping.
  const std::vector<declare::Value>& strata() const { return strata_; }
  /// Every lower and upper was an INTEGER.
  bool whole_times() const { return whole_upper_ && follow_up_.whole_times(); }

 private:
  FollowUp follow_up_{Outcome::event};
  Weights weights_ = Weights::counts;
  std::size_t lower_cell_ = 0, upper_cell_ = 0;
  std::vector<std::size_t> group_cells_;
  std::vector<declare::Cell> cells_, group_;  ///< of the row at hand
  Grouping grouping_;
  std::vector<survival::LargeVector<survival::Bracket>> brackets_;
  std::vector<declare::Value> strata_ = {{}};
  bool whole_upper_ = true;
  survival::Poll poll_;
};

}  // namespace cohort
