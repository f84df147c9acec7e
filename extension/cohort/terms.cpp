#include "cohort/terms.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "declare/message.hpp"
#include "declare/parse_number.hpp"
#include "declare/sql_text.hpp"

namespace cohort {
namespace {

using declare::cat, declare::Error, declare::Token;

/// What stands in the parentheses of `name(...)` when the text is just that.
std::optional<std::string> inside(std::string_view typed, std::string_view name) {
  const std::vector<Token> all = declare::tokens(typed);
  if (all.size() < 3 || all[0].kind != Token::word || !declare::same_name(all[0].text, name) || !all[1].is('('))
    return std::nullopt;
  int open = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {
    open += all[i].is('(') - all[i].is(')');
    if (open == 0 && i + 1 < all.size()) return std::nullopt;
  }
  if (open != 0) return std::nullopt;  // for embeddable() to tell
  const char* begin = all[1].text.data() + 1;
  return std::string(begin, all.back().text.data());
}

std::vector<std::string> contents(const std::string& list, std::string_view wrapper) {
  if (declare::tokens(list).empty()) throw Error(cat(wrapper, "() is empty"));
  return declare::split_list(list);
}

/// The literal after the expression in factor().
declare::Value read_reference(const std::string& typed) {
  const std::vector<Token> all = declare::tokens(typed);
  if (all.size() == 1 && all[0].kind == Token::string) return all[0].unquoted();
  const bool negative = all.size() == 2 && all[0].is('-');
  if (!all.empty() && all.size() == (negative ? 2U : 1U) && all.back().kind == Token::number) {
    const std::string digits = cat(negative ? "-" : "", all.back().text);
    const char* end = digits.data() + digits.size();
    if (std::int64_t whole = 0; std::from_chars(digits.data(), end, whole).ptr == end) return whole;
    if (const auto number = declare::parse_number(digits)) return *number;
  }
  throw Error(cat("the reference in factor() must be a text or a number, got ", typed));
}

/// rcs(x, 4), or rcs(x, 1, 5, 9).
TermPart parse_spline(const std::string& list) {
  const std::vector<std::string> items = contents(list, "rcs");
  const auto wrong = [&](const std::string& why) {
    return Error(
        cat("rcs() takes an expression, then 3 to 7 as the number of knots, or the places of three knots or more in "
            "ascending order",
            why));
  };
  if (items.size() < 2) throw wrong("");
  TermPart part{items[0], false, {}};
  for (std::size_t i = 1; i < items.size(); ++i) {
    const std::string typed(declare::trimmed(items[i]));
    const auto number = declare::parse_number(typed);
    if (!number) throw wrong(cat(", got ", typed));
    if (!part.knots.empty() && *number <= part.knots.back()) throw wrong(cat(", got ", list));
    part.knots.push_back(*number);
  }
  if (part.knots.size() == 1) {
    const double number = part.knots.front();
    if (number != std::trunc(number) || number < 3 || number > 7) throw wrong(cat(", got ", items[1]));
    part.number_of_knots = std::size_t(number);
    part.knots.clear();
  } else if (part.knots.size() < 3) {
    throw wrong(cat(", got ", list));
  }
  return part;
}

TermPart parse_part(const std::string& typed) {
  if (const auto spline = inside(typed, "rcs")) return parse_spline(*spline);
  const auto list = inside(typed, "factor");
  if (!list) return {std::string(declare::trimmed(typed)), false, {}};
  const std::vector<std::string> items = contents(*list, "factor");
  if (items.size() > 2) throw Error("factor() takes an expression and a reference");
  TermPart part{items[0], true, {}};
  if (items.size() == 2) part.reference = read_reference(items[1]);
  return part;
}

}  // namespace

Term parse_term(const std::string& typed) {
  constexpr std::array<std::pair<std::string_view, Term::Kind>, 4> wrappers = {{{"interaction", Term::covariate},
                                                                                {"strata", Term::strata},
                                                                                {"cluster", Term::cluster},
                                                                                {"offset", Term::offset}}};
  for (const auto& [wrapper, kind] : wrappers) {
    const auto list = inside(typed, wrapper);
    if (!list) continue;
    Term term{kind, cat(wrapper, "("), {}};
    const std::vector<std::string> items = contents(*list, wrapper);
    if (kind == Term::covariate && items.size() < 2) throw Error("interaction() takes two expressions or more");
    if (kind == Term::offset && items.size() > 1) throw Error("offset() takes one expression");
    for (const std::string& item : items) {
      term.parts.push_back(kind == Term::covariate ? parse_part(item) : TermPart{item, false, {}});
      term.name += cat(term.parts.size() > 1 ? ", " : "", term.parts.back().expression);
    }
    term.name += ')';
    return term;
  }
  Term term{Term::covariate, {}, {parse_part(typed)}};
  term.name = term.parts.front().is_spline() ? std::string(declare::trimmed(typed)) : term.parts.front().expression;
  return term;
}

std::vector<std::string> term_expressions(const std::string& typed) {
  std::vector<std::string> expressions;
  for (const TermPart& part : parse_term(typed).parts) expressions.push_back(part.expression);
  return expressions;
}

}  // namespace cohort
