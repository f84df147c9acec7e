#include "cohort/follow_up.hpp"

#include <algorithm>
#include <cmath>

#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::literal, declare::Type;

namespace {

/// What brings a row's sum of squared weights, where it stands for several: of an unpacked blob.
constexpr std::string_view squares = "weight2";

constexpr const char* sampling_way_out =
    "a weight counts patients who are alike; for sampling weights say weight_type = 'sampling', in a function that has "
    "it";

declare::Error fractional_blob() {
  return declare::Error(cat("the surv() value has weights that are not whole numbers; ", sampling_way_out));
}

/// In the order of Role; an outcome may as well be called event.
constexpr std::array<std::string_view, 6> role_names = {"time", "status", "weight", "entry", "from", "id"};

}  // namespace

std::string_view plain_name(std::string_view argument) {
  if (constexpr std::string_view suffix = "_expr"; argument.ends_with(suffix)) argument.remove_suffix(suffix.size());
  return argument;
}

Role role_of(std::string_view argument) {
  const std::string_view name = plain_name(argument);
  if (name == "event") return Role::outcome;
  if (name == squares) return Role::label;
  const auto found = std::ranges::find(role_names, name);
  return found == role_names.end() ? Role::other : Role(found - role_names.begin());
}

void FollowUp::add(const declare::Expression& expression, Role role) {
  if (!has(role)) first_[std::size_t(role)] = inputs_.size();
  inputs_.push_back({role, std::string(plain_name(expression.argument)), expression.text});
}

survival::Columns FollowUp::columns() const {
  survival::Columns columns;
  columns.entry = has(Role::entry), columns.weight = has(Role::weight);
  columns.from = has(Role::from), columns.id = has(Role::id);
  return columns;
}

bool FollowUp::read(std::span<const Cell> cells, survival::Patient& row) {
  ++rows_;
  if (const std::size_t at = place(Role::weight); at != none && !cells[at].is_null()) {
    if (!read_weight(cells[at], row.weight)) return false;
    if (row.weight == 0) return false;  // nobody: as if the row were not there
  }
  row.weight2 = row.weight * row.weight;
  if (const std::size_t at = place(Role::label); at != none && inputs_[at].name == squares)
    row.weight2 = cells[at].number();
  const std::size_t id = place(Role::id);
  if (id != none && !read_id(cells[id], cells, row)) return false;
  if (lacks(cells)) {
    (id == none ? n_missing_ += row.weight : fates_[row.id].weight = row.weight);
    return false;
  }
  const std::size_t outcome = place(Role::outcome);
  const bool time_is_good = read_time(cells[place(Role::time)], row.time);
  bool good = outcome_ == Outcome::event ? read_event(cells[outcome], row.status)
                                         : read_status(cells[outcome], outcome, row.status);
  if (const std::size_t at = place(Role::entry); at != none) good &= read_entry(cells[at], row, time_is_good);
  if (const std::size_t at = place(Role::from); at != none) good &= read_status(cells[at], at, row.from);
  if (!good || !time_is_good) return false;
  if (id != none) fates_[row.id].has_row = true;
  whole_counts_ = whole_counts_ && row.weight == std::trunc(row.weight);
  total_ += row.weight;
  return true;
}

/// Whether a NULL leaves the row out.
bool FollowUp::lacks(std::span<const Cell> cells) {
  if (std::ranges::none_of(cells, &Cell::is_null)) return false;
  bool lacks = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].is_null() || inputs_[i].role == Role::label) continue;
    ++inputs_[i].nulls;
    lacks = true;
  }
  if (cells[place(Role::outcome)].is_null() && !cells[place(Role::time)].is_null()) ++without_outcome_;
  return lacks;
}

bool FollowUp::read_number(const Cell& cell, std::size_t place, double& number, const char* if_negative) {
  if (!cohort::read_number(cell, place, problems_, number)) return false;
  if (if_negative && number < 0)
    problems_.add(place, "is negative", cat(number), if_negative);
  else if (!std::isfinite(number))
    problems_.add(place, "is infinite", cat(number), mend);
  else
    return true;
  return false;
}

bool FollowUp::read_weight(const Cell& cell, double& weight) {
  const std::size_t at = place(Role::weight);
  if (!read_number(cell, at, weight, "a weight counts patients who are alike")) return false;
  if (weights_ != Weights::counts || weight == std::trunc(weight)) return true;
  problems_.add(at, "is not a whole number", cat(weight), sampling_way_out);
  return false;
}

bool FollowUp::read_time(const Cell& cell, double& time) {
  whole_times_ &= cell.type() == Type::integer;
  const bool good = read_number(cell, place(Role::time), time, mend);
  time += 0.0;  // -0 is 0
  return good;
}

bool FollowUp::read_entry(const Cell& cell, survival::Patient& row, bool time_is_good) {
  const std::size_t at = place(Role::entry);
  if (!read_number(cell, at, row.entry, nullptr)) return false;
  row.entry += 0.0;
  if (!time_is_good || row.entry < row.time) return true;
  problems_.add(at, "is not before time", cat("entry ", row.entry, " at time ", row.time), mend);
  return false;
}

bool FollowUp::read_event(const Cell& cell, std::uint8_t& code, double rows) {
  if (cell.is_number() && (cell.number() == 0 || cell.number() == 1)) {
    code = cell.number() == 1;
    return true;
  }
  const std::size_t at = place(Role::outcome);
  const std::string value = literal(cell.value()), &text = inputs_[at].text;
  problems_.add(at, "is not 0 or 1", value,
                packed_ ? cat("say which value is the event: surv(time, status = ", value, ")")
                        : event_way_out(cell, text.empty() ? "status" : text),
                rows);
  return false;
}

bool FollowUp::read_status(const Cell& cell, std::size_t place, std::uint8_t& code) {
  const std::uint32_t number = statuses_.code(cell);
  code = std::uint8_t(number);
  if (number < most_statuses) return true;
  problems_.add(place, cat("has more than ", most_statuses, " different values"), literal(cell.value()),
                "it names the cause of an event");
  return false;
}

bool FollowUp::read_id(const Cell& cell, std::span<const Cell> cells, survival::Patient& row) {
  if (cell.is_null()) {
    problems_.add(place(Role::id), "is NULL", cat("at time ", literal(cells[place(Role::time)].value())), mend);
    return false;
  }
  row.id = ids_.code(cell, poll_);
  if (row.id == fates_.size()) survival::append(fates_, {}, poll_);
  return true;
}

std::string FollowUp::subject(std::size_t cell) const {
  const Input& input = inputs_[cell];
  return input.text.empty() ? input.name : cat(input.name, " '", input.text, "'");
}

std::string FollowUp::subject(Role role) const {
  return has(role) ? subject(place(role)) : std::string(role_names[std::size_t(role)]);
}

/// An aggregate cannot tell a NULL that skips an argument from a missing value. Where all rows would be lost to
/// an argument before the last, it was meant to be skipped.
void FollowUp::report_skipped_argument() const {
  for (std::size_t i = 2; i + 1 < inputs_.size(); ++i)
    if (inputs_[i].text.empty() && rows_ > 0 && inputs_[i].nulls == double(rows_))
      throw declare::Error(
          cat(subject(i), " is NULL in every row; to leave it out and give what follows, write 1 in its place"));
}

void FollowUp::end() {
  problems_.report([&](std::size_t cell) { return subject(cell); });
  report_skipped_argument();
  check_total(total_, subject(Role::weight));
  survival::for_each_row(fates_.size(), poll_, [&](std::size_t id) {
    if (!fates_[id].has_row) n_missing_ += fates_[id].weight;
  });
}

void FollowUp::unpacked(const survival::Patients& patients, double n_missing, bool whole_times) {
  if (weights_ == Weights::counts && !patients.weight2.empty()) throw fractional_blob();
  if (weights_ == Weights::sampling && patients.weight2.empty())
    throw declare::Error(
        "weight_type 'sampling' needs more than a surv() value keeps of weights that are whole: it counts patients; "
        "give the query itself as source, as text");
  add({"time", ""}, Role::time);
  add({outcome_ == Outcome::event ? "event" : "status", ""}, Role::outcome);
  packed_ = true;
  n_missing_ = n_missing;
  whole_times_ = whole_times;
  survival::for_each_row(patients.size(), poll_, [&](std::size_t i) {
    const double weight = patients.weight_of(i);
    if (weights_ == Weights::counts && weight != std::trunc(weight)) throw fractional_blob();  // of version 1
    whole_counts_ = whole_counts_ && weight == std::trunc(weight);
    total_ += weight;
  });
}

}  // namespace cohort
