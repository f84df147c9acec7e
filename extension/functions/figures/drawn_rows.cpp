#include "functions/figures/drawn_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "declare/message.hpp"
#include "functions/figures/cells.hpp"

namespace functions {

using declare::cat, declare::Cell, declare::Error;

namespace {

constexpr std::array<const char*, 7> names = {"time", "estimate", "by", "low", "high", "n_risk", "panel"};
constexpr double none = std::numeric_limits<double>::quiet_NaN();

}  // namespace

void DrawnRows::begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) {
  poll_ = poll;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const auto name = std::ranges::find(names, expressions[i].argument);
    at_[std::size_t(name - names.begin())] = i;
  }
}

std::optional<double> DrawnRows::number(std::span<const Cell> cells, Place place) const {
  if (!at_[place]) return std::nullopt;
  const auto number = number_of(cells[*at_[place]], names[place], rows_);
  if (!number) return number;
  if (!std::isfinite(*number)) throw Error(cat(names[place], " is infinite in row ", rows_, "; leave the row out"));
  if (*number < 0 && (place == time || place == n_risk))
    throw Error(cat(names[place], " is ", *number, " in row ", rows_, "; it must be 0 or more"));
  return number;
}

std::size_t DrawnRows::code(std::vector<declare::Value>& values, const Cell& cell, std::size_t most,
                            const char* name) const {
  const std::size_t place = place_or_add(values, cell.value());
  if (place == most)
    throw Error(cat(name, " has more than ", most, " values, the most a figure shows; is it a measurement?"));
  return place;
}

void DrawnRows::row(std::span<const Cell> cells) {
  constexpr std::size_t most_groups = 40, most_panels = 12, rows_per_poll = 65536;
  if (++rows_ % rows_per_poll == 0) poll_();
  const auto x = number(cells, time), y = number(cells, estimate), lower = number(cells, low),
             upper = number(cells, high), at_risk = number(cells, n_risk);
  const auto group = code(groups_, at_[by] ? cells[*at_[by]] : Cell(), most_groups, "by");
  const auto in_panel = code(panels_, at_[panel] ? cells[*at_[panel]] : Cell(), most_panels, "panel");
  if (!x || !y) return;
  if (lower && upper && *lower > *upper) throw Error(cat("low ", *lower, " is above high ", *upper, " in row ", rows_));
  has_limits_ = has_limits_ || (lower && upper), has_n_risk_ = has_n_risk_ || at_risk;
  curves_[{in_panel, group}].push_back(
      {{*x + 0.0, *y, lower.value_or(none), upper.value_or(none)}, at_risk.value_or(none)});
}

void DrawnRows::end() {
  for (auto& [key, rows] : curves_) {
    const auto time_of = [](const Row& row) { return row.step.x; };
    if (!std::ranges::is_sorted(rows, {}, time_of)) std::ranges::stable_sort(rows, {}, time_of);
    const auto twice = std::ranges::adjacent_find(rows, {}, time_of);
    if (twice == rows.end()) continue;
    const declare::Value& group = groups_[key.group];
    throw Error(cat("two rows of one curve", group.index() == 0 ? "" : cat(", ", declare::literal(group), ","),
                    " are at time ", twice->step.x, "; tell the curves apart by another by"));
  }
}

}  // namespace functions
