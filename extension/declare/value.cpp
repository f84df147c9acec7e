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

namespace {

bool less_numbers(const Cell& x, const Cell& y) {
  if (x.type() == y.type()) return x.type() == Type::integer ? x.integer() < y.integer() : x.real() < y.real();
  // Most integers beyond 2^53 are no doubles, so the real is brought to the integers, not the other way.
  const bool real_first = x.type() == Type::real;
  const double real = real_first ? x.real() : y.real();
  const std::int64_t integer = real_first ? y.integer() : x.integer();
  if (real >= 0x1p63) return !real_first;
  if (!(real >= -0x1p63)) return real_first;  // NaN, which forged bytes may hold, too
  const auto whole = std::int64_t(real);
  if (whole != integer) return (whole < integer) == real_first;
  return real_first ? real < double(whole) : double(whole) < real;
}

}  // namespace

bool less(const Value& a, const Value& b) { return sorts_before(a, b); }

bool sorts_before(const Cell& x, const Cell& y) {
  if (x.is_number() && y.is_number()) return less_numbers(x, y);
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
    case Type::real:
      return real_text(cell.real());
    case Type::text:
    case Type::blob:
      break;
  }
  return std::string(cell.bytes());
}

std::string literal(const Value& value) {
  const Cell cell = value;
  if (cell.type() == Type::integer) return cat(cell.integer());
  if (cell.type() == Type::real) return cat(cell.real());  // 365.0 reads 365 in a sentence
  if (cell.is_null()) return "NULL";
  if (cell.type() == Type::blob)
    return cat("a blob of ", cell.bytes().size(), cell.bytes().size() == 1 ? " byte" : " bytes");
  constexpr std::size_t longest = 60;  // a value is an example in a message, not its content
  std::string quoted = "'";
  for (const char c : shortened(cell.bytes(), longest)) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

}  // namespace declare
