// Keeps nested SQL from doing what the SQL around it may not.
//
// SQLite refuses direct-only functions and tables inside the views of a database file, which may come from
// anyone. Nested SQL is compiled as if the user had typed it, so a view that says it in a text would slip through.
#pragma once
#include <string>
#include <vector>

#include "sqlite/connection.hpp"

namespace sqlite {

/// Throws declare::Error when `sql`, made from the user's `texts`, calls a direct-only function or reads a virtual
/// table that is not known to be harmless.
void check_nested(const Connection& connection, const std::string& sql, const std::vector<std::string>& texts);

}  // namespace sqlite
