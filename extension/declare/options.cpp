#include "declare/options.hpp"

#include <algorithm>
#include <cmath>

#include "declare/parse_number.hpp"
#include "declare/sql_text.hpp"

namespace declare {

std::string Range::rule() const {
  if (std::isinf(high) && !std::isinf(low))
    return with_low ? cat("must be ", low, " or more") : cat("must be above ", low);
  return cat("must lie in ", with_low ? '[' : '(', low, ", ", high, with_high ? ']' : ')');
}

void Range::check(double x, const Value& value) const {
  if (contains(x)) return;
  const bool infinite = std::isinf(x) && std::isinf(x > 0 ? high : low);
  throw Error(cat(infinite ? "must be finite" : rule(), ", got ", literal(value)));
}

double read_number(const Value& value) {
  const Cell cell = value;
  if (!cell.is_number()) throw Error(cat("must be a number, got ", literal(value)));
  return cell.number();
}

std::vector<double> read_numbers(const Value& value) {
  const Cell cell = value;
  if (cell.is_number()) return {cell.number()};
  const auto fail = [&] {
    return Error(cat("must be numbers separated by commas, or a JSON array of them, got ", literal(value)));
  };
  if (cell.type() != Type::text) throw fail();
  std::string_view rest = trimmed(cell.bytes());
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  std::vector<double> numbers;
  for (bool more = true; more;) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view word = trimmed(rest.substr(0, comma));
    const auto number = parse_number(word);
    if (!number) throw fail();
    numbers.push_back(*number);
    more = comma < rest.size();
    if (more) rest.remove_prefix(comma + 1);
  }
  return numbers;
}

bool read_flag(const Value& value) {
  const Cell cell = value;
  if (!cell.is_number() || (cell.number() != 0 && cell.number() != 1))
    throw Error(cat("must be 0 or 1, got ", literal(value)));
  return cell.number() == 1;
}

std::string read_text(const Value& value) {
  const Cell cell = value;
  if (cell.type() != Type::text) throw Error(cat("must be a text, got ", literal(value)));
  return std::string(cell.bytes());
}

std::size_t read_choice(const Value& value, const std::vector<std::string>& names) {
  const Cell cell = value;
  const bool is_text = cell.type() == Type::text;
  if (is_text)
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == cell.bytes()) return i;
  throw Error(
      cat("must be ", any_of(names), ", got ", literal(value), is_text ? did_you_mean(cell.bytes(), names) : ""));
}

ArgumentInfo unpacked_source_info() {
  return {.name = "source",
          .type = "TEXT",
          .doc = "name of a table or view, or a query (SELECT, WITH or VALUES)",
          .kind = ArgumentInfo::source,
          .required = true};
}

ArgumentInfo source_info() {
  ArgumentInfo info = unpacked_source_info();
  info.type = "TEXT or BLOB";
  info.doc += ", or a blob made by surv()";
  info.is_packed = true;
  return info;
}

ArgumentInfo expression(std::string name, Meaning meaning, std::string doc, bool required, bool is_list) {
  return {.name = std::move(name),
          .type = "TEXT",
          .doc = std::move(doc),
          .kind = ArgumentInfo::expression,
          .required = required,
          .meaning = meaning,
          .is_list = is_list};
}

ArgumentInfo cells(std::string name, std::string type, std::string doc, bool required) {
  return {.name = std::move(name),
          .type = std::move(type),
          .doc = std::move(doc),
          .kind = ArgumentInfo::expression,
          .required = required};
}

namespace detail {
namespace {

/// An option that writes what `read` makes of a value to a field of type T.
template <class T, class Read>
BoundArgument option(std::string name, std::string type, std::string doc, Value fallback, Read read) {
  return {.info = {.name = std::move(name), .type = std::move(type), .doc = std::move(doc), .fallback = fallback},
          .take = [read](void* field, const Value& value) { *static_cast<T*>(field) = read(value); }};
}

double number_in(const Range& range, const Value& value) {
  const double x = read_number(value);
  range.check(x, value);
  return x;
}

}  // namespace

BoundArgument number(std::string name, std::string doc, Range range, double fallback) {
  return option<double>(std::move(name), "REAL", std::move(doc), fallback,
                        [range](const Value& value) { return number_in(range, value); });
}

BoundArgument number(std::string name, std::string doc, Range range, const std::optional<double>&) {
  return option<std::optional<double>>(std::move(name), "REAL", std::move(doc), {},
                                       [range](const Value& value) { return number_in(range, value); });
}

BoundArgument whole_number(std::string name, std::string doc, Range range, std::int64_t fallback) {
  return option<std::int64_t>(std::move(name), "INTEGER", std::move(doc), fallback, [range](const Value& value) {
    const double x = read_number(value);
    if (x != std::trunc(x)) throw Error(cat("must be a whole number, got ", literal(value)));
    range.check(x, value);
    return std::int64_t(x);
  });
}

BoundArgument numbers(std::string name, std::string doc, Range range, const std::optional<std::vector<double>>&) {
  return option<std::optional<std::vector<double>>>(std::move(name), "TEXT or number", std::move(doc), {},
                                                    [range](const Value& value) {
                                                      std::vector<double> all = read_numbers(value);
                                                      for (const double x : all) range.check(x, x);
                                                      return all;
                                                    });
}

BoundArgument any_value(std::string name, std::string doc, const std::optional<Value>&) {
  return option<std::optional<Value>>(std::move(name), "any", std::move(doc), {},
                                      [](const Value& value) { return value; });
}

BoundArgument flag(std::string name, std::string doc, bool fallback) {
  return option<bool>(std::move(name), "INTEGER", std::move(doc), std::int64_t{fallback}, read_flag);
}

BoundArgument flag(std::string name, std::string doc, const std::optional<bool>&) {
  return option<std::optional<bool>>(std::move(name), "INTEGER", std::move(doc), {}, read_flag);
}

BoundArgument words(std::string name, std::string doc, const std::string& fallback) {
  return option<std::string>(std::move(name), "TEXT", std::move(doc), fallback.empty() ? Value{} : Value{fallback},
                             read_text);
}

BoundArgument words(std::string name, std::string doc, const std::optional<std::string>&) {
  return option<std::optional<std::string>>(std::move(name), "TEXT", std::move(doc), {}, read_text);
}

}  // namespace detail
}  // namespace declare
