#include "cohort/slips.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "cohort/problems.hpp"
#include "declare/message.hpp"
#include "declare/sql_text.hpp"

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::literal, declare::Type, declare::Value;

namespace {

constexpr std::size_t most_compared = 1000;

bool is_text(const Cell& value) { return value.type() == Type::text; }

/// A column's name, at most in a function that only changes how its texts are written: it has no values but the
/// column's.
bool is_column(const std::string& expression) {
  constexpr std::array<std::string_view, 6> writing = {"lower", "upper", "trim", "ltrim", "rtrim", "substr"};
  const auto tokens = declare::tokens(expression);
  if (tokens.size() == 1) return tokens.front().is_name();
  const auto is_function = [&](std::string_view name) { return declare::same_name(tokens.front().text, name); };
  return tokens.size() > 3 && std::ranges::any_of(writing, is_function) && tokens[1].is('(') && tokens[2].is_name() &&
         tokens.back().is(')') && std::ranges::count_if(tokens, [](auto& token) { return token.is('('); }) == 1;
}

bool is_in_parentheses(const std::string& expression) {
  const auto tokens = declare::tokens(expression);
  if (tokens.size() < 3 || !tokens.front().is('(')) return false;
  int open = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    open += tokens[i].is('(') - tokens[i].is(')');
    if (open == 0) return i + 1 == tokens.size();
  }
  return false;
}

/// What software writes for what is missing.
bool is_missing_mark(const Cell& value) { return is_text(value) && reading_of(value.bytes()) == Reads::as_missing; }

/// What two values differ in, and what makes them one.
struct Difference {
  std::string in, remedy;
};

Difference difference(const Cell& a, const Cell& b, const std::string& expression) {
  const std::string x = expression.empty() ? "..." : expression;
  if (!is_text(a) || !is_text(b)) return {"type", cat("CAST(", x, " AS TEXT)")};
  const std::string left(a.bytes()), right(b.bytes());
  const bool blanks = lower(left) != lower(right), letters = without_blanks(left) != without_blanks(right);
  const bool trims = lower(declare::trimmed(left)) == lower(declare::trimmed(right));
  std::string one = !blanks ? x : trims ? cat("trim(", x, ")") : cat("trim(replace(", x, ", char(160), ' '))");
  if (blanks && !trims && (left + right).find("\xC2\xA0") == std::string::npos)
    one = cat("replace(", x, ", '  ', ' ')");
  if (letters) one = cat("lower(", one, ")");
  return {blanks ? letters ? "case and blanks" : "blanks" : "case", one};
}

/// There are rows with a time that were left out since their outcome is NULL.
Error nobody_censored(const FollowUp& follow_up, const Value& code) {
  return Error(cat(follow_up.subject(Role::outcome), " is NULL in ", declare::rows(follow_up.without_outcome()),
                   " with a time, and of the others none is censored; if those patients are, write ifnull(",
                   follow_up.expression(Role::outcome), ", ", literal(code),
                   "), else leave them out with a query as source"));
}

Error no_code_of_censored(const FollowUp& follow_up, std::vector<Value> statuses) {
  constexpr std::size_t most_shown = 10;
  std::ranges::sort(statuses, declare::less);
  if (statuses.size() > most_shown) statuses.resize(most_shown);
  return Error(cat(follow_up.subject(Role::outcome), " is never 0, which means censored unless censor says what does; ",
                   "it is ", declare::any_of(literals(statuses)), ", so say e.g. censor = ", literal(statuses.front()),
                   ", or censor = 0 if nobody is censored"));
}

}  // namespace

void check_spelling(const Values& values) {
  if (values.all.size() < 2 || values.all.size() > most_compared || is_in_parentheses(values.expression)) return;
  std::vector<Cell> sorted(values.all.begin(), values.all.end());  // a message must not depend on the order of rows
  std::ranges::sort(sorted, declare::sorts_before);
  std::unordered_map<std::string, const Cell*> seen;
  for (const Cell& value : sorted) {
    if (value.type() == Type::blob) continue;
    const auto [twin, is_new] = seen.emplace(lower(without_blanks(declare::text(value.value()))), &value);
    if (is_new) continue;
    const Cell& other = *twin->second;
    const Difference found = difference(other, value, values.expression);
    throw Error(cat(values.subject, " has both ", literal(other.value()), " and ", literal(value.value()),
                    ", which differ in ", found.in, " alone; ", found.remedy, " makes them one",
                    values.expression.empty() ? "; if both are meant, give one another name"
                                              : cat(", (", values.expression, ") keeps both")));
  }
}

void check_missing_marks(const Values& values, const Value* meant) {
  if (values.expression.empty() || !is_column(values.expression)) return;
  const auto mark = std::ranges::find_if(values.all, [&](const Cell& value) {
    return is_missing_mark(value) && !(meant && declare::equal(value.value(), *meant));
  });
  if (mark == values.all.end()) return;
  const std::string& x = values.expression;
  const std::string shown = literal(mark->value()), null = cat("nullif(", x, ", ", shown, ")");
  if (values.use == Values::status)
    throw Error(cat(values.subject, " is ", shown, " in some rows, which would be a cause; write ", null,
                    " if it means missing, censor = ", shown, " if it means censored, or (", x, ") if it is a cause"));
  throw Error(cat(values.subject, " is ", shown, " in some rows, which would be a ",
                  values.use == Values::group ? "group" : "level", "; write ", null, " if it means missing, coalesce(",
                  null, ", 'unknown') to show those patients as unknown, or (", x, ") if it is meant as it is"));
}

void check_numbers_as_text(const Values& values, const std::string& classes) {
  std::size_t numbers = 0;
  const Cell* mark = nullptr;
  bool comma = false;
  for (const Cell& value : values.all) {
    if (is_missing_mark(value)) {
      mark = &value;
      continue;
    }
    const Reads reads = is_text(value) ? reading_of(value.bytes()) : Reads::as_none;
    if (reads == Reads::as_none) return;
    ++numbers;
    comma = comma || reads == Reads::with_comma;
  }
  if (numbers <= 2 || is_in_parentheses(values.expression)) return;
  std::string number = mark ? cat("nullif(", values.expression, ", ", literal(mark->value()), ")") : values.expression;
  if (comma) number = cat("replace(", number, ", ',', '.')");
  throw Error(cat(values.subject, " has ", numbers, " values that are numbers as text, e.g. ",
                  literal(std::ranges::find_if_not(values.all, is_missing_mark)->value()), "; write CAST(", number,
                  " AS REAL) for the number, or ", classes, " for classes"));
}

void check_groups(const FollowUp& follow_up, const Grouping& grouping, std::span<const std::size_t> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Values values{grouping.cells(i), Values::group, follow_up.subject(cells[i]), follow_up.expression(cells[i])};
    check_spelling(values);
    check_missing_marks(values);
  }
}

Error one_cluster(const std::string& subject) {
  return Error(cat(subject,
                   " makes one cluster of all rows, of which there is no robust error; name what tells "
                   "patients or centres apart, or leave cluster() out"));
}

void check_events(const FollowUp& follow_up, const survival::Patients& patients) {
  if (follow_up.without_outcome() == 0 || patients.size() == 0) return;
  const std::string& expression = follow_up.expression(Role::outcome);
  if (expression.empty() || std::ranges::find(patients.status, 0) != patients.status.end()) return;
  throw nobody_censored(follow_up, std::int64_t{0});
}

Values statuses_of(const FollowUp& follow_up, const std::vector<Value>& statuses) {
  return {statuses, Values::status, follow_up.subject(Role::outcome), follow_up.expression(Role::outcome)};
}

void check_statuses(const FollowUp& follow_up, const std::vector<Value>& statuses, const std::optional<Value>& censor) {
  if (statuses.empty()) return;
  const Value code = censor ? *censor : Value{std::int64_t{0}};
  check_missing_marks(statuses_of(follow_up, statuses), &code);
  if (place(code, statuses) < statuses.size()) return;
  if (follow_up.without_outcome() > 0 && !follow_up.expression(Role::outcome).empty())
    throw nobody_censored(follow_up, code);
  if (!censor) throw no_code_of_censored(follow_up, statuses);
}

}  // namespace cohort
