// The groups that one or several expressions split the patients into.
#pragma once
#include <map>
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
  std::uint32_t code(std::span<const declare::Cell> cells) {
    return cells.size() == 1 ? dictionaries_.front().code(cells.front()) : combination(cells);
  }

  /// Sorts the groups as SQLite sorts their values, the first expression first. Returns the new code of each old one.
  std::vector<std::uint32_t> sort();

  /// The number of groups seen.
  std::size_t groups() const { return size() == 1 ? dictionaries_.front().values().size() : combinations_.size(); }

  /// Once sorted: of each group, the ranks of its values among those of each expression.
  std::vector<std::vector<std::uint32_t>> parts() const;

  /// Once sorted: the values of one expression, by their rank.
  const std::vector<declare::Value>& values(std::size_t expression) const { return dictionaries_[expression].values(); }

  /// Once sorted: the group of such ranks; nothing where no row had this combination.
  std::optional<std::uint32_t> find(const std::vector<std::uint32_t>& ranks) const;

  /// The label of such ranks for `count` of the expressions from the `first` on.
  declare::Value label(std::span<const std::uint32_t> parts, std::size_t first, std::size_t count) const;

 private:
  std::uint32_t combination(std::span<const declare::Cell> cells);

  std::vector<std::string> names_;
  std::vector<Dictionary> dictionaries_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> combinations_;
  std::vector<std::uint32_t> last_;  ///< the combination before, guessed first
  std::uint32_t last_code_ = 0;
};

}  // namespace cohort
