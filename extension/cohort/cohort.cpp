#include "cohort/cohort.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "cohort/packed.hpp"
#include "cohort/slips.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"
#include "survival/by_group.hpp"
#include "survival/curves/landmark.hpp"
#include "survival/histories.hpp"
#include "survival/influences.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::literal, declare::Value, survival::LargeVector;

void Cohort::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  follow_up_.begin(poll, weights_);
  std::vector<std::size_t> block_cells;
  std::vector<std::string> names, block_names;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const declare::Expression& expression = expressions[i];
    const Role role = role_of(expression.argument);
    const std::string_view name = plain_name(expression.argument);
    follow_up_.add(expression, role);
    if (role != Role::other) continue;
    if (name == "by") {
      group_cells_.push_back(i);
      names.push_back(declare::name_of(expression.text));
    } else if (name == "stratify") {
      block_cells.push_back(i);
      block_names.push_back(declare::name_of(expression.text));
    } else if (name == "score") {
      score_cell_ = i;
    } else {
      throw std::logic_error(cat("a cohort has no column for the argument ", expression.argument));
    }
  }
  block_cells_ = block_cells.size();
  group_cells_.insert(group_cells_.end(), block_cells.begin(), block_cells.end());
  names.insert(names.end(), block_names.begin(), block_names.end());
  group_.resize(group_cells_.size());
  grouping_ = Grouping(std::move(names));
  survival::Columns columns = follow_up_.columns();
  columns.group = grouping_.size() > 0 || score_cell_;
  columns.weight2 = keep_.weight2, columns.row = keep_.row;
  compactor_.emplace(patients_, columns, poll_);
}

void Cohort::row(std::span<const Cell> cells) {
  survival::Patient row;
  if (!follow_up_.read(cells, row)) return;
  if (score_cell_) {
    double score = 0;
    if (!read_number(cells[*score_cell_], *score_cell_, follow_up_.problems(), score)) return;
    row.group = scores_.code(score + 0.0, poll_);  // + 0.0: -0 is 0
  }
  if (!group_cells_.empty()) {
    for (std::size_t i = 0; i < group_cells_.size(); ++i) group_[i] = cells[group_cells_[i]];
    row.group = grouping_.code(group_, poll_);
  }
  if (keep_.row) row.row = std::uint32_t(follow_up_.rows() - 1);
  compactor_->add(row);
}

void Cohort::end() {
  follow_up_.end();
  if (!compactor_) return;  // unpacked: sorted when it was packed
  if (grouping_.size()) number_groups();
  if (score_cell_) {
    const auto ranks = scores_.ranks(poll_);
    survival::for_each_row(patients_.size(), poll_,
                           [&](std::size_t i) { patients_.group[i] = ranks[patients_.group[i]]; });
  }
  check_groups(follow_up_, grouping_, group_cells_);
  if (outcome_ == Outcome::event) check_events(follow_up_, patients_);
  if (Dictionary& statuses = follow_up_.statuses(); statuses.size() > 0) {
    check_spelling(statuses_of(follow_up_, statuses.values()));
    const std::vector<std::uint32_t> sorted = statuses.sort();
    renumber(patients_.status, sorted);
    renumber(patients_.from, sorted);
    statuses_ = statuses.values();
  }
  if (!patients_.id.empty()) renumber(patients_.id, follow_up_.ids().sort(poll_));
}

/// Group g of block b becomes b * groups + g, so that each has its risk table.
void Cohort::number_groups() {
  std::vector<std::uint32_t> renumbered = grouping_.sort(poll_);
  const std::size_t by_cells = group_cells_.size() - block_cells_, all = grouping_.groups();
  block_values_ = {{}};
  strata_.clear();
  if (block_cells_ == 0) {
    strata_ = grouping_.labels(poll_);
  } else if (all > 0) {
    const Numbered groups = numbered(0, by_cells), blocks = numbered(by_cells, block_cells_);
    strata_.reserve(groups.first.size());
    survival::for_each_row(groups.first.size(), poll_, [&](std::size_t g) {
      strata_.push_back(by_cells ? grouping_.label(groups.first[g], 0, by_cells) : Value{});
    });
    block_values_.clear();
    block_values_.reserve(blocks.first.size());
    survival::for_each_row(blocks.first.size(), poll_, [&](std::size_t b) {
      block_values_.push_back(grouping_.label(blocks.first[b], by_cells, block_cells_));
    });
    survival::for_each_row(renumbered.size(), poll_, [&](std::size_t code) {
      const std::uint32_t combination = renumbered[code];
      renumbered[code] = std::uint32_t(blocks.number[combination] * strata_.size() + groups.number[combination]);
    });
  }
  renumber(patients_.group, renumbered);
}

/// Numbers the combinations by their values of some of the expressions alone: the number of each, and of each number
/// the first that has it.
Cohort::Numbered Cohort::numbered(std::size_t first, std::size_t count) const {
  const auto order = grouping_.order(first, count, poll_);
  Numbered all{LargeVector<std::uint32_t>(order.size()), {}};
  survival::for_each_row(order.size(), poll_, [&](std::size_t i) {
    if (i == 0 || !grouping_.alike(order[i - 1], order[i], first, count)) survival::append(all.first, order[i], poll_);
    all.number[order[i]] = std::uint32_t(all.first.size() - 1);
  });
  return all;
}

const std::vector<Value>& Cohort::name_causes(const std::optional<Value>& censor, Patients patients) {
  // A blob may be of a group as well: of a correlated subquery.
  check_censor(censor, statuses_, follow_up_.subject(Role::outcome), patients == Patients::all && compactor_);
  if (patients == Patients::all && compactor_) check_statuses(follow_up_, statuses_, censor);
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
    throw Error(
        cat("cause ", literal(value), " is the value of ", follow_up_.subject(Role::outcome), " that means censored"));
  const std::size_t at = place(value, causes_);
  if (at < causes_.size()) return at + 1;
  // Another group of patients may have it. But where one is there that reads like it, it is a slip of the pen.
  if (spelt_alike(value, causes_)) throw no_value("cause", value, follow_up_.subject(Role::outcome), causes_);
  return 0;
}

RiskTables Cohort::risk_tables(const survival::Poll& poll, std::optional<double> from_time) {
  const double tolerance = sort(poll);
  if (from_time) patients_ = survival::followed_beyond(patients_, *from_time, tolerance, poll);
  const std::size_t groups = strata_.size(), causes = std::max(causes_.size(), std::size_t{1});
  const auto rows = has_sampling_weights() ? followers(poll) : nullptr;
  RiskTables tables{survival::risk_tables(patients_, groups * block_values_.size(), poll, causes, rows), groups,
                    tolerance};
  tables.n = count(tables.all, poll);
  return tables;
}

/// A row's end is none where the patient's next row goes on in the same group, with another weight.
std::shared_ptr<const survival::Followers> Cohort::followers(const survival::Poll& poll) const {
  LargeVector<std::uint8_t> goes_on;
  if (!patients_.id.empty()) {
    const survival::Histories histories = survival::histories(patients_, poll);
    goes_on.resize(patients_.size());
    for (std::size_t k = 0; k + 1 < histories.rows.size(); ++k) {
      const std::uint32_t row = histories.rows[k], next = histories.rows[k + 1];
      goes_on[row] = histories.goes_on[row] && patients_.status[row] == 0 && patients_.id[row] == patients_.id[next] &&
                     patients_.group_of(row) == patients_.group_of(next);
    }
  }
  return std::make_shared<survival::Followers>(patients_, strata_.size() * block_values_.size(), std::move(goes_on),
                                               poll);
}

std::vector<double> Cohort::count(const survival::Groups& tables, const survival::Poll& poll) const {
  const std::size_t groups = strata_.size();
  std::vector<double> n(groups);
  if (patients_.id.empty()) {
    survival::for_each_row(tables.size(), poll, [&](std::size_t i) { n[i % groups] += tables[i].n(); });
    return n;
  }
  std::uint32_t ids = 0;
  survival::for_each_row(patients_.size(), poll, [&](std::size_t i) { ids = std::max(ids, patients_.id[i] + 1); });
  const auto by_patient =
      survival::by_group(patients_.size(), ids, poll, [&](std::size_t i) { return patients_.id[i]; });
  std::vector<std::uint32_t> counted(groups);  // of each group: 1 + the last patient
  survival::for_each_row(by_patient.rows.size(), poll, [&](std::size_t k) {
    const std::uint32_t row = by_patient.rows[k];
    const std::size_t group = patients_.group_of(row) % groups;
    if (counted[group] != patients_.id[row] + 1) n[group] += patients_.weight_of(row);
    counted[group] = patients_.id[row] + 1;
  });
  return n;
}

std::string Cohort::pack(const survival::Poll& poll) {
  if (!patients_.id.empty()) {
    check_overlaps(patients_, follow_up_, poll);  // a blob keeps times as they are: which ones tie, only all can tell
    number_patients(poll);
  }
  if (whole_counts()) patients_.weight2 = {};  // counts need no squares
  survival::collapse(patients_, poll);
  return cohort::pack({std::move(patients_), strata_, statuses_, n_missing(), whole_times()}, poll);
}

/// 0, 1, ... without those of whom no row is left.
void Cohort::number_patients(const survival::Poll& poll) {
  auto& id = patients_.id;
  std::uint32_t ids = 0;
  survival::for_each_row(id.size(), poll, [&](std::size_t i) { ids = std::max(ids, id[i] + 1); });
  survival::LargeVector<std::uint32_t> number(ids);
  survival::for_each_row(id.size(), poll, [&](std::size_t i) { number[id[i]] = 1; });
  std::exclusive_scan(number.begin(), number.end(), number.begin(), 0U);
  survival::for_each_row(id.size(), poll, [&](std::size_t i) { id[i] = number[id[i]]; });
}

void Cohort::unpack(std::string_view packed, const declare::Poll& poll) {
  poll_ = poll;
  Packed content = cohort::unpack(packed, poll);
  patients_ = std::move(content.patients);
  strata_ = std::move(content.groups);
  statuses_ = std::move(content.statuses);
  if (weights_ == Weights::any) weights_ = patients_.weight2.empty() ? Weights::counts : Weights::sampling;
  follow_up_.begin(poll, weights_);
  follow_up_.unpacked(patients_, content.n_missing, content.whole_times);
  if (outcome_ == Outcome::event) statuses_to_events();
}

bool Cohort::packs(std::string_view argument) const {
  const std::string_view name = plain_name(argument);
  return name != "stratify" && name != "score";
}

bool Cohort::unpacked(std::string_view argument) const {
  return plain_name(argument) != "by" || !patients_.group.empty() ||
         patients_.size() == 0;  // of nobody, it cannot be told
}

void Cohort::statuses_to_events() {
  survival::for_each_row(patients_.size(), poll_, [&](std::size_t i) {
    std::uint8_t code = 0;
    if (follow_up_.read_event(statuses_[patients_.status[i]], code, patients_.weight_of(i))) patients_.status[i] = code;
  });
}

}  // namespace cohort
