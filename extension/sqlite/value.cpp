#include "sqlite/value.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

namespace sqlite {

using declare::Cell, declare::Type;

namespace {

constexpr std::size_t piece = std::size_t{1} << 20;

}  // namespace

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

declare::Value value(const Cell& cell, const declare::Poll& poll) {
  if (cell.type() != Type::blob) return cell.value();
  const std::string_view bytes = cell.bytes();
  declare::Blob copy;
  copy.bytes.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    poll();
    copy.bytes += bytes.substr(at, piece);
  }
  return copy;
}

void set_result(sqlite3_context* context, const Cell& cell, const declare::Poll& poll) {
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
      break;
  }
  if (size <= piece) return sqlite3_result_blob64(context, data, size, SQLITE_TRANSIENT);
  std::unique_ptr<char, void (*)(void*)> copy(static_cast<char*>(sqlite3_malloc64(size)), sqlite3_free);
  if (!copy) throw std::bad_alloc();
  for (std::size_t at = 0; at < size; at += piece) {
    poll();
    std::memcpy(copy.get() + at, data + at, std::min(piece, size - at));
  }
  sqlite3_result_blob64(context, copy.release(), size, sqlite3_free);
}

}  // namespace sqlite
