// The groups that one or several expressions split the patients into.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cohort/dictionary.hpp"
#include "declare/value.hpp"

namespace cohort {

/// One expression: a group is its value. Several: a group is a combination, labelled "sex=F, arm=allo".
class Grouping {
 public:
  explicit Grouping(std::vector<std::string> names = {}) : names_(std::move(names)), dictionaries_(names_.size()) {}

  std::size_t size() const { return names_.size(); }

  /// The group of a row, from the values of the expressions; none is NULL.
  std::uint32_t code(std::span<const declare::Cell> cells, const survival::Poll& poll) {
    return cells.size() == 1 ? dictionaries_.front().code(cells.front(), poll) : combination(cells, poll);
  }

  /// Sorts the groups as SQLite sorts their values, the first expression first. Returns the new code of each old one.
  std::vector<std::uint32_t> sort(const survival::Poll& poll);

  /// The number of groups seen.
  std::size_t groups() const { return size() == 1 ? dictionaries_.front().size() : combinations_; }

  /// Once sorted: of a group, the rank of its value among those of an expression.
  std::uint32_t part(std::size_t group, std::size_t expression) const {
    return size() == 1 ? std::uint32_t(group) : parts_[group * size() + expression];
  }

  /// Once sorted: the groups by their values of `count` of the expressions, from the `first` on.
  survival::LargeVector<std::uint32_t> order(std::size_t first, std::size_t count, const survival::Poll& poll) const;
  /// Once sorted: whether two groups agree in these expressions.
  bool alike(std::size_t group, std::size_t other, std::size_t first, std::size_t count) const;

  /// Once sorted: the values of one expression, by their rank.
  const std::vector<declare::Value>& values(std::size_t expression) const { return dictionaries_[expression].values(); }
  /// Of one expression, sorted or not.
  std::span<const declare::Cell> cells(std::size_t expression) const { return dictionaries_[expression].cells(); }

  /// Once sorted: the group of such ranks; nothing where no row had this combination.
  std::optional<std::uint32_t> find(std::span<const std::uint32_t> ranks) const;

  /// Once sorted: the label of each group.
  std::vector<declare::Value> labels(const survival::Poll& poll) const;
  /// The same of one group, for `count` of the expressions from the `first` on.
  declare::Value label(std::size_t group, std::size_t first, std::size_t count) const;
  /// The label of such ranks, of all expressions, which need be those of no group.
  declare::Value label(std::span<const std::uint32_t> ranks) const;

 private:
  std::uint32_t combination(std::span<const declare::Cell> cells, const survival::Poll& poll);
  std::uint32_t look_up(const survival::Poll& poll);
  template <class PartOf>
  declare::Value labelled(std::size_t first, std::size_t count, PartOf part) const;

  std::vector<std::string> names_;
  std::vector<Dictionary> dictionaries_;
  // Of several expressions.
  std::size_t combinations_ = 0;
  survival::LargeVector<std::uint32_t> parts_;  ///< of a combination, the codes of its values
  CodeIndex index_;
  std::vector<std::uint32_t> now_;  ///< the codes of the row at hand
  std::uint32_t last_ = 0;          ///< the combination before, guessed first
};

}  // namespace cohort
