#include "sqlite/conditions.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "declare/message.hpp"
#include "sqlite/value.hpp"

namespace sqlite {
namespace {

using declare::cat, declare::Cell, declare::Error, declare::literal, declare::Value;

constexpr std::array<std::string_view, 5> row_names = {"strata", "outcome", "term", "level", "variable"};

/// The text in small letters, without blanks.
std::string reading(const Value& value) {
  std::string kept;
  for (const char c : declare::text(value))
    if (c != ' ' && c != '\t') kept += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  return kept;
}

/// What SQLite compares with: the column's type turns a text into a number, or a number into a text.
bool equals(const Cell& cell, const Value& asked, bool is_text) {
  if (is_text && !cell.is_null()) return cell.bytes() == declare::text(asked);
  return declare::equal(cell.value(), asked);
}

void check_time(const declare::Result& result, std::size_t column, const Value& asked) {
  for (std::size_t row = 0; row < result.size(); ++row)
    if (result.cell(row, column).number() == Cell(asked).number()) return;
  throw Error(cat("no row has time = ", literal(asked), ", since nothing happens then; write times = ", literal(asked),
                  " for the estimate at that time, or +time = ", literal(asked), " for such rows alone"));
}

void check_name(const declare::Result& result, std::size_t column, const declare::ColumnInfo& info,
                const Value& asked) {
  const bool is_text = info.type == "TEXT";
  std::optional<Value> alike;
  for (std::size_t row = 0; row < result.size(); ++row) {
    const Cell cell = result.cell(row, column);
    if (equals(cell, asked, is_text)) return;
    if (!alike && !cell.is_null() && reading(cell.value()) == reading(asked)) alike = cell.value();
  }
  if (alike)
    throw Error(cat("no row has ", info.name, " = ", literal(asked), "; did you mean ", literal(*alike),
                    "? Else write +", info.name, " = ", literal(asked)));
}

}  // namespace

std::vector<int> conditions_on_result(sqlite3_index_info* plan, const declare::TableFunction& function,
                                      bool has_times) {
  std::vector<int> found;
  const bool takes_times =
      std::ranges::find(function.arguments, "times", &declare::ArgumentInfo::name) != function.arguments.end();
  for (int i = 0; i < plan->nConstraint; ++i) {
    const auto& constraint = plan->aConstraint[i];
    if (!constraint.usable || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ || constraint.iColumn < 0 ||
        std::size_t(constraint.iColumn) >= function.columns.size())
      continue;
    const std::string& name = function.columns[std::size_t(constraint.iColumn)].name;
    const bool is_time = name == "time" && takes_times && !has_times;
    if (!is_time && std::ranges::find(row_names, name) == row_names.end()) continue;
    sqlite3_value* value = nullptr;
    if (sqlite3_vtab_rhs_value(plan, i, &value) != SQLITE_OK) continue;
    const Cell asked = cell(value);
    if (is_time ? asked.is_number() : !asked.is_null()) found.push_back(i);
  }
  return found;
}

void check_conditions(const declare::Result& result, const declare::TableFunction& function,
                      const Conditions& conditions) {
  if (result.size() == 0) return;
  for (const auto& [column, asked] : conditions) {
    const declare::ColumnInfo& info = function.columns[column];
    if (info.name == "time")
      check_time(result, column, asked);
    else
      check_name(result, column, info, asked);
  }
}

}  // namespace sqlite
