// Numbers the distinct values of a column: groups, causes.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "declare/value.hpp"

namespace cohort {

/// Codes 0, 1, ... in the order the values come. An integer and the real of its size are one value, shown as
/// the integer when any row holds it so.
class Dictionary {
 public:
  /// The code of a value that is not NULL. A look at the code that a value of the same beginning had last time is
  /// right nearly always, and far cheaper than hashing.
  std::uint32_t code(const declare::Cell& cell) {
    std::uint32_t& guess = guesses_[slot(cell)];
    if (guess >= values_.size() || !same(values_[guess], cell)) guess = look_up(cell);
    return guess;
  }

  const std::vector<declare::Value>& values() const { return values_; }

  /// Sorts the values as SQLite does. Returns the new code of each old one.
  std::vector<std::uint32_t> sort();

 private:
  static constexpr std::size_t slots = 64;

  static std::size_t slot(const declare::Cell& cell);
  /// The same value of the same type.
  static bool same(const declare::Value& value, const declare::Cell& cell);
  std::uint32_t look_up(const declare::Cell& cell);

  std::vector<declare::Value> values_;
  std::unordered_map<std::string, std::uint32_t> codes_;  // by type and bytes
  std::array<std::uint32_t, slots> guesses_{};
};

/// Replaces each code by `renumbered[code]`.
template <class Codes>
void renumber(Codes& codes, const std::vector<std::uint32_t>& renumbered) {
  for (auto& code : codes) code = typename Codes::value_type(renumbered[code]);
}

}  // namespace cohort
