#include "sqlite/catalog.hpp"

#include <algorithm>
#include <vector>

#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace sqlite {
namespace {

using declare::cat, declare::did_you_mean, declare::same_name, declare::Token;

std::string column_text(const Statement& row, int column) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(row.get(), column));
  return bytes ? bytes : "";
}

/// Nothing, where an authorizer denies it.
Statement prepare_if_allowed(const Connection& connection, const std::string& sql) try {
  return connection.prepare(sql);
} catch (const Failure& failure) {
  if (failure.code == SQLITE_AUTH) return {};
  throw;
}

/// The databases of the connection: main, temp when there is anything in it, and what is attached.
std::vector<std::string> databases_of(const Connection& connection) {
  std::vector<std::string> names;
  const Statement list = prepare_if_allowed(connection, "PRAGMA database_list");
  while (list && connection.step(list.get())) names.push_back(column_text(list, 1));
  return names;
}

/// The tables and views of the schema, or of all when it is "".
std::vector<std::string> tables_of(const Connection& connection, const std::string& schema) {
  std::vector<std::string> names;
  const Statement list = prepare_if_allowed(connection, "PRAGMA table_list");
  while (list && connection.step(list.get())) {
    const std::string of = column_text(list, 0), name = column_text(list, 1);
    if ((schema.empty() || same_name(of, schema)) && !name.starts_with("sqlite_")) names.push_back(name);
  }
  return names;
}

/// Whether an authorizer denies reading the table.
bool is_hidden(const Connection& connection, const std::string& table) try {
  connection.prepare("SELECT 1 FROM " + table);
  return false;
} catch (const Failure& failure) {
  return failure.code == SQLITE_AUTH;  // a view may fail to compile for other reasons
}

/// did_you_mean() of the tables of the schema, or of all when it is "". SQLite tells nobody of a table that an
/// authorizer hides, nor do we.
std::string nearest_table(const Connection& connection, const std::string& schema, const std::string& name) {
  std::vector<std::string> tables = tables_of(connection, schema);
  const std::string prefix = schema.empty() ? "" : cat(declare::quoted(schema), ".");
  std::erase_if(tables, [&](const std::string& table) {
    return did_you_mean(name, {&table, 1}).empty() || is_hidden(connection, cat(prefix, declare::quoted(table)));
  });
  return did_you_mean(name, tables);
}

/// Whether `sql` says `name` before a dot.
bool qualifies_with(std::string_view sql, std::string_view name) {
  const std::vector<Token> tokens = declare::tokens(sql);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
    if (tokens[i].is_name() && same_name(tokens[i].unquoted(), name) && tokens[i + 1].is('.')) return true;
  return false;
}

}  // namespace

std::string not_found(const Connection& connection, std::string_view argument, const std::string& from,
                      const std::string& name, bool takes_blobs) {
  const std::size_t dot = name.find('.');
  const bool is_main = argument == main_source;
  const std::string schema = name.substr(0, dot);
  const std::vector<std::string> databases = databases_of(connection);
  const bool qualified =
      dot != name.npos && (same_name(schema, "temp") ||
                           std::ranges::any_of(databases, [&](auto& database) { return same_name(database, schema); }));
  if (dot != name.npos && !qualified && qualifies_with(from, schema)) {
    const std::string nearest = did_you_mean(schema, databases);
    return cat(is_main ? "" : cat(argument, " "), "table '", name, "': no database '", schema, "' is attached",
               nearest.empty() ? cat("; there is ", declare::any_of(databases)) : nearest);
  }
  const std::string hint = nearest_table(connection, qualified ? schema : "", qualified ? name.substr(dot + 1) : name);
  return cat(is_main ? "" : cat(argument, " "), "table '", name, "' not found",
             !hint.empty() ? hint
             : qualified   ? ""
             : takes_blobs ? "; a CTE cannot be seen from here, pass its rows with surv()"
             : is_main     ? "; a CTE cannot be seen from here, put its WITH into the query given as source"
                           : cat("; a CTE cannot be seen from here, give its query as ", argument));
}

}  // namespace sqlite
