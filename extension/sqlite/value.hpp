// sqlite3_value <-> Cell and Value.
#pragma once

#include "declare/rows.hpp"
#include "declare/value.hpp"
#include "sqlite/api.hpp"

namespace sqlite {

/// The value in place: valid until SQLite's rules for `value` end it.
declare::Cell cell(sqlite3_value* value);

/// Its copy. The blob of 10 million patients takes 50 ms: it is copied in pieces, with a poll in between.
declare::Value value(const declare::Cell& cell, const declare::Poll& poll);

/// Copies likewise.
void set_result(sqlite3_context* context, const declare::Cell& cell, const declare::Poll& poll);

}  // namespace sqlite
