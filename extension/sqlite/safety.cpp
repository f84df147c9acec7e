#include "sqlite/safety.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "declare/message.hpp"
#include "declare/sql_text.hpp"
#include "sqlite/relation.hpp"

namespace sqlite {
namespace {

using declare::cat, declare::Error, declare::same_name;

constexpr const char* way_out = "pass the rows with surv(), where SQLite itself decides";

std::string text(sqlite3_stmt* row, int column) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return bytes ? bytes : "";
}

/// What a compiled statement does, as its instructions tell: also what quotes, operators and views hide.
struct Program {
  std::set<std::string> functions;  ///< but for our own reader
  int readers = 0;                  ///< calls of our own reader
  bool opens_virtual_table = false;
};

Program explain(const Connection& connection, const std::string& sql) {
  constexpr int opcode = 1, p4 = 5;
  Program program;
  const Statement listing = connection.prepare("EXPLAIN " + sql);
  while (connection.step(listing.get())) {
    const std::string instruction = text(listing.get(), opcode);
    program.opens_virtual_table |= instruction == "VOpen";
    if (instruction != "Function" && instruction != "PureFunc" && !instruction.starts_with("Agg")) continue;
    const std::string call = text(listing.get(), p4);  // name(number of arguments)
    const std::string function = call.substr(0, call.rfind('('));
    if (function != read_function) program.functions.insert(function);
    if (function == read_function && instruction.starts_with("AggStep")) ++program.readers;
  }
  return program;
}

/// PRAGMA, not pragma_function_list: a hostile file can hold a table of that name.
void refuse_direct_only_functions(const Connection& connection, const std::set<std::string>& called) {
  constexpr int name = 0, flags = 5;
  const Statement list = connection.prepare("PRAGMA function_list");
  bool any = false;
  while (connection.step(list.get())) {
    any = true;
    if (!(sqlite3_column_int(list.get(), flags) & SQLITE_DIRECTONLY)) continue;
    const std::string function = text(list.get(), name);
    for (const std::string& call : called)
      if (same_name(call, function))
        throw Error(cat("the function ", function, "() may only be called directly, not in the text of an argument; ",
                        way_out));
  }
  if (!any)
    throw Error(cat("this SQLite was built without PRAGMA function_list, so a text cannot be checked; ", way_out));
}

/// Virtual tables that read nothing but the database and their arguments. SQLite does not tell which of the
/// others are direct-only.
bool harmless(const Connection& connection, std::string_view module) {
  constexpr std::array<std::string_view, 11> known = {
      "json_each", "json_tree", "generate_series", "carray",    "fts3",   "fts4",
      "fts5",      "fts5vocab", "rtree",           "rtree_i32", "geopoly"};
  const auto is = [&](std::string_view name) { return same_name(name, module); };
  return std::ranges::any_of(known, is) || same_name(module.substr(0, 7), "pragma_") ||
         std::ranges::any_of(connection.own_tables, is);
}

/// The module of a virtual table, from the CREATE VIRTUAL TABLE ... USING module that made it.
std::string module_of(const std::string& sql) {
  const auto tokens = declare::tokens(sql);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
    if (same_name(tokens[i].text, "using")) return tokens[i + 1].unquoted();
  return "";
}

/// A table name can be quoted in every way, as a string too, so every token counts that is one.
void refuse_unknown_virtual_tables(const Connection& connection, const std::vector<std::string>& texts) {
  std::vector<std::string> named;
  for (const std::string& sql : texts)
    for (const declare::Token& token : declare::tokens(sql))
      if (token.is_name() || token.kind == declare::Token::string) named.push_back(token.unquoted());
  const auto refuse = [&](const std::string& table, const std::string& module) {
    if (harmless(connection, module)) return;
    for (const std::string& name : named)
      if (same_name(name, table))
        throw Error(cat("the virtual table ", table, " cannot be read from the text of an argument; ", way_out));
  };
  const Statement modules = connection.prepare("PRAGMA module_list");
  while (connection.step(modules.get())) {
    const std::string module = text(modules.get(), 0);
    refuse(module, module);
  }
  constexpr int schema = 0, table = 1, type = 2;
  const Statement tables = connection.prepare("PRAGMA table_list");
  while (connection.step(tables.get())) {
    if (text(tables.get(), type) != "virtual") continue;
    const std::string name = text(tables.get(), table);
    const std::string catalogue = text(tables.get(), schema) == "temp" ? "sqlite_temp_schema" : "sqlite_schema";
    const Statement made = connection.prepare(cat("SELECT sql FROM ", declare::quoted(text(tables.get(), schema)), ".",
                                                  catalogue, " WHERE type = 'table' AND name = ?1 COLLATE NOCASE"));
    sqlite3_bind_text(made.get(), 1, name.c_str(), -1, SQLITE_TRANSIENT);
    refuse(name, connection.step(made.get()) ? module_of(text(made.get(), 0)) : "");
  }
}

}  // namespace

void check_nested(const Connection& connection, const std::string& sql, const std::vector<std::string>& texts) {
  for (const std::string& one : texts)
    for (const declare::Token& token : declare::tokens(one))
      if (token.is_name() && same_name(token.unquoted(), read_function))
        throw Error(cat(read_function, "() is for this extension's own use"));
  const Program program = explain(connection, sql);
  if (program.readers > 1) throw Error(cat(read_function, "() is for this extension's own use"));
  if (!program.functions.empty()) refuse_direct_only_functions(connection, program.functions);
  if (program.opens_virtual_table) refuse_unknown_virtual_tables(connection, texts);
}

}  // namespace sqlite
