#include "cohort/cohort.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "cohort/packed.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::literal, declare::Type, declare::Value;

namespace {

/// The arguments' names, in the order of Cohort::Role.
constexpr std::array<std::string_view, 8> role_names = {"time",  "event",  "status", "by",
                                                        "score", "weight", "entry",  "stratify"};

}  // namespace

Cohort::Role Cohort::role_of(std::string_view argument) {
  std::string_view name = argument;
  if (constexpr std::string_view suffix = "_expr"; name.ends_with(suffix)) name.remove_suffix(suffix.size());
  const auto found = std::ranges::find(role_names, name);
  if (found == role_names.end()) throw std::logic_error(cat("a cohort has no column for the argument ", argument));
  return Role(found - role_names.begin());
}

void Cohort::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  std::vector<std::size_t> block_inputs;
  for (const declare::Expression& expression : expressions) {
    const Role role = role_of(expression.argument);
    if (role == by) group_inputs_.push_back(inputs_.size());
    if (role == weight) weight_input_ = inputs_.size();
    if (role == stratify) block_inputs.push_back(inputs_.size());
    has_entry_ |= role == entry;
    has_score_ |= role == score;
    inputs_.push_back({role, expression.text});
  }
  block_inputs_ = block_inputs.size();
  group_inputs_.insert(group_inputs_.end(), block_inputs.begin(), block_inputs.end());
  group_cells_.resize(group_inputs_.size());
  std::vector<std::string> names;
  for (const std::size_t input : group_inputs_) names.push_back(declare::name_of(inputs_[input].text));
  grouping_ = Grouping(std::move(names));
  compactor_.emplace(patients_, grouping_.size() > 0 || has_score_, has_entry_, poll_);
}

void Cohort::row(std::span<const Cell> cells) {
  ++rows_;
  double time_value = 0, weight_value = 1, entry_value = 0, score_value = 0;
  if (weight_input_ && !cells[*weight_input_].is_null()) {
    if (!read_number(cells[*weight_input_], weight, problems_, weight_value) || !check_weight(weight_value)) return;
    if (weight_value == 0) return;  // nobody: as if the row were not there
  }
  if (std::ranges::any_of(cells, &Cell::is_null)) return leave_out(cells, weight_value);
  std::uint8_t status_code = 0;
  bool good = true;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    switch (inputs_[i].role) {
      case time:
        good &= read_number(cells[i], time, problems_, time_value);
        whole_times_ &= cells[i].type() == Type::integer;
        break;
      case event:
        good &= read_event(cells[i], status_code);
        break;
      case status:
        good &= read_status(cells[i], status_code);
        break;
      case by:
      case stratify:
      case weight:
        break;
      case score:
        good &= read_number(cells[i], score, problems_, score_value);
        break;
      case entry:
        good &= read_number(cells[i], entry, problems_, entry_value);
        break;
    }
  }
  if (!good || !check_row(time_value, entry_value)) return;
  whole_counts_ = whole_counts_ && weight_value == std::trunc(weight_value);
  total_ += weight_value;
  std::uint32_t group = has_score_ ? scores_.code(score_value + 0.0, poll_) : 0;
  if (!group_inputs_.empty()) {
    for (std::size_t i = 0; i < group_inputs_.size(); ++i) group_cells_[i] = cells[group_inputs_[i]];
    group = grouping_.code(group_cells_);
  }
  compactor_->add(time_value + 0.0, status_code, group, entry_value + 0.0, weight_value);  // + 0.0: -0 is 0
}

void Cohort::leave_out(std::span<const Cell> cells, double stands_for) {
  for (std::size_t i = 0; i < cells.size(); ++i) nulls_[inputs_[i].role] += cells[i].is_null();
  n_missing_ += stands_for;
}

bool Cohort::read_event(const Cell& cell, std::uint8_t& code, double rows) {
  if (cell.is_number() && (cell.number() == 0 || cell.number() == 1)) {
    code = cell.number() == 1;
    return true;
  }
  const std::string value = literal(cell.value());
  std::string column = "status";
  for (const Input& input : inputs_)
    if (input.role == event && !input.text.empty()) column = input.text;
  std::string way_out = event_way_out(cell, column);
  if (!compactor_) way_out = cat("say which value is the event: surv(time, status = ", value, ")");
  problems_.add(event, "is not 0 or 1", value, std::move(way_out), rows);
  return false;
}

bool Cohort::read_status(const Cell& cell, std::uint8_t& code) {
  const std::uint32_t number = status_values_.code(cell);
  code = std::uint8_t(number);
  if (number < most_statuses) return true;
  problems_.add(status, cat("has more than ", most_statuses, " different values"), literal(cell.value()),
                "it names the cause of an event");
  return false;
}

bool Cohort::check_weight(double value) {
  if (value >= 0 && std::isfinite(value)) return true;
  if (value < 0)
    problems_.add(weight, "is negative", cat(value), "a weight counts patients who are alike");
  else
    problems_.add(weight, "is infinite", cat(value), mend);
  return false;
}

bool Cohort::check_row(double time_value, double entry_value) {
  const auto fail = [&](Role role, const char* what, double value, const char* way_out) {
    problems_.add(role, what, cat(value), way_out);
    return false;
  };
  if (time_value < 0) return fail(time, "is negative", time_value, mend);
  if (!std::isfinite(time_value)) return fail(time, "is infinite", time_value, mend);
  if (!has_entry_) return true;
  if (!std::isfinite(entry_value)) return fail(entry, "is infinite", entry_value, mend);
  if (entry_value < time_value) return true;
  problems_.add(entry, "is not before time", cat("entry ", entry_value, " at time ", time_value), mend);
  return false;
}

std::string Cohort::subject(Role role) const {
  for (const Input& input : inputs_)
    if (input.role == role && !input.text.empty()) return cat(role_names[role], " '", input.text, "'");
  return std::string(role_names[role]);
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
  problems_.report([&](std::size_t role) { return subject(Role(role)); });
  report_skipped_argument();
  check_total(total_, subject(weight));
  if (!compactor_) return;  // unpacked: sorted when it was packed
  if (grouping_.size()) number_groups();
  if (has_score_) {
    const auto ranks = scores_.ranks(poll_);
    survival::for_each_row(patients_.size(), poll_,
                           [&](std::size_t i) { patients_.group[i] = ranks[patients_.group[i]]; });
  }
  if (!status_values_.values().empty()) {
    renumber(patients_.status, status_values_.sort());
    statuses_ = status_values_.values();
  }
}

/// Group g of block b becomes b * groups + g, so that each has its risk table.
void Cohort::number_groups() {
  std::vector<std::uint32_t> renumbered = grouping_.sort();
  const auto all_parts = grouping_.parts();
  const std::size_t by_inputs = group_inputs_.size() - block_inputs_;
  using Parts = std::vector<std::uint32_t>;
  std::map<Parts, std::uint32_t> groups, blocks;
  std::vector<std::pair<Parts, Parts>> split;
  strata_.clear();
  for (const Parts& parts : all_parts) {
    const auto middle = parts.begin() + std::ptrdiff_t(by_inputs);
    const auto& [group, block] = split.emplace_back(Parts(parts.begin(), middle), Parts(middle, parts.end()));
    const bool is_new = groups.emplace(group, std::uint32_t(groups.size())).second;
    if (is_new) strata_.push_back(by_inputs ? grouping_.label(parts, 0, by_inputs) : Value{});
    blocks.emplace(block, std::uint32_t(blocks.size()));
  }
  for (std::uint32_t& code : renumbered) {
    const auto& [group, block] = split[code];
    code = std::uint32_t(blocks[block] * groups.size() + groups[group]);
  }
  renumber(patients_.group, renumbered);
  blocks_ = std::max(blocks.size(), std::size_t{1});
}

const std::vector<Value>& Cohort::name_causes(const std::optional<Value>& censor, Patients patients) {
  // A blob may be of a group as well: of a correlated subquery.
  check_censor(censor, statuses_, subject(status), patients == Patients::all && compactor_);
  if (censor) censored_ = *censor;
  std::vector<std::uint32_t> codes;
  for (const Value& value : statuses_) {
    const bool is_cause = !declare::equal(value, censored_);
    if (is_cause) causes_.push_back(value);
    codes.push_back(is_cause ? std::uint32_t(causes_.size()) : 0);
  }
  renumber(patients_.status, codes);
  return causes_;
}

std::size_t Cohort::cause(const Value& value) const {
  if (declare::equal(value, censored_))
    throw Error(cat("cause ", literal(value), " is the value of ", subject(status), " that means censored"));
  const std::size_t at = place(value, causes_);
  if (at < causes_.size()) return at + 1;
  // Another group of patients may have it. But where one is there that reads like it, it is a slip of the pen.
  if (spelt_alike(value, causes_)) throw no_value("cause", value, subject(status), causes_);
  return 0;
}

double Cohort::sort(const survival::Poll& poll) {
  survival::sort_by_time(patients_, poll);
  try {
    return survival::merge_near_ties(patients_, poll);
  } catch (const survival::EntryAtTime& problem) {
    throw Error(cat(subject(entry), " ", problem.what()));
  }
}

RiskTables Cohort::risk_tables(const survival::Poll& poll) {
  const double tolerance = sort(poll);
  const std::size_t groups = strata_.size(), causes = std::max(causes_.size(), std::size_t{1});
  survival::Groups all = survival::risk_tables(patients_, groups * blocks_, poll, causes);
  RiskTables tables{{}, tolerance};
  for (std::size_t b = 0; b < blocks_; ++b) {
    const auto first = std::make_move_iterator(all.begin() + std::ptrdiff_t(b * groups));
    tables.blocks.emplace_back(first, first + std::ptrdiff_t(groups));
  }
  return tables;
}

std::string Cohort::pack(const survival::Poll& poll) {
  survival::collapse(patients_, poll);
  return cohort::pack({std::move(patients_), strata_, statuses_, n_missing_, whole_times_}, poll);
}

void Cohort::unpack(std::string_view packed, const declare::Poll& poll) {
  Packed content = cohort::unpack(packed, poll);
  patients_ = std::move(content.patients);
  strata_ = std::move(content.groups);
  statuses_ = std::move(content.statuses);
  n_missing_ = content.n_missing;
  whole_times_ = content.whole_times;
  whole_counts_ = std::ranges::all_of(patients_.weight, [](double w) { return w == std::trunc(w); });
  for (std::size_t i = 0; i < patients_.size(); ++i) total_ += patients_.weight_of(i);
  if (outcome_ == Outcome::event) statuses_to_events();
}

bool Cohort::packs(std::string_view argument) const {
  const Role role = role_of(argument);
  return role != stratify && role != score;
}

bool Cohort::unpacked(std::string_view argument) const {
  return role_of(argument) != by || !patients_.group.empty() || patients_.size() == 0;  // of nobody, it cannot be told
}

void Cohort::statuses_to_events() {
  for (std::size_t i = 0; i < patients_.size(); ++i) {
    std::uint8_t code = 0;
    if (read_event(statuses_[patients_.status[i]], code, patients_.weight_of(i))) patients_.status[i] = code;
  }
}

}  // namespace cohort
