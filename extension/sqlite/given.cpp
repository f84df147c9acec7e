#include "sqlite/given.hpp"

#include <algorithm>
#include <vector>

#include "declare/message.hpp"
#include "sqlite/value.hpp"

namespace sqlite {
namespace {

using declare::cat, declare::TableFunction, declare::Value;

constexpr int conditions_left_to_us = 16;       // SQLite checks the later ones of a query itself
constexpr const char* checked_by_sqlite = "!";  // behind such an argument's name
constexpr const char* not_given = "?";          // behind the name of one that nothing gives

/// SQLite compares an argument past the sixteenth condition with what it was given as. That holds but for NULL, which
/// equals nothing: all rows would be lost, where NULL means that nothing is given. A NULL source has no rows anyway.
void check_comparable(const declare::ArgumentInfo& argument, const Value& given) {
  if (given.index() != 0 || (argument.kind == declare::ArgumentInfo::source && argument.required)) return;
  throw declare::Error(cat("argument '", argument.name, "' is NULL in a query of more than ", conditions_left_to_us,
                           " conditions on this function, where SQLite would drop every row; leave the argument out, "
                           "or put conditions on the result into an outer query"));
}

/// The call as it ought to be written: FROM logrank('p', 't', 'e', 'g') WHERE rho = ...
std::string right_form(const TableFunction& function, const declare::Given& given, const std::string& option) {
  std::string call, conditions;
  bool in_order = true;
  for (std::size_t a = 0; a < given.size(); ++a) {
    const bool is_option = function.arguments[a].kind == declare::ArgumentInfo::option;
    if (function.arguments[a].name == option || is_option || !given[a]) {
      in_order = in_order && given[a].has_value();
      continue;
    }
    const std::string value = declare::Type(given[a]->index()) == declare::Type::blob ? "(SELECT surv(...) FROM ...)"
                                                                                      : declare::literal(*given[a]);
    if (in_order)
      call += cat(call.empty() ? "" : ", ", value);
    else
      conditions += cat(function.arguments[a].name, " = ", value, " AND ");
  }
  return cat("FROM ", function.name, '(', call, ") WHERE ", conditions, option, " = ...");
}

/// An argument that the query reads though nothing gives it was meant to be given: a comparison inside the parentheses
/// is handed on as its result, a name in double quotes is a column of the function itself, and a flag alone, another
/// comparison than = and an OR with something else are no conditions that SQLite offers.
[[noreturn]] void report_not_given(const TableFunction& function, const declare::Given& given,
                                   const std::vector<std::size_t>& read) {
  // Inside the parentheses the option is read, and so is the argument whose place it takes: the option is meant.
  std::size_t meant = read.front();
  for (const std::size_t a : read)
    if (function.arguments[a].kind == declare::ArgumentInfo::option) meant = a;
  const declare::ArgumentInfo& argument = function.arguments[meant];
  if (argument.kind != declare::ArgumentInfo::option && argument.required)
    throw declare::Error(cat(argument.name, " is compared with a column of ", function.name,
                             " itself, not given; write it in single quotes (text in double quotes is a name), and ",
                             function.name, " on the right of a CROSS JOIN"));
  const std::string hint = argument.kind == declare::ArgumentInfo::option
                               ? cat("; without it ", argument.name, " is ", declare::literal(argument.fallback))
                               : ", with the expression in single quotes";
  throw declare::Error(
      cat(argument.name, " is compared or read, not given; write ", right_form(function, given, argument.name), hint));
}

}  // namespace

declare::Given given_arguments(const TableFunction& function, std::string_view names, sqlite3_value** values,
                               const declare::Poll& poll, Conditions& conditions) {
  declare::Given given(function.arguments.size());
  std::vector<std::size_t> read;
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(','), names.size());
    std::string_view name = names.substr(0, end);
    names.remove_prefix(std::min(end + 1, names.size()));
    if (name.ends_with('=')) {  // a condition on the result, no argument
      name.remove_suffix(1);
      const auto column = std::ranges::find(function.columns, name, &declare::ColumnInfo::name);
      conditions.emplace_back(column - function.columns.begin(), value(cell(*values++), poll));
      continue;
    }
    const bool is_checked = name.ends_with(checked_by_sqlite), is_read = name.ends_with(not_given);
    if (is_checked || is_read) name.remove_suffix(1);
    const auto argument = std::ranges::find(function.arguments, name, &declare::ArgumentInfo::name);
    const auto place = std::size_t(argument - function.arguments.begin());
    if (is_read) {
      read.push_back(place);
      continue;
    }
    given[place] = value(cell(*values++), poll);
    if (is_checked) check_comparable(*argument, *given[place]);
  }
  if (!read.empty()) report_not_given(function, given, read);
  return given;
}

void ArgumentNames::add_given(const std::string& name, int constraint, int value) {
  add(name, constraint >= conditions_left_to_us || value > conditions_left_to_us ? checked_by_sqlite : "");
}

void ArgumentNames::add_read(const std::string& name) { add(name, not_given); }

void ArgumentNames::add(const std::string& name, const char* mark) {
  text_ += cat(text_.empty() ? "" : ",", name, mark);
}

}  // namespace sqlite
