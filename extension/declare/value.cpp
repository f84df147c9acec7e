#include "declare/value.hpp"

#include "declare/message.hpp"

namespace declare {

Cell::Cell(const Value& value) : Cell() {
  switch (Type(value.index())) {
    case Type::null:
      break;
    case Type::integer:
      *this = std::get<std::int64_t>(value);
      break;
    case Type::real:
      *this = std::get<double>(value);
      break;
    case Type::text:
      *this = Cell(Type::text, std::get<std::string>(value));
      break;
    case Type::blob:
      *this = Cell(Type::blob, std::get<Blob>(value).bytes);
      break;
  }
}

Value Cell::value() const {
  switch (type_) {
    case Type::null:
      return {};
    case Type::integer:
      return integer_;
    case Type::real:
      return real_;
    case Type::text:
      return std::string(bytes_);
    case Type::blob:
      return Blob{std::string(bytes_)};
  }
  return {};
}

bool less(const Value& a, const Value& b) {
  const Cell x = a, y = b;
  if (x.is_number() && y.is_number()) {
    if (x.type() == Type::integer && y.type() == Type::integer) return x.integer() < y.integer();
    return x.number() < y.number();
  }
  if (x.is_number() || y.is_number() || x.type() != y.type()) {
    const auto rank = [](const Cell& c) { return c.is_number() ? 1 : int(c.type()); };
    return rank(x) < rank(y);
  }
  return !x.is_null() && x.bytes() < y.bytes();
}

std::string text(const Value& value) {
  const Cell cell = value;
  switch (cell.type()) {
    case Type::null:
      return "NULL";
    case Type::integer:
      return cat(cell.integer());
    case Type::real: {
      const std::string digits = cat(cell.real());
      return digits.find_first_of(".einf") == std::string::npos ? digits + ".0" : digits;
    }
    case Type::text:
    case Type::blob:
      break;
  }
  return std::string(cell.bytes());
}

std::string literal(const Value& value) {
  const Cell cell = value;
  if (cell.is_number()) return cat(cell.number());  // 365.0 reads 365 in a sentence
  if (cell.is_null()) return "NULL";
  if (cell.type() == Type::blob)
    return cat("a blob of ", cell.bytes().size(), cell.bytes().size() == 1 ? " byte" : " bytes");
  constexpr std::size_t longest = 60;  // a value is an example in a message, not its content
  return cat("'", shortened(cell.bytes(), longest), "'");
}

}  // namespace declare
