#include "cohort/grouping.hpp"

#include <algorithm>

#include "declare/message.hpp"
#include "survival/by_group.hpp"

namespace cohort {
namespace {

std::size_t hash(std::span<const std::uint32_t> parts) {
  std::uint64_t mixed = 0;
  for (const std::uint32_t part : parts) mixed = (mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93U + part;
  return std::size_t((mixed ^ mixed >> 32) * 0x9E3779B97F4A7C15U >> 32);
}

}  // namespace

std::uint32_t Grouping::combination(std::span<const declare::Cell> cells, const survival::Poll& poll) {
  now_.resize(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) now_[i] = dictionaries_[i].code(cells[i], poll);
  if (combinations_ == 0 || !std::equal(now_.begin(), now_.end(), &parts_[last_ * size()])) last_ = look_up(poll);
  return last_;
}

std::uint32_t Grouping::look_up(const survival::Poll& poll) {
  std::uint32_t& place = index_.place(
      hash(now_), combinations_,
      [&](std::size_t code) {
        return hash({&parts_[code * size()], size()});
      },
      [&](std::uint32_t code) { return std::equal(now_.begin(), now_.end(), &parts_[code * size()]); }, poll);
  if (place != CodeIndex::none) return place;
  for (const std::uint32_t part : now_) survival::append(parts_, part, poll);
  return place = std::uint32_t(combinations_++);
}

survival::LargeVector<std::uint32_t> Grouping::order(std::size_t first, std::size_t count,
                                                     const survival::Poll& poll) const {
  survival::LargeVector<std::uint32_t> order;
  order.reserve(groups());
  survival::for_each_row(groups(), poll, [&](std::size_t code) { order.push_back(std::uint32_t(code)); });
  for (std::size_t e = first + count; e-- > first;) {  // the last expression first, each keeping the order before
    auto sorted = survival::by_group(order.size(), dictionaries_[e].size(), poll,
                                     [&](std::size_t i) { return part(order[i], e); });
    survival::for_each_row(order.size(), poll, [&](std::size_t i) { sorted.rows[i] = order[sorted.rows[i]]; });
    order.swap(sorted.rows);
  }
  return order;
}

bool Grouping::alike(std::size_t group, std::size_t other, std::size_t first, std::size_t count) const {
  for (std::size_t e = first; e < first + count; ++e)
    if (part(group, e) != part(other, e)) return false;
  return true;
}

std::vector<std::uint32_t> Grouping::sort(const survival::Poll& poll) {
  if (size() == 1) return dictionaries_.front().sort(poll);
  const std::size_t k = size();
  for (std::size_t e = 0; e < k; ++e) {
    const std::vector<std::uint32_t> renumbered = dictionaries_[e].sort(poll);
    survival::for_each_row(combinations_, poll,
                           [&](std::size_t code) { parts_[code * k + e] = renumbered[parts_[code * k + e]]; });
  }
  const auto sorted = order(0, k, poll);
  std::vector<std::uint32_t> new_codes(combinations_);
  survival::LargeVector<std::uint32_t> parts;
  parts.reserve(parts_.size());
  survival::for_each_row(combinations_, poll, [&](std::size_t i) {
    new_codes[sorted[i]] = std::uint32_t(i);
    for (std::size_t e = 0; e < k; ++e) parts.push_back(parts_[sorted[i] * k + e]);
  });
  parts_.swap(parts);
  survival::release(parts, poll);
  index_.release(poll);
  return new_codes;
}

std::optional<std::uint32_t> Grouping::find(std::span<const std::uint32_t> ranks) const {
  if (size() == 1) return ranks.front();
  std::size_t low = 0, high = combinations_;  // halves of what is left, as the combinations are sorted
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const std::span<const std::uint32_t> parts{&parts_[middle * size()], size()};
    if (std::ranges::equal(parts, ranks)) return std::uint32_t(middle);
    (std::ranges::lexicographical_compare(parts, ranks) ? low = middle + 1 : high = middle);
  }
  return std::nullopt;
}

template <class PartOf>
declare::Value Grouping::labelled(std::size_t first, std::size_t count, PartOf part) const {
  const auto value = [&](std::size_t e) { return dictionaries_[e].value(part(e)); };
  if (count == 1) return value(first);
  std::string label;
  for (std::size_t e = first; e < first + count; ++e)
    label += declare::cat(e > first ? ", " : "", names_[e], "=", declare::text(value(e)));
  return label;
}

declare::Value Grouping::label(std::size_t group, std::size_t first, std::size_t count) const {
  return labelled(first, count, [&](std::size_t e) { return part(group, e); });
}

declare::Value Grouping::label(std::span<const std::uint32_t> ranks) const {
  return labelled(0, size(), [&](std::size_t e) { return ranks[e]; });
}

std::vector<declare::Value> Grouping::labels(const survival::Poll& poll) const {
  std::vector<declare::Value> labels;
  labels.reserve(groups());
  survival::for_each_row(groups(), poll, [&](std::size_t group) { labels.push_back(label(group, 0, size())); });
  return labels;
}

}  // namespace cohort
