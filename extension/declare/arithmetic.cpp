#include "declare/arithmetic.hpp"

#include <algorithm>
#include <array>

#include "declare/words.hpp"

namespace declare {
namespace {

/// By SQLite's rules of affinity, but for NUMERIC, which dates are often declared as.
bool is_declared_number(const SourceColumn& column) {
  std::string type;
  for (const char c : column.type) type += c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
  constexpr std::array<const char*, 4> numbers = {"INT", "REAL", "FLOA", "DOUB"};
  return std::ranges::any_of(numbers, [&](const char* part) { return type.find(part) != type.npos; });
}

/// Whether each parenthesis around a word is of a function, and none that means whole numbers: round(t / 30), but not
/// (t / 30), CAST(t / 30 AS INTEGER) or floor(t / 30).
bool is_for_calls_alone(const Words& words, std::size_t at) {
  constexpr std::array<std::string_view, 10> others = {"CAST",   "floor", "trunc",   "IN", "LIKE",
                                                       "EXISTS", "IS",    "BETWEEN", "AS", "OVER"};
  int depth = words[at].depth;
  for (std::size_t i = at; i-- > 0 && depth > 0;) {
    if (words[i].depth >= depth) continue;
    depth = words[i].depth;  // the parenthesis that opens
    if (i == 0 || words[i - 1].kind != Token::word || words[i - 1].is_any(others) || words[i - 1].is_any(ends))
      return false;
  }
  return true;
}

}  // namespace

std::string Division::drops_remainder() const {
  return cat("(CASE WHEN typeof(", left, ") = 'integer' AND typeof(", right, ") = 'integer' THEN (", left, ") % (",
             right, ") <> 0 END)");
}

std::string Division::of_reals() const {
  const bool is_number = right.find_first_not_of("0123456789") == right.npos;
  return is_number ? cat(left, " / ", right, ".0") : cat(left, " / (1.0 * ", right, ")");
}

std::string DateDifference::is_of_dates() const {
  const auto is_date = [](const std::string& name) {
    return cat("typeof(", name, ") = 'text' AND ", name, " GLOB '*[0-9][-./][0-9]*[-./][0-9]*'");
  };
  return cat("(", is_date(left), " OR ", is_date(right), ")");
}

std::optional<DateDifference> date_difference_in(const Expression& expression, std::span<const SourceColumn> columns) {
  if (expression.meaning != Meaning::term && expression.meaning != Meaning::number) return std::nullopt;
  const Words words = words_of(expression.text);
  const auto may_be_text = [&](const Word& word) {
    return word.is_name() && std::ranges::any_of(columns, [&](const SourceColumn& c) {
             return same_name(c.name, word.unquoted()) && !is_declared_number(c);
           });
  };
  for (std::size_t i = 0; i + 2 < words.size(); ++i)
    if (words[i + 1].is("-") && may_be_text(words[i]) && may_be_text(words[i + 2]))
      return DateDifference{quoted(words[i].unquoted()), quoted(words[i + 2].unquoted())};
  return std::nullopt;
}

std::optional<Division> division_in(const Expression& expression) {
  if (expression.meaning != Meaning::term && expression.meaning != Meaning::number) return std::nullopt;
  const Words given = words_of(expression.given);
  constexpr std::array<std::string_view, 3> classes = {"factor", "strata", "cluster"};
  if (given.size() > 1 && given[0].is_any(classes) && given[1].is("(")) return std::nullopt;  // classes are meant
  const Words words = words_of(expression.text);
  constexpr std::array<std::string_view, 13> looser = {"+",  "-",    "&",       "|",   "<<",      ">>",    "IS",
                                                       "IN", "LIKE", "BETWEEN", "NOT", "COLLATE", "ISNULL"};
  constexpr std::array<std::string_view, 3> alike = {"*", "/", "%"};
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (!words[i].is("/") || !is_for_calls_alone(words, i)) continue;
    const int depth = words[i].depth;
    const auto ends_operand = [&](const Word& word) {
      return word.depth < depth ||
             (word.depth == depth && (word.is_any(looser) || word.is_any(comparisons) || word.is_any(ends)));
    };
    std::size_t begin = i, end = i + 1;
    while (begin > 0 && !ends_operand(words[begin - 1])) --begin;
    if (words[end].is("-") || words[end].is("+")) ++end;
    while (end + 1 < words.size() && !ends_operand(words[end + 1]) &&
           !(words[end + 1].depth == depth && words[end + 1].is_any(alike)))
      ++end;
    if (begin == i) continue;
    return Division{embeddable(slice(words[begin], words[i - 1])), embeddable(slice(words[i + 1], words[end]))};
  }
  return std::nullopt;
}

}  // namespace declare
