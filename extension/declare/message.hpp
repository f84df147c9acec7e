// The wording of messages: "function: what is wrong, where, with which value; the way out".
//
// Lower case, no full stop, the user's own names quoted. Whoever throws knows only its clause; the adapter
// puts the function's name in front.
#pragma once
#include <charconv>
#include <concepts>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "declare/number.hpp"

namespace declare {

/// what() is the clause to show the user.
struct Error : std::runtime_error {
  using runtime_error::runtime_error;
};

namespace detail {
inline void append(std::string& to, std::string_view part) { to += part; }
inline void append(std::string& to, char part) { to += part; }
template <class Number>
requires std::integral<Number> || std::floating_point<Number>
void append(std::string& to, Number number) {
  if constexpr (std::floating_point<Number>) {
    to += shortest(number);
  } else {
    char digits[32];
    to.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  }
}
}  // namespace detail

/// Joins texts and numbers into one text.
template <class... Part>
std::string cat(const Part&... part) {
  std::string joined;
  (detail::append(joined, part), ...);
  return joined;
}

/// "a, b or c"
std::string any_of(std::span<const std::string> words);

/// "1 row", "2 rows"
std::string rows(double count);

/// At most `longest` bytes of the text, cut at a character's edge, "..." in place of the rest.
std::string shortened(std::string_view text, std::size_t longest);

/// "; did you mean os_days?" when one of `known` is near enough to `word`, else "". Text literals are compared without
/// their quotes, which all of them have in common.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

/// Case is folded for ASCII alone, as SQLite folds the case of names.
bool same_name(std::string_view a, std::string_view b);

}  // namespace declare
