// The patients of one analysis: takes the rows of a source, checks every value, and keeps them in compact columns.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cohort/compactor.hpp"
#include "cohort/dictionary.hpp"
#include "cohort/grouping.hpp"
#include "declare/argument.hpp"
#include "declare/rows.hpp"
#include "survival/patients.hpp"
#include "survival/risk_table.hpp"

namespace cohort {

/// What the second data expression of a function says of a patient.
enum class Outcome {
  event,  ///< 1 the event, 0 censored
  status  ///< a value that names a cause, or stands for censored
};

/// The risk tables of an analysis, one a group, and what belongs to all of them.
struct RiskTables {
  std::vector<survival::RiskTable> groups;
  double tolerance;  ///< times nearer than this are one
};

/// Takes cells by the name of their argument: time, event or status, by, weight, entry, with or without "_expr".
/// A row with a NULL in any of them is left out and counted. Bad values are counted, and end() reports them.
class Cohort : public declare::RowSink {
 public:
  explicit Cohort(Outcome outcome) : outcome_(outcome) {}

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void unpack(std::string_view packed, const declare::Poll& poll) override;
  void end() override;

  const survival::Patients& patients() const { return patients_; }
  /// The groups' values, sorted as SQLite sorts them; one NULL when there is no grouping.
  const std::vector<declare::Value>& strata() const { return strata_; }
  /// Outcome::status: what the status codes stand for, sorted.
  const std::vector<declare::Value>& statuses() const { return statuses_; }
  /// Patients left out for a NULL.
  double n_missing() const { return n_missing_; }
  /// Every time was an INTEGER.
  bool whole_times() const { return whole_times_; }
  /// Every weight is a whole number.
  bool whole_counts() const { return whole_counts_; }

  /// Sorts, merges near ties, and counts. Leaves the patients sorted by time.
  RiskTables risk_tables(const survival::Poll& poll);

  /// The patients as a blob, equal ones collapsed; the same bytes for the same rows in any order.
  std::string pack(const survival::Poll& poll);

 private:
  enum Role : std::uint8_t { time, event, status, by, weight, entry };
  static constexpr std::size_t roles = 6;
  static Role role_of(const std::string& argument);

  struct Input {
    Role role;
    std::string text;  ///< the expression; empty in an aggregate, which sees only its values
  };
  struct Problem {
    Role role;
    std::string what;  ///< "is negative"
    std::string example;
    std::string way_out;
    double rows = 1;
  };

  bool read_number(const declare::Cell& cell, Role role, double& number);
  bool read_event(const declare::Cell& cell, std::uint8_t& code);
  bool read_status(const declare::Cell& cell, std::uint8_t& code);
  bool check_row(double time, double weight, double entry);
  void leave_out(std::span<const declare::Cell> cells);
  void complain(Role role, std::string what, std::string example, std::string way_out);
  std::string subject(Role role) const;
  void report_problems() const;
  void report_skipped_argument() const;
  void statuses_to_events();

  Outcome outcome_;
  std::vector<Input> inputs_;
  std::size_t first_by_ = 0;  ///< the cells of `by` stand side by side
  survival::Poll poll_;
  std::optional<Compactor> compactor_;
  survival::Patients patients_;
  Grouping grouping_;
  Dictionary status_values_;
  std::vector<declare::Value> strata_ = {{}};
  std::vector<declare::Value> statuses_;
  std::vector<Problem> problems_;
  std::array<double, roles> nulls_{};  ///< rows with a NULL, by its role
  double rows_ = 0;
  double n_missing_ = 0;
  bool has_entry_ = false;
  bool whole_times_ = true, whole_counts_ = true;
};

}  // namespace cohort
