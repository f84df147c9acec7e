// The patients of one analysis: takes the rows of a source, checks every value, and keeps them in compact columns.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cohort/compactor.hpp"
#include "cohort/dictionary.hpp"
#include "cohort/grouping.hpp"
#include "cohort/problems.hpp"
#include "cohort/scores.hpp"
#include "declare/column.hpp"
#include "declare/options.hpp"
#include "declare/rows.hpp"
#include "survival/patients.hpp"
#include "survival/risk_table.hpp"

namespace cohort {

/// What the second data expression of a function says of a patient.
enum class Outcome {
  event,  ///< 1 the event, 0 censored
  status  ///< a value that names a cause, or stands for censored
};

/// The risk tables of an analysis.
struct RiskTables {
  std::vector<survival::Groups> blocks;  ///< one for each value of `stratify`, else one
  double tolerance;                      ///< times nearer than this are one

  const survival::Groups& groups() const { return blocks.front(); }
};

/// Takes cells by the name of their argument, with or without "_expr": time, event or status, by, weight, entry,
/// stratify, and score, a number whose rank takes the place of the group.
/// A row with a NULL in any of them is left out and counted. Bad values are counted, and end() reports them.
class Cohort : public declare::RowSink {
 public:
  enum class Patients { all, some };

  explicit Cohort(Outcome outcome) : outcome_(outcome) {}

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void unpack(std::string_view packed, const declare::Poll& poll) override;
  bool packs(std::string_view argument) const override;
  bool unpacked(std::string_view argument) const override;
  void end() override;

  const survival::Patients& patients() const { return patients_; }
  /// The groups' values, sorted as SQLite sorts them; one NULL when there is no grouping.
  const std::vector<declare::Value>& strata() const { return strata_; }
  /// Outcome::status: tells the causes from `censor` (default 0), and numbers the patients' statuses so.
  /// \return the causes' values, sorted: status 1, 2, ...
  /// \throws declare::Error when the statuses are texts and no `censor` is given, or it is misspelt
  ///
  /// \param patients  `some`: of a group among others, where a value may rightly be missing
  const std::vector<declare::Value>& name_causes(const std::optional<declare::Value>& censor,
                                                 Patients patients = Patients::all);
  /// The status of a cause's value after name_causes(); 0 when no patient had it.
  /// \throws declare::Error when it is misspelt, or means censored
  std::size_t cause(const declare::Value& value) const;
  /// Patients left out for a NULL.
  double n_missing() const { return n_missing_; }
  /// Every time was an INTEGER.
  bool whole_times() const { return whole_times_; }
  /// Every weight is a whole number, and so is every sum of them.
  bool whole_counts() const { return whole_counts_ && declare::is_whole(total_); }

  /// The number of distinct scores.
  std::size_t scores() const { return scores_.size(); }

  /// Sorts the patients by time and makes near ties one. Returns the distance below which times are one.
  double sort(const survival::Poll& poll);

  /// Sorts likewise, and counts.
  RiskTables risk_tables(const survival::Poll& poll);

  /// The patients as a blob, equal ones collapsed; the same bytes for the same rows in any order.
  std::string pack(const survival::Poll& poll);

 private:
  enum Role : std::uint8_t { time, event, status, by, score, weight, entry, stratify };
  static constexpr std::size_t roles = 8;
  static Role role_of(std::string_view argument);

  struct Input {
    Role role;
    std::string text;  ///< the expression; empty in an aggregate, which sees only its values
  };

  bool read_event(const declare::Cell& cell, std::uint8_t& code, double rows = 1);
  bool read_status(const declare::Cell& cell, std::uint8_t& code);
  bool check_weight(double value);
  bool check_row(double time, double entry);
  void leave_out(std::span<const declare::Cell> cells, double stands_for);
  std::string subject(Role role) const;
  void report_skipped_argument() const;
  void number_groups();
  void statuses_to_events();

  Outcome outcome_;
  std::vector<Input> inputs_;
  std::vector<std::size_t> group_inputs_;  ///< those that make groups: of `by`, then of `stratify`
  std::size_t block_inputs_ = 0;           ///< how many of them are of `stratify`
  std::vector<declare::Cell> group_cells_;
  std::optional<std::size_t> weight_input_;
  survival::Poll poll_;
  std::optional<Compactor> compactor_;
  survival::Patients patients_;
  Grouping grouping_;
  Scores scores_;
  Dictionary status_values_;
  std::vector<declare::Value> strata_ = {{}};
  std::vector<declare::Value> statuses_;  ///< what the status codes stand for, sorted
  declare::Value censored_ = std::int64_t{0};
  std::vector<declare::Value> causes_;  ///< once they are named
  std::size_t blocks_ = 1;
  Problems problems_;                  ///< by role
  std::array<double, roles> nulls_{};  ///< rows with a NULL, by its role
  double rows_ = 0;
  double n_missing_ = 0;
  double total_ = 0;  ///< of the weights
  bool has_entry_ = false, has_score_ = false;
  bool whole_times_ = true, whole_counts_ = true;
};

}  // namespace cohort
