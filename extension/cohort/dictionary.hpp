// Numbers the distinct values of a column: groups, causes, patients.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "cohort/code_index.hpp"
#include "declare/value.hpp"
#include "survival/large_vector.hpp"
#include "survival/poll.hpp"

namespace cohort {

/// TextStore kept in a few large pieces: a million of them are freed at once, while nobody waits who interrupts a
/// query.
class TextStore {
 public:
  /// The copy stays where it is as long as this lives.
  std::string_view keep(std::string_view bytes);

 private:
  struct Piece {
    std::unique_ptr<char[]> bytes;
    std::size_t size, used;
  };
  std::vector<Piece> pieces_;
};

/// Codes 0, 1, ... in the order the values come. An integer and the real of its size are one value, shown as
/// the integer when any row holds it so.
class Dictionary {
 public:
  /// The code of a value that is not NULL. A look at the code that a value of the same beginning had last time is
  /// right nearly always, and far cheaper than hashing.
  std::uint32_t code(const declare::Cell& cell, const survival::Poll& poll = unasked) {
    std::uint32_t& guess = guesses_[slot(cell)];
    if (guess >= cells_.size() || !same(cells_[guess], cell)) guess = look_up(cell, poll);
    return guess;
  }

  std::size_t size() const { return cells_.size(); }
  /// The values by their codes, in place as long as none is added.
  const survival::LargeVector<declare::Cell>& cells() const { return cells_; }
  declare::Value value(std::uint32_t code) const { return cells_[code].value(); }
  /// Copies of all of them, made when they are first asked for.
  const std::vector<declare::Value>& values(const survival::Poll& poll = unasked) const;

  /// Sorts the values as SQLite does. Returns the new code of each old one.
  std::vector<std::uint32_t> sort(const survival::Poll& poll = unasked);

 private:
  static constexpr std::size_t slots = 64;

  static const survival::Poll unasked;  ///< for few values

  static std::size_t slot(const declare::Cell& cell);
  /// The same value of the same type.
  static bool same(const declare::Cell& value, const declare::Cell& cell);
  std::uint32_t look_up(const declare::Cell& cell, const survival::Poll& poll);

  survival::LargeVector<declare::Cell> cells_;
  TextStore texts_;  ///< what cells of texts and blobs look at
  mutable std::vector<declare::Value> values_;
  CodeIndex index_;
  std::array<std::uint32_t, slots> guesses_{};
};

/// Replaces each code by `renumbered[code]`.
template <class Codes>
void renumber(Codes& codes, const std::vector<std::uint32_t>& renumbered) {
  for (auto& code : codes) code = typename Codes::value_type(renumbered[code]);
}

}  // namespace cohort
