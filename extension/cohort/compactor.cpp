#include "cohort/compactor.hpp"

#include <algorithm>

namespace cohort {
namespace {

constexpr std::size_t judged_at = 1 << 15;  // distinct rows that show whether rows repeat
constexpr std::size_t sorted_at = 1 << 20;  // rows that are worth collapsing by a sort

}  // namespace

void Compactor::append(const survival::Patient& row) {
  if (row.weight != 1 && !columns_.weight) begin_weights();
  survival::append(patients_, row, columns_, poll_);
}

void Compactor::begin_weights() {
  columns_.weight = true;
  survival::for_each_row(patients_.size() - patients_.weight.size(), poll_,
                         [&](std::size_t) { survival::append(patients_.weight, 1.0, poll_); });
}

/// Called whenever the distinct rows have doubled.
void Compactor::review() {
  const std::size_t distinct = patients_.size();
  if (named_) {
    review_at_ = 0;  // never again
    return;
  }
  if (index_.empty() && distinct >= judged_at) {  // mostly new so far
    if (distinct >= sorted_at) {
      survival::collapse(patients_, poll_);
      columns_.weight = !patients_.weight.empty();
      review_at_ = std::max(sorted_at, 2 * patients_.size());
    } else {
      review_at_ = sorted_at;
    }
    return;
  }
  review_at_ = 2 * distinct;
  if (distinct >= judged_at && 2 * distinct > rows_) {
    survival::release(index_, poll_);
    review_at_ = sorted_at;
    columns_.weight = std::ranges::any_of(patients_.weight, [](double w) { return w != 1; });
    if (!columns_.weight) patients_.weight = {};
  } else {
    index_rows();
  }
}

void Compactor::index_rows() {
  if (!columns_.weight) begin_weights();
  index_.assign(4 * patients_.size(), empty);
  survival::for_each_row(patients_.size(), poll_, [&](std::size_t row) {
    std::size_t slot = hash(survival::patient(patients_, row));
    while (index_[slot &= index_.size() - 1] != empty) ++slot;
    index_[slot] = std::uint32_t(row);
  });
}

}  // namespace cohort
