// Arithmetic that SQLite does in silence: a slip only where the rows' values make it one, so that it is looked at row
// by row, in SQL beside the expressions.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "declare/guards.hpp"

namespace declare {

/// A division at the top of a term or a time, and the SQL that is true where whole numbers are divided and leave a
/// remainder, which SQLite drops.
struct Division {
  std::string left, right;
  std::string drops_remainder() const;
  std::string of_reals() const;  ///< "age / 10.0"
};
std::optional<Division> division_in(const Expression& expression);

/// The difference of two columns that may hold dates, and the SQL that is true where one does: SQLite would subtract
/// their years.
struct DateDifference {
  std::string left, right;
  std::string is_of_dates() const;
};
std::optional<DateDifference> date_difference_in(const Expression& expression, std::span<const SourceColumn> columns);

}  // namespace declare
