#include "declare/argument.hpp"

#include <algorithm>
#include <cmath>

#include "declare/sql_text.hpp"

namespace declare {

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
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(number)) throw fail();
    numbers.push_back(number);
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

}  // namespace declare
