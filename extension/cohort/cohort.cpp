#include "cohort/cohort.hpp"

#include <algorithm>
#include <cmath>

#include "cohort/packed.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::Type, declare::Value;

namespace {

constexpr double largest_exact = 0x1p53;  // from here on a double skips integers
constexpr std::size_t most_statuses = 255;

/// The arguments' names, in the order of Cohort::Role.
constexpr std::array<std::string_view, 6> role_names = {"time", "event", "status", "by", "weight", "entry"};

/// An ISO date or the start of one, e.g. 2020-09-01.
bool looks_like_a_date(std::string_view text) {
  constexpr std::string_view pattern = "0000-00-00";
  if (text.size() < pattern.size()) return false;
  return std::ranges::equal(pattern, text.substr(0, pattern.size()),
                            [](char p, char c) { return p == '0' ? c >= '0' && c <= '9' : c == p; });
}

std::string name_of(std::string_view expression) {
  const auto tokens = declare::tokens(expression);
  return tokens.size() == 1 ? tokens.front().unquoted() : std::string(expression);
}

}  // namespace

Cohort::Role Cohort::role_of(const std::string& argument) {
  std::string_view name = argument;
  if (constexpr std::string_view suffix = "_expr"; name.ends_with(suffix)) name.remove_suffix(suffix.size());
  const auto found = std::ranges::find(role_names, name);
  if (found == role_names.end()) throw std::logic_error(cat("a cohort has no column for the argument ", argument));
  return Role(found - role_names.begin());
}

void Cohort::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  std::vector<std::string> names;
  for (const declare::Expression& expression : expressions) {
    const Role role = role_of(expression.argument);
    if (role == by && names.empty()) first_by_ = inputs_.size();
    if (role == by) names.push_back(name_of(expression.text));
    has_entry_ |= role == entry;
    inputs_.push_back({role, expression.text});
  }
  grouping_ = Grouping(std::move(names));
  compactor_.emplace(patients_, grouping_.size() > 0, has_entry_, poll_);
}

void Cohort::row(std::span<const Cell> cells) {
  ++rows_;
  if (std::ranges::any_of(cells, &Cell::is_null)) return leave_out(cells);
  double time_value = 0, weight_value = 1, entry_value = 0;
  std::uint8_t status_code = 0;
  bool good = true;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    switch (inputs_[i].role) {
      case time:
        good &= read_number(cells[i], time, time_value);
        whole_times_ &= cells[i].type() == Type::integer;
        break;
      case event:
        good &= read_event(cells[i], status_code);
        break;
      case status:
        good &= read_status(cells[i], status_code);
        break;
      case by:
        break;
      case weight:
        good &= read_number(cells[i], weight, weight_value);
        break;
      case entry:
        good &= read_number(cells[i], entry, entry_value);
        break;
    }
  }
  if (!good || !check_row(time_value, weight_value, entry_value) || weight_value == 0) return;
  whole_counts_ = whole_counts_ && weight_value == std::trunc(weight_value);
  const std::uint32_t group =
      grouping_.size() ? grouping_.code(cells.subspan(first_by_, grouping_.size())) : std::uint32_t{0};
  compactor_->add(time_value + 0.0, status_code, group, entry_value, weight_value);  // + 0.0: -0 is 0
}

void Cohort::leave_out(std::span<const Cell> cells) {
  double stands_for = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].is_null())
      ++nulls_[inputs_[i].role];
    else if (inputs_[i].role == weight && cells[i].is_number())
      stands_for = cells[i].number();
  }
  n_missing_ += stands_for;
}

bool Cohort::read_number(const Cell& cell, Role role, double& number) {
  if (cell.is_number()) {
    number = cell.number();
    if (cell.type() == Type::real || std::abs(number) <= largest_exact) return true;
    complain(role, "is too large to be exact", cat(cell.integer()), "stay below 2^53");
  } else if (cell.type() == Type::text && looks_like_a_date(cell.bytes())) {
    complain(role, "is a date", literal(cell.value()), "days between dates are julianday(later) - julianday(earlier)");
  } else {
    complain(role, "is not a number", literal(cell.value()), "name a numeric column or expression");
  }
  return false;
}

bool Cohort::read_event(const Cell& cell, std::uint8_t& code) {
  if (cell.is_number() && (cell.number() == 0 || cell.number() == 1)) {
    code = cell.number() == 1;
    return true;
  }
  const std::string value = literal(cell.value());
  std::string column = "status";
  for (const Input& input : inputs_)
    if (input.role == event && !input.text.empty()) column = input.text;
  complain(event, "is not 0 or 1", value, cat("say which value is the event, e.g. ", column, " = ", value));
  return false;
}

bool Cohort::read_status(const Cell& cell, std::uint8_t& code) {
  const std::uint32_t number = status_values_.code(cell);
  code = std::uint8_t(number);
  if (number < most_statuses) return true;
  complain(status, cat("has more than ", most_statuses, " different values"), literal(cell.value()),
           "it names the cause of an event");
  return false;
}

bool Cohort::check_row(double time_value, double weight_value, double entry_value) {
  const auto fail = [&](Role role, const char* what, double value, const char* way_out) {
    complain(role, what, cat(value), way_out);
    return false;
  };
  constexpr const char* mend = "correct the rows, or leave them out with a query as source";
  if (time_value < 0) return fail(time, "is negative", time_value, mend);
  if (!std::isfinite(time_value)) return fail(time, "is infinite", time_value, mend);
  if (weight_value < 0) return fail(weight, "is negative", weight_value, "a weight counts patients who are alike");
  if (!std::isfinite(weight_value)) return fail(weight, "is infinite", weight_value, mend);
  if (!has_entry_) return true;
  if (!std::isfinite(entry_value)) return fail(entry, "is infinite", entry_value, mend);
  if (entry_value < time_value) return true;
  complain(entry, "is not before time", cat("entry ", entry_value, " at time ", time_value), mend);
  return false;
}

void Cohort::complain(Role role, std::string what, std::string example, std::string way_out) {
  for (Problem& problem : problems_)
    if (problem.role == role && problem.what == what) {
      ++problem.rows;
      return;
    }
  problems_.push_back({role, std::move(what), std::move(example), std::move(way_out)});
}

std::string Cohort::subject(Role role) const {
  for (const Input& input : inputs_)
    if (input.role == role && !input.text.empty()) return cat(role_names[role], " '", input.text, "'");
  return std::string(role_names[role]);
}

void Cohort::report_problems() const {
  const auto first = std::ranges::min_element(problems_, {}, &Problem::role);
  if (first == problems_.end()) return;
  throw Error(cat(subject(first->role), " ", first->what, " in ", declare::rows(first->rows), ", e.g. ", first->example,
                  "; ", first->way_out));
}

/// An aggregate cannot tell a NULL that skips an argument from a missing value. Where all rows would be lost to
/// an argument before the last, it was meant to be skipped.
void Cohort::report_skipped_argument() const {
  for (std::size_t i = 2; i + 1 < inputs_.size(); ++i)
    if (const Role role = inputs_[i].role; inputs_[i].text.empty() && rows_ > 0 && nulls_[role] == rows_)
      throw Error(
          cat(subject(role), " is NULL in every row; to leave it out and give what follows, write 1 in its place"));
}

void Cohort::end() {
  report_problems();
  report_skipped_argument();
  if (!compactor_) return;  // unpacked: sorted when it was packed
  if (grouping_.size()) {
    renumber(patients_.group, grouping_.sort());
    strata_ = grouping_.labels();
  }
  if (!status_values_.values().empty()) {
    renumber(patients_.status, status_values_.sort());
    statuses_ = status_values_.values();
  }
}

RiskTables Cohort::risk_tables(const survival::Poll& poll) {
  survival::sort_by_time(patients_, poll);
  const double tolerance = survival::merge_near_ties(patients_, poll);
  for (std::size_t i = 0; i < patients_.entry.size(); ++i)
    if (patients_.entry[i] >= patients_.time[i])
      throw Error(cat(subject(entry), " is the same as time but for rounding, e.g. at time ", patients_.time[i],
                      "; correct the rows, or leave them out with a query as source"));
  return {survival::risk_tables(patients_, strata_.size(), poll), tolerance};
}

std::string Cohort::pack(const survival::Poll& poll) {
  survival::collapse(patients_, poll);
  return cohort::pack({patients_, strata_, statuses_, n_missing_, whole_times_});
}

void Cohort::unpack(std::string_view packed, const declare::Poll& poll) {
  Packed content = cohort::unpack(packed);
  poll();
  patients_ = std::move(content.patients);
  strata_ = std::move(content.groups);
  statuses_ = std::move(content.statuses);
  n_missing_ = content.n_missing;
  whole_times_ = content.whole_times;
  whole_counts_ = std::ranges::all_of(patients_.weight, [](double w) { return w == std::trunc(w); });
  if (outcome_ == Outcome::event) statuses_to_events();
}

void Cohort::statuses_to_events() {
  for (std::uint8_t& code : patients_.status) {
    std::uint8_t event_code = 0;
    if (read_event(statuses_[code], event_code)) code = event_code;
  }
}

}  // namespace cohort
