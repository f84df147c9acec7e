// Reads a table, view or query: names checked, expressions worked out row by row, nothing written.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "declare/rows.hpp"
#include "sqlite/connection.hpp"

namespace sqlite {

/// The aggregate that the nested SELECT hands its rows to: several times faster than stepping it row by row.
inline constexpr const char* read_function = "survival_read_rows";

/// Works out the expressions for each row of `source` and hands the rows to the sink.
///
/// \param argument  the source was given as: what messages call it
/// \param source    text: a table or view, "schema.name" too, or a query that begins with SELECT, WITH or VALUES
/// \throws declare::Error  what the user got wrong
/// \throws Failure         what SQLite refused, an interruption among it
void read_relation(Connection& connection, std::string_view argument, const declare::Value& source,
                   std::span<const declare::Expression> expressions, declare::RowSink& sink);

/// Registers read_function. Returns an SQLite result code.
int add_read_function(const std::shared_ptr<Connection>& connection);

}  // namespace sqlite
