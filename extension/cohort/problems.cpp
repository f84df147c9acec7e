#include "cohort/problems.hpp"

#include <array>

#include "declare/parse_number.hpp"

namespace cohort {
namespace {

/// An ISO date or the start of one, e.g. 2020-09-01.
bool looks_like_a_date(std::string_view text) {
  constexpr std::string_view pattern = "0000-00-00";
  if (text.size() < pattern.size()) return false;
  return std::ranges::equal(pattern, text.substr(0, pattern.size()),
                            [](char p, char c) { return p == '0' ? c >= '0' && c <= '9' : c == p; });
}

/// What makes numbers of such texts: "CAST(nullif(..., 'NA') AS REAL)".
std::string conversion(const std::vector<std::string>& marks, bool has_comma) {
  std::string number = "...";
  for (const std::string& mark : marks) number = declare::cat("nullif(", number, ", ", mark, ")");
  if (has_comma) number = declare::cat("replace(", number, ", ',', '.')");
  return declare::cat("CAST(", number, " AS REAL)");
}

}  // namespace

std::string without_blanks(std::string_view text) {
  std::string kept;
  bool blank = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool no_break = text.substr(i).starts_with("\xC2\xA0");
    if (no_break || text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) {
      blank = true;
      i += no_break;
      continue;
    }
    if (blank && !kept.empty()) kept += ' ';
    blank = false;
    kept += text[i];
  }
  return kept;
}

std::string lower(std::string_view text) {
  std::string kept(text);
  for (char& c : kept)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return kept;
}

Reads reading_of(std::string_view text) {
  constexpr std::array<std::string_view, 6> marks = {"", "na", "n/a", "nan", "null", "."};
  std::string number = without_blanks(text);
  if (std::ranges::find(marks, lower(number)) != marks.end()) return Reads::as_missing;
  const std::size_t comma = number.find(',');
  if (comma != number.npos) number[comma] = '.';
  if (!declare::parse_number(std::string_view(number).substr(number.starts_with('+')))) return Reads::as_none;
  return comma == number.npos ? Reads::as_number : Reads::with_comma;
}

void Problems::add_text(std::size_t place, std::string_view text) {
  auto found = std::ranges::find(texts_, place, &Texts::place);
  if (found == texts_.end()) found = texts_.insert(found, Texts{place});
  const Reads reads = reading_of(text);
  const bool is_new_mark = reads == Reads::as_missing && found->marks.size() < 3;
  const bool is_first = found->rows++ == 0, is_other = reads == Reads::as_none && found->others++ == 0;
  if (reads == Reads::as_number || reads == Reads::with_comma) ++found->numbers;
  found->has_comma = found->has_comma || reads == Reads::with_comma;
  if (!is_first && !is_other && !is_new_mark) return;
  const std::string shown = declare::literal(declare::Value{std::string(text)});
  if (is_first) found->example = shown;
  if (is_other) found->other = shown;
  if (is_new_mark && std::ranges::find(found->marks, shown) == found->marks.end()) found->marks.push_back(shown);
}

std::string Problems::Texts::clause() const {
  using declare::cat;
  const std::string wrong = cat(" is not a number in ", declare::rows(rows), ", e.g. ", example, "; ");
  if (numbers == 0 && (others > 0 || marks.empty())) return wrong + "name a numeric column or expression";
  if (others > 0)
    return cat(wrong, "in ", others, " of them the text is no number, e.g. ", other,
               ", and CAST would invent one; correct those rows, or leave them out with a query as source");
  if (numbers == 0) return cat(wrong, "if it means missing, write nullif(..., ", marks.front(), ")");
  return cat(
      wrong, conversion(marks, has_comma),
      marks.empty() ? " makes a number of such a text" : " makes numbers of such texts and leaves the others out");
}

bool reads_as_a_number(const declare::Cell& cell) {
  return cell.type() == declare::Type::text && declare::parse_number(cell.bytes());
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
  } else if (cell.type() == Type::text) {
    problems.add_text(place, cell.bytes());
  } else {
    problems.add(place, "is not a number", declare::literal(cell.value()), "name a numeric column or expression");
  }
  return false;
}

}  // namespace cohort
