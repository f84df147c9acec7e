// sqlite3_value <-> Cell and Value.
#pragma once

#include "declare/value.hpp"
#include "sqlite/api.hpp"

namespace sqlite {

/// The value in place: valid until SQLite's rules for `value` end it.
declare::Cell cell(sqlite3_value* value);

void set_result(sqlite3_context* context, const declare::Cell& cell);

}  // namespace sqlite
