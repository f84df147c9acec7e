// What must hold for every function of the registry, so that no declaration needs a test of its own for it.
#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>

#include "functions/functions.hpp"

namespace {

using namespace declare;

const FunctionInfo& info(const Function& function) {
  return std::visit([](const auto& f) -> const FunctionInfo& { return f; }, function);
}

bool is_lower_snake(std::string_view name) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto fits = [&](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && is_lower(name.front()) && name.back() != '_' && std::ranges::all_of(name, fits);
}

/// A sentence's part, as it stands in the reference: no white space to trim, no full stop.
bool is_clause(std::string_view text) {
  return !text.empty() && text.front() != ' ' && text.back() != ' ' && text.back() != '.';
}

/// The rows of survival_functions, each value as text.
std::vector<std::vector<std::string>> reference() {
  struct NoDatabase : Caller {
    Poll no_poll = [] {};
    void read(std::string_view, const Value&, std::span<const Expression>, RowSink&) override {}
    const Poll& poll() override { return no_poll; }
  } database;
  for (const Function& function : functions::all()) {
    const auto* table = std::get_if<TableFunction>(&function);
    if (!table || table->name != "survival_functions") continue;
    const auto result = table->call(Given(table->arguments.size()), database);
    std::vector<std::vector<std::string>> rows(result->size());
    for (std::size_t row = 0; row < rows.size(); ++row)
      for (std::size_t column = 0; column < table->columns.size(); ++column)
        rows[row].push_back(text(result->cell(row, column).value()));
    return rows;
  }
  return {};
}

}  // namespace

TEST_CASE("every name is lower_snake, and none is there twice") {
  std::set<std::pair<bool, std::string>> functions;  // a table function and an aggregate may share one
  for (const Function& function : functions::all()) {
    const FunctionInfo& f = info(function);
    const bool is_table = std::holds_alternative<TableFunction>(function);
    CAPTURE(f.name);
    CHECK(is_lower_snake(f.name));
    CHECK(functions.emplace(is_table, f.name).second);
    std::set<std::string> arguments, columns;
    for (const ArgumentInfo& argument : f.arguments) {
      CAPTURE(argument.name);
      CHECK(is_lower_snake(argument.name));
      CHECK(arguments.insert(argument.name).second);
    }
    for (const ColumnInfo& column : f.columns) {
      CAPTURE(column.name);
      CHECK(is_lower_snake(column.name) == is_table);
      CHECK(columns.insert(column.name).second);
    }
  }
}

TEST_CASE("no argument shares its name with a column, but for an option that the column reports back") {
  for (const Function& function : functions::all())
    for (const ArgumentInfo& argument : info(function).arguments)
      for (const ColumnInfo& column : info(function).columns)
        if (argument.name == column.name) {
          CAPTURE(info(function).name);
          CAPTURE(argument.name);
          CHECK(argument.kind == ArgumentInfo::option);
          CHECK(argument.type == column.type);
        }
}

TEST_CASE("everything is documented, with an example that calls the function") {
  for (const Function& function : functions::all()) {
    const FunctionInfo& f = info(function);
    CAPTURE(f.name);
    CHECK(is_clause(f.summary));
    CHECK(is_clause(f.oracle));
    CHECK(is_clause(f.cost));
    CHECK(f.example.find(f.name) != std::string::npos);
    CHECK(f.example.starts_with("SELECT "));
    CHECK(is_clause(f.example));
    CHECK_FALSE(f.columns.empty());
    for (const ArgumentInfo& argument : f.arguments) {
      CAPTURE(argument.name);
      CHECK(is_clause(argument.doc));
      CHECK_FALSE(argument.type.empty());
      for (const ArgumentInfo& key : argument.keys) {
        CAPTURE(key.name);
        CHECK(is_lower_snake(key.name));
        CHECK(is_clause(key.doc));
        CHECK_FALSE(key.type.empty());
      }
    }
    for (const ColumnInfo& column : f.columns) {
      CAPTURE(column.name);
      CHECK(is_clause(column.doc));
      CHECK_FALSE(column.type.empty());
    }
  }
}

TEST_CASE("what is required comes first, so that it can be given by position") {
  for (const Function& function : functions::all()) {
    const auto& arguments = info(function).arguments;
    CAPTURE(info(function).name);
    // The groups are always the fourth, also before what is set by name and required, such as id.
    std::vector<ArgumentInfo> others = arguments;
    std::erase_if(others, [](const ArgumentInfo& one) { return one.name == "by_expr"; });
    CHECK(std::ranges::is_partitioned(others, &ArgumentInfo::required));
    if (std::holds_alternative<TableFunction>(function)) {
      const bool has_expressions =
          std::ranges::any_of(arguments, [](const auto& a) { return a.kind == ArgumentInfo::expression; });
      const auto is_first_source = [](const auto& a) { return a.kind == ArgumentInfo::source && a.required; };
      CHECK(std::ranges::count_if(arguments, is_first_source) == has_expressions);
      if (has_expressions) CHECK(is_first_source(arguments.front()));
    }
  }
}

TEST_CASE("the binding of an aggregate or function holds 8 arguments") {
  for (const Function& function : functions::all()) {
    CAPTURE(info(function).name);
    if (!std::holds_alternative<TableFunction>(function)) CHECK(info(function).arguments.size() <= 8);
  }
}

TEST_CASE("survival_functions shows each function with its signature, arguments, columns and example") {
  constexpr std::string_view kinds[] = {"table function", "aggregate", "function"};  // in the order of Function
  const auto rows = reference();
  for (const Function& function : functions::all()) {
    const FunctionInfo& f = info(function);
    CAPTURE(f.name);
    std::size_t count = 0;
    for (const auto& row : rows) count += row[0] == f.name && row[1] == kinds[function.index()];
    const auto add_keys = [](std::size_t sum, const ArgumentInfo& a) { return sum + a.keys.size(); };
    const std::size_t keys = std::accumulate(f.arguments.begin(), f.arguments.end(), std::size_t{0}, add_keys);
    CHECK(count == 1 + f.arguments.size() + keys + f.columns.size() + 1 + !f.reference.empty());
  }
}

TEST_CASE("a signature shows in brackets what can be left out") {
  struct Case {
    std::string_view name, kind, signature;
  };
  const Case cases[] = {
      {"km_curve", "table function", "km_curve(source, time_expr, event_expr [, by_expr])"},
      {"surv", "aggregate", "surv(time, status [, by [, weight [, entry [, id]]]])"},
      {"survival_functions", "table function", "survival_functions()"},
      {"survival_version", "function", "survival_version([format])"},
  };
  const auto rows = reference();
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const auto row = std::ranges::find_if(rows, [&](const auto& r) { return r[0] == c.name; });
    REQUIRE(row != rows.end());
    CHECK((*row)[1] == c.kind);
    CHECK((*row)[2] == c.signature);
    CHECK((*row)[3] == "function");
  }
}
