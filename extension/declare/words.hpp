// SQL text as words: tokens, with those of one operator together, and how deep in parentheses each stands.
#pragma once
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace declare {

/// A token, or the tokens of one operator.
struct Word {
  Token::Kind kind;
  std::string_view text;
  int depth;  ///< of parentheses around it; of a parenthesis itself, of those outside it

  bool is(std::string_view what) const {
    return (kind == Token::word || kind == Token::punctuation) && same_name(text, what);
  }
  bool is_any(std::span<const std::string_view> list) const {
    return std::ranges::any_of(list, [&](std::string_view one) { return is(one); });
  }
  bool is_name() const { return kind == Token::word || kind == Token::quoted_name; }
  bool is_literal() const { return kind == Token::number || kind == Token::string; }
  std::string unquoted() const { return Token{kind, text}.unquoted(); }
};

using Words = std::vector<Word>;

inline constexpr std::array<std::string_view, 8> comparisons = {"=", "==", "<>", "!=", "<", "<=", ">", ">="};
inline constexpr std::array<std::string_view, 4> orderings = {"<", "<=", ">", ">="};
/// What ends a stretch of SQL in which one comparison has its place.
inline constexpr std::array<std::string_view, 21> ends = {
    "AND",  "OR", "NOT",   "CASE",  "WHEN", "THEN",   "ELSE",  "END",   "SELECT", "FROM", "WHERE",
    "JOIN", "ON", "USING", "GROUP", "BY",   "HAVING", "ORDER", "LIMIT", ",",      "OVER"};

Words words_of(std::string_view sql);

/// The text from one word to another, both included.
std::string_view slice(const Word& first, const Word& last);

}  // namespace declare
