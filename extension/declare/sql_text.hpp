// SQL text as the user typed it inside a string: its tokens, its lists, and what makes it safe to wrap.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace declare {

struct Token {
  enum Kind { word, quoted_name, string, number, parameter, punctuation };
  Kind kind;
  std::string_view text;  ///< as typed, inside the text given to tokens()

  bool is(char c) const { return kind == punctuation && text.front() == c; }
  bool is_name() const { return kind == word || kind == quoted_name; }
  /// The name or string without its quotes; any other token as typed.
  std::string unquoted() const;
};

/// The tokens of `sql` without white space and comments. Throws Error when a quote or comment is left open.
std::vector<Token> tokens(std::string_view sql);

/// `name` as a SQL identifier that can never be read as a text: SQLite takes a misspelt "name" for a string,
/// but never a `name`.
std::string quoted(std::string_view name);

/// `name` as people write it where it must be quoted: "follow up"
std::string double_quoted(std::string_view name);

/// One expression or query, ready to stand inside other SQL: every "name" requoted, so that a misspelt one is
/// an error.
///
/// Throws Error when it is empty, a parenthesis has no partner, it holds a second statement, or a parameter,
/// which nothing could bind. A semicolon at its very end is dropped.
std::string embeddable(std::string_view sql);

/// The items of a list separated by commas, commas in parentheses and quotes left alone. White space around an item is
/// dropped.
std::vector<std::string> split_list(std::string_view list);

/// The column's name when the expression is no more than that, without quotes; else the expression.
std::string name_of(std::string_view expression);

/// `text` without white space at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace declare
