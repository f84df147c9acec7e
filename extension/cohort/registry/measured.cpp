#include "cohort/registry/measured.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "cohort/slips.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace cohort {

using declare::cat, declare::Cell;

namespace {

void require(bool is_there, const std::string& argument) {
  if (!is_there)
    throw declare::Error(
        cat("argument '", argument, "' is missing; give it by name: WHERE ", argument, " = 'a column or expression'"));
}

}  // namespace

Measured::Measured(std::vector<std::string> numbers, std::vector<std::string> labels, std::string list)
    : list_(std::move(list)) {
  for (std::string& name : numbers) numbers_.push_back({std::move(name)});
  for (std::string& name : labels) labels_.push_back({std::move(name)});
}

void Measured::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  follow_up_.begin(poll);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const declare::Expression& expression = expressions[i];
    const Role role = role_of(expression.argument);
    const std::string_view name = plain_name(expression.argument);
    follow_up_.add(expression, role);
    if (role != Role::other) continue;
    if (!list_.empty() && name == list_) {
      numbers_.insert(numbers_.begin() + std::ptrdiff_t(listed_++), {.name = list_, .cell = i, .is_there = true});
      continue;
    }
    const auto number = std::ranges::find(numbers_, name, &Number::name);
    const auto label = std::ranges::find(labels_, name, &Label::name);
    if (name == "by") {
      group_cells_.push_back(i);
      names.push_back(declare::name_of(expression.text));
    } else if (number != numbers_.end()) {
      number->cell = i, number->is_there = true;
    } else if (label != labels_.end()) {
      label->cell = i, label->is_there = true;
    } else {
      throw std::logic_error(cat("these patients have no column for the argument ", expression.argument));
    }
  }
  for (const Number& number : numbers_) require(number.is_there, number.name);
  for (const Label& label : labels_) require(label.is_there, label.name);
  group_.resize(names.size());
  grouping_ = Grouping(std::move(names));
  columns_ = follow_up_.columns();
  columns_.group = !group_cells_.empty();
}

void Measured::row(std::span<const Cell> cells) {
  survival::Patient row;
  if (!follow_up_.read(cells, row)) return;
  bool good = true;
  for (Number& number : numbers_) {
    if (!read_number(cells[number.cell], number.cell, follow_up_.problems(), number.read)) {
      good = false;
    } else if (!std::isfinite(number.read)) {
      follow_up_.problems().add(number.cell, "is infinite", cat(number.read), mend);
      good = false;
    }
  }
  if (!good) return;
  for (std::size_t i = 0; i < group_.size(); ++i) group_[i] = cells[group_cells_[i]];
  if (!group_.empty()) row.group = grouping_.code(group_, poll_);
  survival::append(patients_, row, columns_, poll_);
  for (Number& number : numbers_) survival::append(number.values, number.read, poll_);
  for (Label& label : labels_) survival::append(label.codes, label.known.code(cells[label.cell], poll_), poll_);
}

void Measured::end() {
  follow_up_.end();
  check_groups(follow_up_, grouping_, group_cells_);
  check_events(follow_up_, patients_);
  for (Label& label : labels_) renumber(label.codes, label.known.sort(poll_));
  if (group_.empty()) return;
  const std::vector<std::uint32_t> sorted = grouping_.sort(poll_);
  renumber(patients_.group, sorted);
  strata_ = grouping_.labels(poll_);
}

}  // namespace cohort
