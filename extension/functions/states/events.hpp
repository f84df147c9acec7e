// The events of patients who move between states, as the rows of a registry tell them: who entered which state when.
#pragma once
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "cohort/dictionary.hpp"
#include "cohort/grouping.hpp"
#include "cohort/problems.hpp"
#include "declare/column.hpp"
#include "declare/rows.hpp"
#include "survival/large_vector.hpp"

namespace functions::states {

/// What a row says of its time.
enum class Says {
  state,  ///< the state entered
  event   ///< whether a recurrent event happened, and whether the patient died
};

/// Takes rows by the names of their arguments: id, time, state (or event and terminal), by, weight, entry, initial. A
/// NULL in by or weight leaves the whole patient out; any other but that of entry is an error, since a date that is not
/// known must not look like no event. What must be the same in all rows of a patient is kept once.
class Events : public declare::RowSink {
 public:
  static constexpr double no_entry = std::numeric_limits<double>::quiet_NaN();
  static constexpr std::uint8_t happened = 1, died = 2;  ///< bits of `state` where rows say events

  Events() = default;
  explicit Events(Says says) : says_(says) {}

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;

  std::size_t rows() const { return patient.size(); }
  std::size_t patients() const { return people.size(); }
  bool has_initial() const { return has(initial_role); }
  /// Whether any row may tell its entry.
  bool has_entry() const { return !entry.empty(); }

  // Of each row.
  survival::LargeVector<std::uint32_t> patient;
  survival::LargeVector<double> time;
  survival::LargeVector<std::uint8_t> state;  ///< a code of `state_values`, or `happened` and `died`
  survival::LargeVector<double> entry;        ///< no_entry: not told; empty: nobody's is

  struct Person {
    std::uint32_t group = 0;
    double weight = 1;
    std::uint8_t initial = 0;  ///< a code of `state_values`
    bool left_out = false;
  };
  survival::LargeVector<Person> people;

  cohort::Dictionary state_values;
  /// The groups' values, sorted as SQLite sorts them; one NULL when there is no grouping.
  std::vector<declare::Value> strata = {{}};
  /// Patients left out for a NULL.
  double n_missing = 0;
  bool whole_times = true, whole_weights = true, has_weight = false;
  std::optional<double> fraction;  ///< a weight that is not whole

  /// The patient as messages name him.
  std::string name(std::uint32_t id) const { return declare::literal(ids_.value(id)); }
  /// "time 'os_days'"
  std::string subject(std::string_view argument) const;

 private:
  enum Role : std::uint8_t {
    time_role,
    state_role,
    weight_role,
    entry_role,
    id_role,
    initial_role,
    by_role,
    terminal_role,
    roles
  };

  bool has(Role role) const { return cell_[role] != none; }
  bool read_number(std::span<const declare::Cell> cells, Role role, double& number);
  void complain(Role role, const char* what, std::string example, std::string way_out);
  void differs(Role role, std::uint32_t id);
  void check_values() const;
  std::uint32_t read_id(const declare::Cell& cell, bool& is_new);
  void read_person(std::span<const declare::Cell> cells, std::uint32_t id, bool is_new);
  std::uint8_t read_state(const declare::Cell& cell, Role role);
  std::uint8_t read_flag(const declare::Cell& cell, Role role, std::uint8_t bit);
  bool is_unknown(std::span<const declare::Cell> cells, std::uint32_t who);

  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  Says says_ = Says::state;
  std::vector<std::size_t> cell_ = std::vector<std::size_t>(roles, none);
  std::vector<std::size_t> group_cells_;
  std::vector<declare::Cell> group_;
  std::vector<std::pair<std::string, std::string>> subjects_;  ///< of each cell, its argument's name and expression
  cohort::Dictionary ids_;
  cohort::Grouping grouping_;
  cohort::Problems problems_;
  declare::Poll poll_;
};

}  // namespace functions::states
