// The patients of an analysis that needs more of each than time and event: further numbers and labels, row by row.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cohort/dictionary.hpp"
#include "cohort/follow_up.hpp"
#include "cohort/grouping.hpp"
#include "declare/rows.hpp"
#include "survival/patients.hpp"

namespace cohort {

/// Takes what FollowUp reads, by, and cells by the names it is made with; a row with a NULL in any is left out. Every
/// row is kept as one, in its order.
class Measured : public declare::RowSink {
 public:
  /// \param numbers  arguments whose values are finite numbers
  /// \param labels   arguments whose values tell patients apart
  /// \param list     an argument that is a list of numbers, which come before the others
  explicit Measured(std::vector<std::string> numbers, std::vector<std::string> labels = {}, std::string list = {});

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;

  const survival::Patients& patients() const { return patients_; }
  /// The groups' values, sorted; one NULL when there is no grouping.
  const std::vector<declare::Value>& strata() const { return strata_; }
  double n_missing() const { return follow_up_.n_missing(); }
  bool whole_times() const { return follow_up_.whole_times(); }
  bool whole_counts() const { return follow_up_.whole_counts(); }

  /// How many there are in the list.
  std::size_t listed() const { return listed_; }
  /// Of each patient, the numbers of an argument, by its place among those given.
  const survival::LargeVector<double>& numbers(std::size_t which) const { return numbers_[which].values; }
  /// And the labels, as codes of label_values(), sorted.
  const survival::LargeVector<std::uint32_t>& labels(std::size_t which) const { return labels_[which].codes; }
  const std::vector<declare::Value>& label_values(std::size_t which) const { return labels_[which].known.values(); }
  /// "potential 'days_to_cut_off'"
  std::string subject(std::size_t number) const { return follow_up_.subject(numbers_[number].cell); }

 private:
  struct Number {
    std::string name;
    std::size_t cell = 0;
    bool is_there = false;
    survival::LargeVector<double> values = {};
    double read = 0;  ///< of the row at hand
  };
  struct Label {
    std::string name;
    std::size_t cell = 0;
    bool is_there = false;
    survival::LargeVector<std::uint32_t> codes = {};
    Dictionary known = {};
  };

  FollowUp follow_up_{Outcome::event};
  std::string list_;
  std::size_t listed_ = 0;
  std::vector<Number> numbers_;
  std::vector<Label> labels_;
  std::vector<std::size_t> group_cells_;
  std::vector<declare::Cell> group_;  ///< of the row at hand
  Grouping grouping_;
  survival::Columns columns_;
  survival::Patients patients_;
  survival::Poll poll_;
  std::vector<declare::Value> strata_ = {{}};
};

}  // namespace cohort
