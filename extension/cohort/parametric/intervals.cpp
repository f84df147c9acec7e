#include "cohort/parametric/intervals.hpp"

#include <cmath>

#include "cohort/parametric/upper.hpp"
#include "cohort/slips.hpp"
#include "declare/sql_text.hpp"

namespace cohort {

using declare::Cell;

void Intervals::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  follow_up_.begin(poll, weights_);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const std::string_view name = plain_name(expressions[i].argument);
    // To follow-up it is a time and whether the event was seen then.
    follow_up_.add(expressions[i], name == "lower"   ? Role::time
                                   : name == "upper" ? Role::outcome
                                                     : role_of(expressions[i].argument));
    if (name == "lower") lower_cell_ = i;
    if (name == "upper") upper_cell_ = i;
    if (name != "by") continue;
    group_cells_.push_back(i);
    names.push_back(declare::name_of(expressions[i].text));
  }
  group_.resize(names.size());
  grouping_ = Grouping(std::move(names));
}

void Intervals::row(std::span<const Cell> cells) {
  if (follow_up_.is_nobody(cells)) return;
  const Cell& end = cells[upper_cell_];
  whole_upper_ &= end.is_null() || end.type() == declare::Type::integer;
  const std::optional<double> upper = read_upper(end, cells[lower_cell_], "lower", upper_cell_, follow_up_.problems());
  if (!upper) return;
  cells_.assign(cells.begin(), cells.end());
  cells_[upper_cell_] = Cell(std::int64_t{std::isfinite(*upper)});
  survival::Patient row;
  if (!follow_up_.read(cells_, row)) return;
  for (std::size_t i = 0; i < group_.size(); ++i) group_[i] = cells[group_cells_[i]];
  const std::size_t group = group_.empty() ? 0 : grouping_.code(group_, poll_);
  if (group >= brackets_.size()) brackets_.resize(group + 1);
  survival::append(brackets_[group], {row.time, *upper, row.weight}, poll_);
}

void Intervals::end() {
  follow_up_.end();
  check_groups(follow_up_, grouping_, group_cells_);
  if (group_.empty()) return;
  const std::vector<std::uint32_t> sorted = grouping_.sort(poll_);
  std::vector<survival::LargeVector<survival::Bracket>> in_order(brackets_.size());
  for (std::size_t g = 0; g < brackets_.size(); ++g) in_order[sorted[g]].swap(brackets_[g]);
  brackets_ = std::move(in_order);
  strata_ = grouping_.labels(poll_);
}

}  // namespace cohort
