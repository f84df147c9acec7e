#include "sqlite/value.hpp"

namespace sqlite {

using declare::Cell, declare::Type;

Cell cell(sqlite3_value* value) {
  const auto bytes = [&](const void* data) {
    return std::string_view(static_cast<const char*>(data), data ? std::size_t(sqlite3_value_bytes(value)) : 0);
  };
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return Cell(std::int64_t(sqlite3_value_int64(value)));
    case SQLITE_FLOAT:
      return Cell(sqlite3_value_double(value));
    case SQLITE_TEXT:
      return Cell(Type::text, bytes(sqlite3_value_text(value)));
    case SQLITE_BLOB:
      return Cell(Type::blob, bytes(sqlite3_value_blob(value)));
    default:
      return {};
  }
}

void set_result(sqlite3_context* context, const Cell& cell) {
  const char* data = "";  // a null pointer would make NULL of an empty text
  std::size_t size = 0;
  if (cell.type() == Type::text || cell.type() == Type::blob) size = cell.bytes().size();
  if (size > 0) data = cell.bytes().data();
  switch (cell.type()) {
    case Type::null:
      return sqlite3_result_null(context);
    case Type::integer:
      return sqlite3_result_int64(context, cell.integer());
    case Type::real:
      return sqlite3_result_double(context, cell.real());
    case Type::text:
      return sqlite3_result_text64(context, data, size, SQLITE_TRANSIENT, SQLITE_UTF8);
    case Type::blob:
      return sqlite3_result_blob64(context, data, size, SQLITE_TRANSIENT);
  }
}

}  // namespace sqlite
