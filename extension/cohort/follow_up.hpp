// Follow-up as the rows of a source tell it: from when to when, what ended it, how many patients it stands for, the
// state it is lived in, and whose it is. Every sink that takes patients reads them here.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cohort/dictionary.hpp"
#include "cohort/problems.hpp"
#include "declare/column.hpp"
#include "declare/rows.hpp"
#include "survival/patients.hpp"

namespace cohort {

/// What the second data expression of a function says of a patient.
enum class Outcome {
  event,  ///< 1 the event, 0 censored
  status  ///< a value that names a cause, or stands for censored
};

/// What weights are.
enum class Weights : std::uint8_t {
  counts,    ///< patients who are alike: whole numbers
  sampling,  ///< sampling weights, whose scale means nothing
  any        ///< left to those who will read them
};

/// What a cell says of its row.
enum class Role : std::uint8_t {
  time,
  outcome,
  weight,
  entry,
  from,   ///< the state the row is lived in, a value among the statuses
  id,     ///< the patient
  other,  ///< what its reader makes of it; without it the row is left out
  label   ///< likewise, but it may be NULL
};

/// What an argument is called where it is one of several doors to the same: "time_expr" -> "time".
std::string_view plain_name(std::string_view argument);

/// The role that an argument has by its name; `other` where that is none of follow-up.
Role role_of(std::string_view argument);

/// Takes rows. One with a NULL in a cell that is no label is left out and counted, one of weight 0 is as if it were not
/// there. Bad values are counted, and end() reports them.
class FollowUp {
 public:
  explicit FollowUp(Outcome outcome) : outcome_(outcome) {}

  void begin(const declare::Poll& poll, Weights weights = Weights::counts) { poll_ = poll, weights_ = weights; }
  /// The next cell of the rows to come.
  void add(const declare::Expression& expression, Role role);

  /// A row of weight 0 stands for nobody.
  bool is_nobody(std::span<const declare::Cell> cells) const {
    const std::size_t at = place(Role::weight);
    return at != none && cells[at].is_number() && cells[at].number() == 0;
  }

  /// Fills in what the row says of follow-up, its status and state as codes of statuses(), its id as one of ids().
  /// False when it is left out, or has a bad value.
  bool read(std::span<const declare::Cell> cells, survival::Patient& row);

  /// The code of an event, 0 or 1, in so many rows; false when it is neither.
  bool read_event(const declare::Cell& cell, std::uint8_t& code, double rows = 1);

  /// No more rows. Throws declare::Error about what was bad in them.
  void end();

  /// In place of rows: what they were, unpacked from a blob, whose events read_event() may yet find bad.
  void unpacked(const survival::Patients& patients, double n_missing, bool whole_times);

  /// The columns that the rows fill, beside time and status.
  survival::Columns columns() const;
  bool has(Role role) const { return place(role) != none; }

  /// Problems by cell; a reader adds those of its own cells.
  Problems& problems() { return problems_; }
  /// "time 'os_days'", "weight" in an aggregate
  std::string subject(std::size_t cell) const;
  /// Of the first cell of this role.
  std::string subject(Role role) const;
  /// The expression of a cell; empty in an aggregate.
  const std::string& expression(std::size_t cell) const { return inputs_[cell].text; }
  /// Of the first cell of this role, which there is.
  const std::string& expression(Role role) const { return inputs_[place(role)].text; }

  Weights weights() const { return weights_; }

  Dictionary& statuses() { return statuses_; }
  Dictionary& ids() { return ids_; }
  const Dictionary& ids() const { return ids_; }

  /// Once ended: patients left out for a NULL. With ids those of whom no row is left, else the rows' weights.
  double n_missing() const { return n_missing_; }
  /// Every time was an INTEGER.
  bool whole_times() const { return whole_times_; }
  /// Every weight is a whole number, and so is every sum of them.
  bool whole_counts() const { return whole_counts_ && declare::is_whole(total_); }
  /// Rows with a time that were left out since their outcome is NULL.
  double without_outcome() const { return without_outcome_; }
  /// Rows so far, those left out among them.
  std::size_t rows() const { return rows_; }

 private:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t roles = 8;

  struct Input {
    Role role;
    std::string name;  ///< of the argument: "time"
    std::string text;  ///< the expression; empty in an aggregate, which sees only its values
    double nulls = 0;  ///< rows with a NULL
  };
  /// What becomes of a patient, by id.
  struct Fate {
    bool has_row = false;
    double weight = 0;  ///< of a row that was left out
  };

  std::size_t place(Role role) const { return first_[std::size_t(role)]; }
  bool read_number(const declare::Cell& cell, std::size_t place, double& number, const char* if_negative);
  bool read_weight(const declare::Cell& cell, double& weight);
  bool read_time(const declare::Cell& cell, double& time);
  bool read_entry(const declare::Cell& cell, survival::Patient& row, bool time_is_good);
  bool read_status(const declare::Cell& cell, std::size_t place, std::uint8_t& code);
  bool lacks(std::span<const declare::Cell> cells);
  bool read_id(const declare::Cell& cell, std::span<const declare::Cell> cells, survival::Patient& row);
  void report_skipped_argument() const;

  Outcome outcome_;
  Weights weights_ = Weights::counts;
  std::vector<Input> inputs_;
  std::array<std::size_t, roles> first_ = {none, none, none, none, none, none, none, none};  ///< cell of each role
  Dictionary statuses_, ids_;
  survival::LargeVector<Fate> fates_;
  Problems problems_;
  declare::Poll poll_;
  std::size_t rows_ = 0;
  double n_missing_ = 0, total_ = 0;  ///< sums of weights
  double without_outcome_ = 0;
  bool whole_times_ = true, whole_counts_ = true, packed_ = false;
};

}  // namespace cohort
