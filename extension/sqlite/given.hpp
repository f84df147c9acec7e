// The arguments of one call of a table function: a plan lists those that the query gives, a call reads them.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "declare/function.hpp"
#include "sqlite/api.hpp"

namespace sqlite {

/// The names of a plan's arguments, in the order in which their values will come, and of those that the query reads
/// though nothing gives them.
class ArgumentNames {
 public:
  /// \param constraint  its place among all conditions of the query
  /// \param value       its place among the values, from 1 on
  void add_given(const std::string& name, int constraint, int value);
  void add_read(const std::string& name);
  /// A condition on a column of the result.
  void add_condition(const std::string& column) { add(column, "="); }
  const std::string& text() const { return text_; }

 private:
  void add(const std::string& name, const char* mark);
  std::string text_;
};

/// Conditions on the result: the number of a column, and what it is to equal.
using Conditions = std::vector<std::pair<std::size_t, declare::Value>>;

/// What the query gives, by the names of its plan.
/// \throws declare::Error  an argument is read though nothing gives it, or is NULL where SQLite would compare it
declare::Given given_arguments(const declare::TableFunction& function, std::string_view names, sqlite3_value** values,
                               const declare::Poll& poll, Conditions& conditions);

}  // namespace sqlite
