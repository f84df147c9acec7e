#include "cohort/compactor.hpp"

#include <algorithm>

namespace cohort {
namespace {

constexpr std::size_t judged_at = 1 << 15;  // distinct rows that show whether rows repeat
constexpr std::size_t sorted_at = 1 << 20;  // rows that are worth collapsing by a sort

}  // namespace

void Compactor::append(double time, std::uint8_t status, std::uint32_t group, double entry, double weight) {
  const std::size_t before = patients_.size();
  survival::append(patients_.time, time, poll_);
  survival::append(patients_.status, status, poll_);
  if (groups_) survival::append(patients_.group, group, poll_);
  if (entries_) survival::append(patients_.entry, entry, poll_);
  // Weights of 1 are left out until there is another.
  if (weight != 1 && patients_.weight.empty())
    survival::for_each_row(before, poll_, [&](std::size_t) { survival::append(patients_.weight, 1.0, poll_); });
  if (weight != 1 || !patients_.weight.empty() || !index_.empty()) survival::append(patients_.weight, weight, poll_);
}

/// Called whenever the distinct rows have doubled.
void Compactor::review() {
  const std::size_t distinct = patients_.size();
  if (index_.empty() && distinct >= judged_at) {  // mostly new so far
    if (distinct >= sorted_at) {
      survival::collapse(patients_, poll_);
      review_at_ = std::max(sorted_at, 2 * patients_.size());
    } else {
      review_at_ = sorted_at;
    }
    return;
  }
  review_at_ = 2 * distinct;
  if (distinct >= judged_at && 2 * distinct > rows_) {
    index_ = {};
    review_at_ = sorted_at;
    if (std::ranges::all_of(patients_.weight, [](double w) { return w == 1; })) patients_.weight = {};
  } else {
    index_rows();
  }
}

void Compactor::index_rows() {
  patients_.weight.resize(patients_.size(), 1);
  index_.assign(4 * patients_.size(), empty);
  for (std::uint32_t row = 0; row < patients_.size(); ++row) {
    std::size_t slot =
        hash(patients_.time[row], patients_.status[row], patients_.group_of(row), entries_ ? patients_.entry[row] : 0);
    while (index_[slot &= index_.size() - 1] != empty) ++slot;
    index_[slot] = row;
  }
}

}  // namespace cohort
