#include "sqlite/relation.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

#include "declare/arithmetic.hpp"
#include "declare/guards.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"
#include "sqlite/catalog.hpp"
#include "sqlite/safety.hpp"
#include "sqlite/value.hpp"

namespace sqlite {
namespace {

using declare::cat, declare::did_you_mean, declare::Error, declare::Expression, declare::same_name, declare::Token;

constexpr std::string_view no_column = "no such column: ";

/// A source as it stands in the nested SELECT.
struct Relation {
  std::string from;   ///< after FROM
  std::string shown;  ///< in messages
  bool is_query = false;
  std::vector<declare::SourceColumn> columns = {};

  std::vector<std::string> column_names() const {
    std::vector<std::string> names;
    for (const declare::SourceColumn& column : columns) names.push_back(column.name);
    return names;
  }
};

bool begins_a_query(const std::vector<Token>& tokens) {
  constexpr std::array<std::string_view, 3> keywords = {"SELECT", "WITH", "VALUES"};
  return !tokens.empty() && tokens.front().kind == Token::word &&
         std::ranges::any_of(keywords, [&](auto keyword) { return same_name(tokens.front().text, keyword); });
}

/// name or schema.name
bool is_table_name(const std::vector<Token>& tokens) {
  if (tokens.size() == 1) return tokens[0].is_name();
  return tokens.size() == 3 && tokens[0].is_name() && tokens[1].is('.') && tokens[2].is_name();
}

bool is_table(const Connection& connection, std::string_view name) try {
  connection.prepare(cat("SELECT 1 FROM ", declare::quoted(name)));
  return true;
} catch (const Failure&) {
  return false;
}

/// The source as it is written, not yet looked up.
Relation parse(const Connection& connection, std::string_view argument, const declare::Value& source,
               const declare::RowSink& sink) {
  const bool is_main = argument == main_source;
  if (source.index() != std::size_t(declare::Type::text))
    throw Error(cat("argument '", argument, "' must be a table's name",
                    sink.takes_blobs() ? ", a query or a surv() blob" : " or a query", ", got ", literal(source)));
  const auto& text = std::get<std::string>(source);
  try {
    std::vector<Token> tokens = declare::tokens(text);
    if (begins_a_query(tokens))
      return {cat("(\n", declare::embeddable(text), "\n) AS source"), cat("the query given as ", argument), true};
    if (!tokens.empty() && tokens.back().is(';')) tokens.pop_back();
    if (is_table_name(tokens)) {
      std::string name, shown = is_main ? "" : cat(argument, " ");
      for (const Token& token : tokens) {
        name += token.is('.') ? "." : declare::quoted(token.unquoted());
        shown += token.text;
      }
      return {name, shown};
    }
  } catch (const Error& error) {
    throw Error(cat("argument '", argument, "': ", error.what()));
  }
  throw Error(cat("argument '", argument,
                  "' must be a table's or view's name, or a query that begins with SELECT, WITH or VALUES, got ",
                  literal(source),
                  is_table(connection, text)
                      ? cat("; a name with blanks goes into double quotes: '", declare::double_quoted(text), "'")
                      : ""));
}

Relation resolve(const Connection& connection, std::string_view argument, const declare::Value& source,
                 const declare::RowSink& sink) {
  Relation relation = parse(connection, argument, source, sink);
  try {
    const Statement all = connection.prepare(cat("SELECT * FROM ", relation.from));
    for (int i = 0; i < sqlite3_column_count(all.get()); ++i) {
      const char* type = sqlite3_column_decltype(all.get(), i);
      relation.columns.push_back({sqlite3_column_name(all.get(), i), type ? type : ""});
    }
  } catch (const Failure& failure) {
    constexpr std::string_view no_table = "no such table: ";
    const std::string_view message = failure.what();
    if (failure.code != SQLITE_ERROR) throw;
    if (message.starts_with(no_table))
      throw Error(not_found(connection, argument, relation.from, std::string(message.substr(no_table.size())),
                            sink.takes_blobs()));
    throw Error(cat("argument '", argument, "': ", message));
  }
  return relation;
}

/// A name in quotes that is no column.
struct NoColumn : Error {
  using Error::Error;
};

/// A single name as the column it must be, or "" when it is neither quoted nor a column: then it may still be rowid or
/// true.
std::string resolve_column(const Token& name, const Relation& relation) {
  const std::string plain = name.unquoted();
  const auto column = std::ranges::find_if(relation.columns, [&](auto& c) { return same_name(c.name, plain); });
  if (column != relation.columns.end()) return declare::quoted(column->name);
  if (name.kind == Token::word) return "";
  throw NoColumn(
      cat("column ", name.text, " not found in ", relation.shown, did_you_mean(plain, relation.column_names())));
}

/// Throws Error, naming the argument, when the expression says something other than it seems to.
void check_slips(const Expression& expression, const Relation& relation) {
  try {
    declare::check_text(expression, relation.columns, relation.shown);
  } catch (const Error& error) {
    throw Error(
        cat("argument '", expression.argument, "' ('", declare::shortened(expression.text, 60), "'): ", error.what()));
  }
}

/// The expression as SQL over `relation`. Throws Error, naming the argument, when it cannot stand there.
std::string resolve_expression(const Expression& expression, const Relation& relation) {
  try {
    const std::vector<Token> tokens = declare::tokens(expression.text);
    if (tokens.size() == 1 && tokens.front().is_name())
      if (std::string column = resolve_column(tokens.front(), relation); !column.empty()) return column;
    return cat("(\n", declare::embeddable(expression.text), "\n)");
  } catch (const NoColumn&) {
    throw;
  } catch (const Error& error) {
    throw Error(cat("argument '", expression.argument, "': ", error.what()));
  }
}

/// What to tell when a division of whole numbers has dropped a remainder.
std::string dropped_remainder(const Expression& expression, const declare::Division& division) {
  const bool is_term = expression.meaning == declare::Meaning::term;
  return cat("argument '", expression.argument, "' ('", declare::shortened(expression.text, 60),
             "'): a whole number divided by a whole number loses its remainder in SQLite; write ", division.of_reals(),
             is_term && expression.argument != "variables" ? cat(", or factor(", expression.text, ") for classes") : "",
             ", or CAST(", expression.text, " AS INTEGER) if whole numbers are meant");
}

/// What to tell when dates as texts are subtracted.
std::string subtracted_dates(const Expression& expression, const declare::DateDifference& difference) {
  const auto days = [](const std::string& name) { return cat("julianday(", name.substr(1, name.size() - 2), ")"); };
  return cat("argument '", expression.argument, "' ('", declare::shortened(expression.text, 60),
             "'): dates are subtracted as texts, of which SQLite takes the leading number; write ",
             days(difference.left), " - ", days(difference.right), ", of dates as YYYY-MM-DD");
}

std::string select(const std::vector<std::string>& expressions, const Relation& relation) {
  std::string list;
  for (const std::string& expression : expressions) list += cat(list.empty() ? "" : ", ", expression);
  return cat("SELECT ", read_function, "(", list, ") FROM ", relation.from);
}

/// How to write a text where a value is wanted that may be the same for all rows.
std::string text_hint(const Expression& expression) {
  if (expression.argument != "initial") return "";  // of the others a constant is rarely meant
  return cat("; a text is written ", expression.argument, " = '''", declare::shortened(expression.text, 60), "'''");
}

/// What is wrong with one expression that does not compile, in the user's terms.
std::string diagnose(const Expression& expression, const Relation& relation, std::string_view message) {
  if (message.starts_with(no_column)) {
    const std::string name(message.substr(no_column.size()));
    const bool quoted_text = expression.text.find(cat('"', name, '"')) != std::string::npos;
    return cat("column '", name, "' not found in ", relation.shown,
               did_you_mean(name.substr(name.rfind('.') + 1), relation.column_names()),
               quoted_text ? cat("; a text is written in single quotes: '", name, "'") : text_hint(expression));
  }
  for (const declare::SourceColumn& column : relation.columns)
    if (column.name.find(' ') != std::string::npos && expression.text.find(column.name) != std::string::npos)
      return cat("argument '", expression.argument, "' ('", declare::shortened(expression.text, 60), "'): ", message,
                 "; a name with blanks goes into double quotes: '", declare::double_quoted(column.name), "'");
  constexpr std::string_view no_function = "no such function: ";
  const std::string_view function = message.starts_with(no_function) ? message.substr(no_function.size()) : "";
  const bool is_surv =
      message == "misuse of aggregate function Surv()" || message == "misuse of aggregate function surv()";
  const std::string_view hint =
      is_surv ? "; the time and the event are two arguments"
      : same_name(function, "strata") && expression.argument == "terms"
          ? "; strata() is a term of its own, set apart by a comma, and only where terms takes it, as in cox"
      : same_name(function, "strata") ? "; strata() is a term of its own in cox; here name the column alone, and a "
                                        "column to stratify by in stratify "
                                        "if the function has that option"
      : same_name(function, "factor")
          ? "; factor() is a term of its own in regressions; elsewhere name the column alone"
      : same_name(function, "relevel") ? "; factor(x, 'reference') is for it"
      : same_name(function, "median")  ? "; find it in a query, SELECT median FROM table_one(...)"
                                       : "";
  if (!hint.empty())
    return cat("argument '", expression.argument, "' ('", declare::shortened(expression.text, 60), "'): ", message,
               hint);
  const bool whole_table = message.find("misuse of") != message.npos;
  const bool list = message == "row value misused";
  if (list) message = "one expression is wanted, and this is a list";
  const bool our_parenthesis = message == "near \")\": syntax error" && expression.text.find(')') == std::string::npos;
  if (our_parenthesis) message = "it ends too early";
  return cat("argument '", expression.argument, "' ('", declare::shortened(expression.text, 60), "'): ", message,
             whole_table ? "; it is worked out row by row, so put the aggregate into a query as source"
                         : text_hint(expression));
}

/// Compiles the nested SELECT. When that fails, tries the expressions one by one for the one to name.
Statement compile(const Connection& connection, const std::string& sql, std::span<const Expression> expressions,
                  const std::vector<std::string>& resolved, const Relation& relation) {
  try {
    return connection.prepare(sql);
  } catch (const Failure& failure) {
    if (failure.code != SQLITE_ERROR) throw;
    for (std::size_t i = 0; i < expressions.size(); ++i) try {
        connection.prepare(select({resolved[i]}, relation));
      } catch (const Failure& one) {
        throw Error(diagnose(expressions[i], relation, one.what()));
      }
    throw;
  }
}

/// Whether the relation has the columns that an expression names. What else may be wrong with it, compile() tells.
bool has_columns(const Connection& connection, const Expression& expression, const Relation& relation) {
  try {
    connection.prepare(select({resolve_expression(expression, relation)}, relation));
  } catch (const NoColumn&) {
    return false;
  } catch (const Failure& failure) {
    return !std::string_view(failure.what()).starts_with(no_column);
  } catch (const Error&) {
  }
  return true;
}

/// xStep: one row to the sink that is reading now. What it throws waits in Reading until SQLite has unwound.
void take_row(sqlite3_context* context, int count, sqlite3_value** values) {
  auto& connection = **static_cast<std::shared_ptr<Connection>*>(sqlite3_user_data(context));
  Reading* reading = connection.reading;
  if (!reading) return sqlite3_result_error(context, "survival_read_rows() is for this extension's own use", -1);
  try {
    auto& cells = reading->cells;
    if (std::size_t(count) != cells.size()) throw Error(cat(read_function, "() is for this extension's own use"));
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = cell(values[i]);
    const std::size_t wanted = cells.size() - reading->watched.size();
    for (std::size_t i = wanted; i < cells.size(); ++i)
      if (cells[i].is_number() && cells[i].number() != 0) throw Error(reading->watched[i - wanted]);
    reading->sink->row({cells.data(), wanted});
  } catch (...) {
    reading->thrown = std::current_exception();
    sqlite3_result_error(context, "", -1);
  }
}

void no_result(sqlite3_context*) {}

/// Points the connection at a sink as long as it lives.
struct Attached {
  Connection& connection;
  Reading reading;
  Reading* before;

  Attached(Connection& c, declare::RowSink& sink, std::size_t cells, std::vector<std::string> watched)
      : connection(c), reading{&sink, std::vector<declare::Cell>(cells), std::move(watched)}, before(c.reading) {
    connection.reading = &reading;
  }
  Attached(const Attached&) = delete;
  ~Attached() { connection.reading = before; }
};

}  // namespace

void read_relation(Connection& connection, std::string_view argument, const declare::Value& source,
                   std::span<const Expression> all, declare::RowSink& sink) {
  const auto most = std::size_t(sqlite3_limit(connection.db(), SQLITE_LIMIT_FUNCTION_ARG, -1));  // 127 or less
  if (all.size() > most) throw Error(cat("more than ", most, " expressions are given"));
  Relation relation = resolve(connection, argument, source, sink);
  std::vector<Expression> expressions;
  for (const Expression& expression : all)
    if (!expression.if_there || has_columns(connection, expression, relation)) expressions.push_back(expression);
  std::vector<std::string> resolved, watched, texts = {std::get<std::string>(source)};
  for (const Expression& expression : expressions) {
    check_slips(expression, relation);
    resolved.push_back(resolve_expression(expression, relation));
    texts.push_back(expression.text);
  }
  for (const Expression& expression : expressions) {
    if (const auto division = declare::division_in(expression); division && resolved.size() < most) {
      resolved.push_back(division->drops_remainder());
      watched.push_back(dropped_remainder(expression, *division));
    }
    const auto difference = declare::date_difference_in(expression, relation.columns);
    if (difference && resolved.size() < most) {
      resolved.push_back(difference->is_of_dates());
      watched.push_back(subtracted_dates(expression, *difference));
    }
  }
  if (sink.in_order() && !relation.is_query) relation.from += " NOT INDEXED";  // a covering index has another order
  const std::string sql = select(resolved, relation);
  const Statement statement = compile(connection, sql, expressions, resolved, relation);
  if (!sqlite3_stmt_readonly(statement.get()))
    throw Error(cat("argument '", argument, "' would write; a source only reads"));
  check_nested(connection, sql, texts);

  sink.begin(expressions, connection.poll());
  const Attached attached(connection, sink, resolved.size(), std::move(watched));
  try {
    while (connection.step(statement.get())) {
    }
  } catch (const Failure&) {
    if (attached.reading.thrown) std::rethrow_exception(attached.reading.thrown);
    throw;
  }
}

int add_read_function(const std::shared_ptr<Connection>& connection) {
  return sqlite3_create_function_v2(connection->db(), read_function, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
                                    new std::shared_ptr<Connection>(connection), nullptr, take_row, no_result,
                                    [](void* owner) { delete static_cast<std::shared_ptr<Connection>*>(owner); });
}

}  // namespace sqlite
