#include "cohort/dictionary.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>

#include "survival/radix_sort.hpp"

namespace cohort {
namespace {

using declare::Cell, declare::Type, declare::Value;

/// A real that is an integer, as that integer.
Cell canonical(const Cell& cell) {
  if (cell.type() != Type::real || !(cell.real() >= -0x1p63 && cell.real() < 0x1p63) ||
      cell.real() != std::trunc(cell.real()))
    return cell;
  return Cell(std::int64_t(cell.real()));
}

/// Of a canonical value.
std::size_t hash(const Cell& cell) {
  if (!cell.is_number()) return std::hash<std::string_view>{}(cell.bytes()) + std::size_t(cell.type());
  const auto bits =
      cell.type() == Type::integer ? std::uint64_t(cell.integer()) : std::bit_cast<std::uint64_t>(cell.real());
  return std::size_t((bits ^ bits >> 32) * 0x9E3779B97F4A7C15U >> 32);
}

/// Codes in the order of integers.
survival::LargeVector<survival::Key> order_of_integers(const survival::LargeVector<Cell>& cells,
                                                       const survival::Poll& poll) {
  survival::LargeVector<survival::Key> keys;
  keys.reserve(cells.size());
  survival::for_each_row(cells.size(), poll, [&](std::size_t code) {
    keys.push_back({std::uint64_t(cells[code].integer()) ^ std::uint64_t{1} << 63, std::uint32_t(code)});
  });
  survival::radix_sort(keys, poll);
  return keys;
}

/// Codes in the order of any values.
survival::LargeVector<survival::Key> order_of_values(const survival::LargeVector<Cell>& cells,
                                                     const survival::Poll& poll) {
  constexpr std::size_t comparisons_between_polls = 1 << 13;
  survival::LargeVector<survival::Key> keys;
  keys.reserve(cells.size());
  survival::for_each_row(cells.size(), poll, [&](std::size_t code) { keys.push_back({0, std::uint32_t(code)}); });
  std::size_t comparisons = 0;
  std::ranges::sort(keys, [&](const survival::Key& a, const survival::Key& b) {
    if (++comparisons % comparisons_between_polls == 0) poll();
    return declare::sorts_before(cells[a.row], cells[b.row]);
  });
  return keys;
}

}  // namespace

std::string_view TextStore::keep(std::string_view bytes) {
  constexpr std::size_t first = 256, largest = 1 << 20;
  if (bytes.empty()) return {};
  if (pieces_.empty() || bytes.size() > pieces_.back().size - pieces_.back().used) {
    const std::size_t usual = std::min(largest, first << std::min<std::size_t>(2 * pieces_.size(), 12));
    const std::size_t size = std::max(bytes.size(), usual);
    pieces_.push_back({std::unique_ptr<char[]>(new char[size]), size, 0});
  }
  Piece& piece = pieces_.back();
  char* const kept = piece.bytes.get() + piece.used;
  std::memcpy(kept, bytes.data(), bytes.size());
  piece.used += bytes.size();
  return {kept, bytes.size()};
}

const survival::Poll Dictionary::unasked = [] {};

std::size_t Dictionary::slot(const Cell& cell) {
  if (cell.type() == Type::integer) return std::size_t(cell.integer()) % slots;
  if (cell.type() == Type::real) return (std::bit_cast<std::uint64_t>(cell.real()) * 0x9E3779B97F4A7C15U >> 58) % slots;
  const std::string_view bytes = cell.bytes();
  std::size_t mixed = bytes.size();
  for (std::size_t i = 0; i < std::min(bytes.size(), std::size_t{8}); ++i)
    mixed = mixed * 31 + static_cast<unsigned char>(bytes[i]);
  return mixed % slots;
}

bool Dictionary::same(const Cell& value, const Cell& cell) {
  if (value.type() != cell.type()) return false;
  switch (cell.type()) {
    case Type::null:
      return true;
    case Type::integer:
      return value.integer() == cell.integer();
    case Type::real:
      return value.real() == cell.real();
    case Type::text:
    case Type::blob:
      return value.bytes() == cell.bytes();
  }
  return false;
}

std::uint32_t Dictionary::look_up(const Cell& cell, const survival::Poll& poll) {
  const Cell key = canonical(cell);
  std::uint32_t& place = index_.place(
      hash(key), cells_.size(), [&](std::size_t code) { return hash(canonical(cells_[code])); },
      [&](std::uint32_t code) { return same(canonical(cells_[code]), key); }, poll);
  if (place != CodeIndex::none) {
    Cell& known = cells_[place];
    if (cell.type() == Type::integer && known.type() == Type::real) {
      known = cell;
      values_.clear();
    }
    return place;
  }
  const auto code = std::uint32_t(cells_.size());
  survival::append(cells_, cell.is_number() ? cell : Cell(cell.type(), texts_.keep(cell.bytes())), poll);
  return place = code;
}

const std::vector<Value>& Dictionary::values(const survival::Poll& poll) const {
  values_.reserve(cells_.size());
  const std::size_t made = values_.size();
  survival::for_each_row(cells_.size() - made, poll,
                         [&](std::size_t i) { values_.push_back(cells_[made + i].value()); });
  return values_;
}

std::vector<std::uint32_t> Dictionary::sort(const survival::Poll& poll) {
  bool integers = true;
  survival::for_each_row(cells_.size(), poll,
                         [&](std::size_t code) { integers = integers && cells_[code].type() == Type::integer; });
  const auto order = integers ? order_of_integers(cells_, poll) : order_of_values(cells_, poll);
  std::vector<std::uint32_t> renumbered(order.size());
  survival::LargeVector<Cell> sorted;
  sorted.reserve(order.size());
  survival::for_each_row(order.size(), poll, [&](std::size_t i) {
    renumbered[order[i].row] = std::uint32_t(i);
    sorted.push_back(cells_[order[i].row]);
  });
  cells_.swap(sorted);
  values_.clear();
  index_.release(poll);
  guesses_ = {};
  return renumbered;
}

}  // namespace cohort
