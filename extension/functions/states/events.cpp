#include "functions/states/events.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "cohort/follow_up.hpp"
#include "cohort/slips.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"
#include "survival/states/movements.hpp"

namespace functions::states {

using declare::cat, declare::Cell, declare::literal, declare::Type;

namespace {

constexpr std::array<std::string_view, 8> role_names = {"time", "state",   "weight", "entry",
                                                        "id",   "initial", "by",     "terminal"};

}  // namespace

void Events::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const std::string_view name = cohort::plain_name(expressions[i].argument);
    const auto role = name == "event" ? std::size_t(state_role)
                                      : std::size_t(std::ranges::find(role_names, name) - role_names.begin());
    if (role == roles) throw std::logic_error(cat("events have no column for the argument ", name));
    if (cell_[role] == none) cell_[role] = i;
    subjects_.emplace_back(name, expressions[i].text);
    if (role == by_role) {
      group_cells_.push_back(i);
      names.push_back(declare::name_of(expressions[i].text));
    }
  }
  group_.resize(group_cells_.size());
  grouping_ = cohort::Grouping(std::move(names));
  has_weight = has(weight_role);
}

std::string Events::subject(std::string_view argument) const {
  for (const auto& [name, text] : subjects_)
    if (name == argument) return cat(name, " '", text, "'");
  return std::string(argument);
}

void Events::complain(Role role, const char* what, std::string example, std::string way_out) {
  problems_.add(cell_[role], what, std::move(example), std::move(way_out));
}

void Events::differs(Role role, std::uint32_t id) {
  complain(role, "differs from the patient's first row", cat("of patient ", name(id)),
           "it must be the same in all rows of a patient");
}

bool Events::read_number(std::span<const Cell> cells, Role role, double& number) {
  if (!cohort::read_number(cells[cell_[role]], cell_[role], problems_, number)) return false;
  if (role != entry_role && number < 0)
    complain(role, "is negative", cat(number), cohort::mend);
  else if (!std::isfinite(number))
    complain(role, "is infinite", cat(number), cohort::mend);
  else
    return true;
  return false;
}

std::uint8_t Events::read_state(const Cell& cell, Role role) {
  const std::uint32_t code = state_values.code(cell);
  if (code <= survival::most_states) return std::uint8_t(code);
  problems_.add(cell_[role], cat("has more than ", survival::most_states, " different values"), literal(cell.value()),
                "it names a state");
  return 0;
}

std::uint32_t Events::read_id(const Cell& cell, bool& is_new) {
  const std::uint32_t id = ids_.code(cell, poll_);
  is_new = id == people.size();
  if (is_new) survival::append(people, {}, poll_);
  return id;
}

void Events::read_person(std::span<const Cell> cells, std::uint32_t id, bool is_new) {
  Person& person = people[id];
  Person now;
  for (std::size_t i = 0; i < group_cells_.size(); ++i) {
    group_[i] = cells[group_cells_[i]];
    now.left_out |= group_[i].is_null();
  }
  if (has(weight_role) && cells[cell_[weight_role]].is_null())
    now.left_out = true;
  else if (has(weight_role) && read_number(cells, weight_role, now.weight) && now.weight != std::trunc(now.weight))
    whole_weights = false, fraction = now.weight;
  if (now.left_out || person.left_out) {
    person.left_out = true;
    return;
  }
  if (!group_.empty()) now.group = grouping_.code(group_, poll_);
  if (has(initial_role)) {
    const Cell& initial = cells[cell_[initial_role]];
    if (initial.is_null())
      complain(initial_role, "is NULL", cat("of patient ", name(id)),
               "the state a patient starts in must be known: leave the patient out with a query as source, or give the "
               "state a name, e.g. coalesce(..., 'unknown')");
    else
      now.initial = read_state(initial, initial_role);
  }
  if (is_new) {
    person = now;
    return;
  }
  if (now.group != person.group) differs(by_role, id);
  if (now.weight != person.weight) differs(weight_role, id);
  if (now.initial != person.initial) differs(initial_role, id);
}

std::uint8_t Events::read_flag(const Cell& cell, Role role, std::uint8_t bit) {
  if (cell.is_number() && (cell.number() == 0 || cell.number() == 1)) return cell.number() == 1 ? bit : 0;
  complain(role, "is not 0 or 1", literal(cell.value()), cohort::event_way_out(cell, subjects_[cell_[role]].second));
  return 0;
}

/// Complains of a NULL that must not be passed over.
bool Events::is_unknown(std::span<const Cell> cells, std::uint32_t who) {
  const Cell& when = cells[cell_[time_role]];
  if (when.is_null()) {
    complain(time_role, "is NULL", cat("of patient ", name(who)),
             "leave out rows without a date with a query as source; where the date of an event is not known leave out "
             "the patient, who would count as free of it");
    return true;
  }
  for (const Role role : {state_role, terminal_role}) {
    if (!has(role) || !cells[cell_[role]].is_null()) continue;
    complain(role, "is NULL", cat("of patient ", name(who), " at time ", literal(when.value())),
             "leave out such rows with a query as source; where the event is not known leave out the patient");
    return true;
  }
  return false;
}

void Events::row(std::span<const Cell> cells) {
  if (has(weight_role) && cells[cell_[weight_role]].is_number() && cells[cell_[weight_role]].number() == 0) return;
  const Cell &id = cells[cell_[id_role]], &when = cells[cell_[time_role]], &what = cells[cell_[state_role]];
  if (id.is_null()) return complain(id_role, "is NULL", cat("at time ", literal(when.value())), cohort::mend);
  bool is_new = false;
  const std::uint32_t who = read_id(id, is_new);
  read_person(cells, who, is_new);
  if (is_unknown(cells, who)) return;
  double number = 0;
  if (!read_number(cells, time_role, number)) return;
  whole_times &= when.type() == Type::integer;
  double from = no_entry;
  if (has(entry_role) && !cells[cell_[entry_role]].is_null()) {
    if (!read_number(cells, entry_role, from)) return;
    if (from > number)
      return complain(entry_role, "is after time", cat("entry ", from, " at time ", number), cohort::mend);
    from += 0.0;
  }
  std::uint8_t code = says_ == Says::state ? read_state(what, state_role) : read_flag(what, state_role, happened);
  if (has(terminal_role)) code |= read_flag(cells[cell_[terminal_role]], terminal_role, died);
  survival::append(patient, who, poll_);
  survival::append(time, number + 0.0, poll_);  // -0 is 0
  survival::append(state, code, poll_);
  if (has(entry_role)) survival::append(entry, from, poll_);
}

/// Slips in the names of states and groups.
void Events::check_values() const {
  if (says_ == Says::state && has(state_role)) {
    const cohort::Values states{state_values.cells(), cohort::Values::term, subject("state"),
                                subjects_[cell_[state_role]].second};
    cohort::check_spelling(states);
    cohort::check_missing_marks(states);
  }
  for (std::size_t i = 0; i < group_cells_.size(); ++i) {
    const auto& [name, text] = subjects_[group_cells_[i]];
    const cohort::Values groups{grouping_.cells(i), cohort::Values::group, cat(name, " '", text, "'"), text};
    cohort::check_spelling(groups);
    cohort::check_missing_marks(groups);
  }
}

void Events::end() {
  problems_.report([&](std::size_t cell) { return cat(subjects_[cell].first, " '", subjects_[cell].second, "'"); });
  double total = 0;
  survival::for_each_row(people.size(), poll_,
                         [&](std::size_t i) { people[i].left_out ? n_missing += 1 : total += people[i].weight; });
  cohort::check_total(total, subject("weight"));
  check_values();
  whole_weights &= declare::is_whole(total);
  if (grouping_.size() == 0) return;
  const std::vector<std::uint32_t> sorted = grouping_.sort(poll_);
  survival::for_each_row(people.size(), poll_, [&](std::size_t i) {
    if (!people[i].left_out) people[i].group = sorted[people[i].group];
  });
  strata = grouping_.labels(poll_);
}

}  // namespace functions::states
