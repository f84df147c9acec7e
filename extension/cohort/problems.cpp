#include "cohort/problems.hpp"

#include <charconv>

namespace cohort {
namespace {

/// An ISO date or the start of one, e.g. 2020-09-01.
bool looks_like_a_date(std::string_view text) {
  constexpr std::string_view pattern = "0000-00-00";
  if (text.size() < pattern.size()) return false;
  return std::ranges::equal(pattern, text.substr(0, pattern.size()),
                            [](char p, char c) { return p == '0' ? c >= '0' && c <= '9' : c == p; });
}

}  // namespace

bool reads_as_a_number(const declare::Cell& cell) {
  if (cell.type() != declare::Type::text) return false;
  const std::string_view text = cell.bytes();
  double number = 0;
  return !text.empty() &&
         std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size();
}

void check_censor(const std::optional<declare::Value>& censor, const std::vector<declare::Value>& known,
                  const std::string& subject, bool all) {
  using declare::cat, declare::Error, declare::literal, declare::Type, declare::Value;
  const auto is_text = [](const Value& value) { return Type(value.index()) == Type::text; };
  const auto text = std::ranges::find_if(known, is_text);
  if (!censor) {
    if (text == known.end()) return;
    throw Error(cat(subject, " is text, e.g. ", literal(*text),
                    ", and nothing says which value means censored; name it with censor"));
  }
  if (known.empty() || place(*censor, known) < known.size()) return;
  const std::string wrong = cat("censor ", literal(*censor), " is no value of ", subject);
  if (spelt_alike(*censor, known)) throw no_value("censor", *censor, subject, known);
  if (is_text(*censor) && text == known.end())
    throw Error(cat(wrong, ", which is a number, e.g. ", literal(known.front())));
  if (!is_text(*censor) && std::ranges::all_of(known, is_text))
    throw Error(cat(wrong, ", which is text, e.g. ", literal(known.front())));
  if (!all) return;
  if (place(Value{std::int64_t{0}}, known) < known.size())
    throw Error(cat(wrong, ", and 0 is one, which would be a cause; if it is meant to be, give it another name"));
  if (is_text(*censor) && !declare::did_you_mean(literal(*censor), literals(known)).empty())
    throw no_value("censor", *censor, subject, known);
}

bool read_number(const declare::Cell& cell, std::size_t place, Problems& problems, double& number) {
  using declare::Type;
  if (cell.is_number()) {
    number = cell.number();
    if (cell.type() == Type::real || (cell.integer() <= largest_exact && cell.integer() >= -largest_exact)) return true;
    problems.add(place, "is too large to be exact", declare::cat(cell.integer()), "stay below 2^53");
  } else if (cell.type() == Type::text && looks_like_a_date(cell.bytes())) {
    problems.add(place, "is a date", declare::literal(cell.value()),
                 "days between dates are julianday(later) - julianday(earlier)");
  } else {
    problems.add(place, "is not a number", declare::literal(cell.value()),
                 reads_as_a_number(cell) ? "CAST(... AS REAL) makes a number of such a text"
                                         : "name a numeric column or expression");
  }
  return false;
}

}  // namespace cohort
