#include "declare/guards.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "declare/message.hpp"
#include "declare/words.hpp"

namespace declare {
namespace {

/// The column's name as it is to be written.
std::string plain_or_quoted(const std::string& name) {
  const std::vector<Token> all = tokens(name);
  return all.size() == 1 && all[0].kind == Token::word ? cat(name, " without the inner quotes")
                                                       : cat(double_quoted(name), ", in double quotes");
}

bool is_column(const Word& word, std::span<const SourceColumn> columns) {
  return word.is_name() &&
         std::ranges::any_of(columns, [&](const SourceColumn& c) { return same_name(c.name, word.unquoted()); });
}

/// Two comparisons between the words `begin` and `end`, the ends of a stretch.
[[noreturn]] void report_chain(const Words& words, std::size_t begin, std::size_t first, std::size_t second,
                               std::size_t end) {
  const auto joined_by = [&](std::string_view sign) -> std::optional<std::size_t> {
    for (std::size_t i = first + 1; i < second; ++i)
      if (words[i].is(sign) && words[i].depth == words[first].depth) return i;
    return std::nullopt;
  };
  std::string right;
  for (const auto& [sign, word] : {std::pair{"||", "OR"}, {"|", "OR"}, {"&", "AND"}})
    if (const auto at = joined_by(sign); at && right.empty())
      right = cat(slice(words[begin], words[*at - 1]), " ", word, " ", slice(words[*at + 1], words[end]));
  if (right.empty()) {
    const std::string_view middle = slice(words[first + 1], words[second - 1]);
    right = cat(slice(words[begin], words[second - 1]), " AND ", middle, " ", slice(words[second], words[end]));
  }
  throw Error(cat("two comparisons that no AND or OR joins; write ", right,
                  ", or parentheses around the one whose truth is compared"));
}

void check_comparisons(const Words& words) {
  struct Stretch {
    std::size_t begin;
    std::optional<std::size_t> comparison = {};
  };
  std::vector<Stretch> open = {{0}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].is("(")) {
      open.push_back({i + 1});
    } else if (words[i].is(")")) {
      if (open.size() > 1) open.pop_back();
    } else if (words[i].is_any(ends)) {
      open.back() = {i + 1};
    } else if (words[i].is_any(comparisons)) {
      if (const auto before = open.back().comparison; before && i > *before + 1) {
        std::size_t end = i;
        while (end + 1 < words.size() && !(words[end + 1].depth == words[i].depth && words[end + 1].is_any(ends)) &&
               words[end + 1].depth >= words[i].depth)
          ++end;
        report_chain(words, open.back().begin, *before, i, end);
      }
      open.back().comparison = i;
    }
  }
}

void check_lone_literals(const Words& words) {
  bool in_between = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].is("BETWEEN")) in_between = true;
    if (!words[i].is("AND") && !words[i].is("OR")) continue;
    if (words[i].is("AND") && std::exchange(in_between, false)) continue;
    const auto closes = [&](std::size_t at, bool left) {  // the operand ends there
      if (at >= words.size()) return true;
      return words[at].is(left ? "(" : ")") || words[at].is_any(ends);
    };
    for (const bool left : {true, false}) {
      const std::size_t at = left ? i - 1 : i + 1;
      if (at >= words.size() || !words[at].is_literal() || !closes(left ? at - 1 : at + 1, left)) continue;
      if (left && at > 0 && words[at - 1].is("AND") && at > 2) {  // the end of x BETWEEN 1 AND 2 AND ...
        bool between = false;
        for (std::size_t k = 0; k + 1 < at; ++k) between = between || words[k].is("BETWEEN");
        if (between) continue;
      }
      throw Error(cat(words[at].text, " stands alone beside ", words[i].text,
                      ", where each side must be a condition; write e.g. x = 1 OR x = 2, or x IN (1, 2)"));
    }
  }
}

/// "strata" of a part of strata(...), likewise "cluster"; else "".
std::string grouping_wrapper(const Expression& expression) {
  const Words given = words_of(expression.given);
  constexpr std::array<std::string_view, 2> wrappers = {"strata", "cluster"};
  return given.size() > 1 && given[0].is_any(wrappers) && given[1].is("(") ? std::string(given[0].text) : "";
}

void check_formula(const Expression& expression, const Words& words, std::span<const SourceColumn> columns) {
  const bool is_term = expression.meaning == Meaning::term;
  if (expression.meaning != Meaning::group && !is_term) return;
  constexpr std::array<std::string_view, 3> signs = {"+", "-", "*"};
  const auto in_formula = [&](const Word& word) {
    return is_column(word, columns) || word.kind == Token::number || word.kind == Token::parameter ||
           word.is_any(signs);
  };
  if (!std::ranges::all_of(words, in_formula)) return;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const Word &a = words[i], &next = words[i + 1];
    if (!is_column(a, columns)) continue;
    if (next.kind == Token::parameter && next.text.starts_with(':'))
      throw Error(cat(":", is_term ? " is no operator of SQL; write interaction(" : " is no operator of SQL; write ",
                      a.text, ", ", next.text.substr(1), is_term ? ")" : ""));
    if (i + 2 >= words.size() || !(next.is("+") || next.is("*"))) continue;
    const Word& b = words[i + 2];
    if (!is_column(b, columns) || same_name(a.unquoted(), b.unquoted())) continue;
    const std::string both = cat(a.text, ", ", b.text), wrapper = grouping_wrapper(expression);
    const std::string list = !wrapper.empty()          ? cat(wrapper, "(", both, ")")
                             : is_term && next.is("*") ? cat(both, ", interaction(", both, ")")
                                                       : both;
    throw Error(cat(next.text, " computes a single number from two columns; write ", list,
                    !is_term || !wrapper.empty()         ? " for the groups of both"
                    : expression.argument == "variables" ? " for both"
                                                         : " for the terms of a model",
                    ", or (", trimmed(expression.text), ") if the number is meant"));
  }
}

/// A comparison with NULL is never true, nor is its opposite.
void check_null(const Words& words) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (!words[i].is_any(comparisons) || (!words[i - 1].is("NULL") && !words[i + 1].is("NULL"))) continue;
    const bool opposite = words[i].is("<>") || words[i].is("!=");
    throw Error(cat(words[i].text, " NULL is never true; write ", opposite ? "IS NOT NULL" : "IS NULL"));
  }
}

/// R's ~ before a formula inverts the bits of a number in SQL.
void check_tilde(const Expression& expression, const Words& words) {
  if ((expression.meaning == Meaning::term || expression.meaning == Meaning::group) && words[0].is("~"))
    throw Error("~ begins a formula in R, and inverts bits in SQL; leave it out, and write commas between expressions");
}

void check_log(const Expression& expression, const Words& words) {
  if (expression.meaning != Meaning::term && expression.meaning != Meaning::number) return;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!words[i].is("log") || !words[i + 1].is("(")) continue;
    std::size_t end = i + 2;
    bool has_base = false;
    while (end < words.size() && words[end].depth > words[i].depth) {
      has_base = has_base || (words[end].is(",") && words[end].depth == words[i].depth + 1);
      ++end;
    }
    if (!has_base)
      throw Error("log() is the logarithm to the base of 10 in SQLite; write ln() for the natural one, or log10()");
  }
}

/// By SQLite's rules of affinity.
bool is_declared_text(const SourceColumn& column) {
  std::string type;
  for (const char c : column.type) type += c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
  const auto holds = [&](const char* part) { return type.find(part) != type.npos; };
  return !holds("INT") && (holds("CHAR") || holds("CLOB") || holds("TEXT"));
}

void check_text_columns(const Words& words, std::span<const SourceColumn> columns) {
  const auto text_column = [&](const Word& word) {
    return word.is_name() && std::ranges::any_of(columns, [&](const SourceColumn& c) {
             return same_name(c.name, word.unquoted()) && is_declared_text(c);
           });
  };
  const auto is_number = [&](std::size_t at) { return at < words.size() && words[at].kind == Token::number; };
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const bool ordered = words[i].is_any(orderings), between = words[i].is("BETWEEN");
    if (!ordered && !between) continue;
    const std::size_t right = i + 1 + (words[i + 1].is("-") || words[i + 1].is("+"));
    const Word* column = nullptr;
    if (text_column(words[i - 1]) && is_number(right)) column = &words[i - 1];
    if (ordered && is_number(i - 1) && text_column(words[i + 1])) column = &words[i + 1];
    if (column)
      throw Error(cat(column->text,
                      " is declared as text, and SQLite would compare it as text, where '10' is less than "
                      "'9'; write CAST(",
                      column->text, " AS REAL)"));
  }
}

/// A subquery calls the second column of a name "name:1".
void check_twins(const Words& words, std::span<const SourceColumn> columns, std::string_view shown) {
  const auto is_twin_of = [](const SourceColumn& column, const std::string& name) {
    return column.name.size() > name.size() + 1 && column.name[name.size()] == ':' &&
           same_name(std::string_view(column.name).substr(0, name.size()), name) &&
           column.name.find_first_not_of("0123456789", name.size() + 1) == std::string::npos;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    if (!is_column(word, columns) || (i + 1 < words.size() && (words[i + 1].is("(") || words[i + 1].is(".")))) continue;
    const std::string name = word.unquoted();
    if (std::ranges::any_of(columns, [&](const SourceColumn& c) { return is_twin_of(c, name); }))
      throw Error(
          cat(shown, " has more than one column ", word.text, "; list its columns, each with a name of its own"));
  }
}

}  // namespace

void check_text(const Expression& expression, std::span<const SourceColumn> columns, std::string_view shown) {
  Words words;
  try {
    words = words_of(expression.text);
  } catch (const Error&) {
    return;  // for embeddable() to tell
  }
  const auto named = [&](const SourceColumn& column) { return same_name(column.name, words[0].unquoted()); };
  if (words.size() == 1 && words[0].kind == Token::string && std::ranges::any_of(columns, named))
    throw Error(cat("a text, the same in every row, not the column; write ", plain_or_quoted(words[0].unquoted())));
  if (words.empty()) return;
  if (expression.argument == "by_expr" && expression.item > 0 && words.size() == 1 && words[0].kind == Token::number)
    throw Error(cat("the item ", words[0].text,
                    " is the same in every row; name columns for groups, and times for a report with times = '...'"));
  check_tilde(expression, words);
  check_formula(expression, words, columns);
  check_null(words);
  check_comparisons(words);
  check_lone_literals(words);
  check_log(expression, words);
  check_text_columns(words, columns);
  check_twins(words, columns, shown);
}

}  // namespace declare
