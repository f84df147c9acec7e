// A SQL value, owned (Value) or looked at in place for one call (Cell).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace declare {

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

/// The storage classes, in the order of Value's alternatives.
enum class Type : std::uint8_t { null, integer, real, text, blob };

/// A SQL value that somebody else keeps alive: an argument of the row at hand, or a cell of a result.
class Cell {
 public:
  Cell() : bytes_() {}
  Cell(std::int64_t integer) : type_(Type::integer), integer_(integer) {}
  Cell(double real) : type_(Type::real), real_(real) {}
  Cell(Type text_or_blob, std::string_view bytes) : type_(text_or_blob), bytes_(bytes) {}
  Cell(const Value& value);

  Type type() const { return type_; }
  bool is_null() const { return type_ == Type::null; }
  bool is_number() const { return type_ == Type::integer || type_ == Type::real; }
  std::int64_t integer() const { return integer_; }                                    ///< of an integer
  double real() const { return real_; }                                                ///< of a real
  double number() const { return type_ == Type::integer ? double(integer_) : real_; }  ///< of either
  std::string_view bytes() const { return bytes_; }  ///< of a text or blob; of NULL empty
  Value value() const;

 private:
  Type type_ = Type::null;
  union {
    std::int64_t integer_;
    double real_;
    std::string_view bytes_;
  };
};

/// SQLite's own order of values: NULL, then numbers by size, then text and blobs byte by byte. An integer
/// and the real of its size are equal.
bool less(const Value& a, const Value& b);

/// The same of values in place.
bool sorts_before(const Cell& a, const Cell& b);

/// Neither is less.
inline bool equal(const Value& a, const Value& b) { return !less(a, b) && !less(b, a); }

/// As CAST(value AS TEXT) has it; "NULL" for NULL.
std::string text(const Value& value);

/// As a SQL literal: text in single quotes; for messages.
std::string literal(const Value& value);

}  // namespace declare
