#include "cohort/dictionary.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

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

std::string key(const Cell& cell) {
  std::string bytes(1, char(cell.type()));
  if (cell.is_number()) {
    const auto bits =
        cell.type() == Type::integer ? std::uint64_t(cell.integer()) : std::bit_cast<std::uint64_t>(cell.real());
    for (int shift = 0; shift < 64; shift += 8) bytes += char(bits >> shift & 0xFF);
  } else {
    bytes += cell.bytes();
  }
  return bytes;
}

}  // namespace

std::size_t Dictionary::slot(const Cell& cell) {
  if (cell.type() == Type::integer) return std::size_t(cell.integer()) % slots;
  if (cell.type() == Type::real) return (std::bit_cast<std::uint64_t>(cell.real()) * 0x9E3779B97F4A7C15U >> 58) % slots;
  const std::string_view bytes = cell.bytes();
  std::size_t mixed = bytes.size();
  for (std::size_t i = 0; i < std::min(bytes.size(), std::size_t{8}); ++i)
    mixed = mixed * 31 + static_cast<unsigned char>(bytes[i]);
  return mixed % slots;
}

bool Dictionary::same(const Value& value, const Cell& cell) {
  if (Type(value.index()) != cell.type()) return false;
  switch (cell.type()) {
    case Type::null:
      return true;
    case Type::integer:
      return std::get<std::int64_t>(value) == cell.integer();
    case Type::real:
      return std::get<double>(value) == cell.real();
    case Type::text:
      return std::get<std::string>(value) == cell.bytes();
    case Type::blob:
      return std::get<declare::Blob>(value).bytes == cell.bytes();
  }
  return false;
}

std::uint32_t Dictionary::look_up(const Cell& cell) {
  const auto [found, is_new] = codes_.emplace(key(canonical(cell)), std::uint32_t(values_.size()));
  if (is_new)
    values_.push_back(cell.value());
  else if (cell.type() == Type::integer)
    values_[found->second] = cell.integer();
  return found->second;
}

std::vector<std::uint32_t> Dictionary::sort() {
  std::vector<std::uint32_t> order(values_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order,
                           [&](std::uint32_t a, std::uint32_t b) { return declare::less(values_[a], values_[b]); });
  std::vector<std::uint32_t> renumbered(order.size());
  std::vector<Value> sorted;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    renumbered[order[i]] = i;
    sorted.push_back(std::move(values_[order[i]]));
  }
  values_ = std::move(sorted);
  codes_.clear();
  guesses_ = {};
  return renumbered;
}

}  // namespace cohort
