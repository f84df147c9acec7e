// What people write by mistake in an expression and SQLite takes without a word: each is an error that shows the right
// form, and each leaves a way to say that it was meant.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "declare/rows.hpp"

namespace declare {

/// A column of a source, as far as a guard asks.
struct SourceColumn {
  std::string name;
  std::string type = {};  ///< as declared; empty for an expression
};

/// \throws Error, without the argument's name:
///   - 's = 1 | s = 2', '18 <= age < 65'    two comparisons that no AND or OR joins
///   - 's = 1 OR 2'                         a number or text alone beside AND or OR
///   - 's <> NULL'                          never true
///   - '~ age + sex'                        of groups and terms
///   - 'sex + age', 'sex * age', 'sex:age'  of groups and terms: a model formula; (a + b) is the sum that it says
///   - '''sex'''                            a column's name as a text
///   - 'log(age)'                           of terms and times: SQLite's log() is to the base of 10
///   - 'wbc > 5'                            a column declared TEXT, which SQLite compares as text
///   - 'id'                                 a name that the source has twice
/// \param shown  what the source is called in messages
void check_text(const Expression& expression, std::span<const SourceColumn> columns, std::string_view shown);

}  // namespace declare
