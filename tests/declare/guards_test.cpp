#include "declare/guards.hpp"
#include "declare/arithmetic.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "declare/message.hpp"

namespace {

using namespace declare;

const SourceColumn columns[] = {{"age", "INT"},        {"sex", "TEXT"}, {"s", ""},    {"flags", ""},
                                {"wbc", "varchar(9)"}, {"g", ""},       {"id", ""},   {"id:1", ""},
                                {"group", ""},         {"j", "TEXT"},   {"t", "INT"}, {"point", "POINT"}};

/// What check_text() says, or "".
std::string told(Meaning meaning, const char* text) {
  try {
    check_text({"x", text, 0, text, meaning}, columns, "p");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("slips in an expression are told, with the right form") {
  struct Case {
    Meaning meaning;
    const char* text;
    std::string_view part;  ///< of the message
  };
  using enum Meaning;
  const Case cases[] = {
      {condition, "s = 1 | s = 2", "write s = 1 OR s = 2"},
      {condition, "s = 1 || s = 2", "write s = 1 OR s = 2"},
      {condition, "s=1||s=2", "write s=1 OR s=2"},
      {condition, "age > 50 & age < 70", "write age > 50 AND age < 70"},
      {condition, "18 <= age < 65", "write 18 <= age AND age < 65"},
      {condition, "s = 0 AND 18 <= age < 65 OR s = 1", "write 18 <= age AND age < 65"},
      {condition, "iif(18 <= age < 65, 1, 0)", "two comparisons"},
      {condition, "s = 1 = s", "two comparisons"},
      {condition, "s = 1 OR 2", "2 stands alone beside OR"},
      {condition, "'a' AND s = 1", "'a' stands alone beside AND"},
      {condition, "s BETWEEN 1 AND 2 OR 3", "3 stands alone beside OR"},
      {condition, "s = NULL", "= NULL is never true; write IS NULL"},
      {condition, "s <> null", "<> NULL is never true; write IS NOT NULL"},
      {condition, "NULL == s", "write IS NULL"},
      {group, "age > 3 AND s != NULL", "write IS NOT NULL"},
      {term, "~ age + g", "~ begins a formula in R"},
      {group, "~g", "~ begins a formula in R"},
      {group, "sex + g", "write sex, g for the groups of both, or (sex + g)"},
      {group, "sex + g + age", "write sex, g"},
      {term, "age + g", "write age, g for the terms of a model, or (age + g)"},
      {term, "age*g", "write age, g, interaction(age, g)"},
      {term, "g:age", "write interaction(g, age)"},
      {term, "'group'", "write group without the inner quotes"},
      {group, "'SEX'", "write SEX without"},
      {term, "log(age)", "ln()"},
      {number, "2 * LOG( age )", "ln()"},
      {condition, "wbc > 5", "CAST(wbc AS REAL)"},
      {group, "wbc <= -5.5", "CAST(wbc AS REAL)"},
      {term, "5 < wbc", "CAST(wbc AS REAL)"},
      {term, "CASE WHEN sex BETWEEN 1 AND 2 THEN 1 ELSE 0 END", "CAST(sex AS REAL)"},
      {term, "id", "p has more than one column id"},
      {number, "t - \"ID\"", "more than one column \"ID\""},
      {number, "source.id", "more than one column id"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const std::string message = told(c.meaning, c.text);
    CHECK_MESSAGE(message.find(c.part) != std::string::npos, message);
  }
}

TEST_CASE("numbers as further groups are told: times in their place") {
  const auto told_of = [](const char* text, std::size_t item) {
    try {
      check_text({"by_expr", text, item, text, Meaning::group}, columns, "p");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(told_of("30", 1).find("the item 30 is the same in every row") != std::string::npos);
  CHECK(told_of("1", 0) == "");  // everybody
  CHECK(told_of("age", 1) == "");
  CHECK(told_of("'all'", 1) == "");
  CHECK(told_of("age > 30", 1) == "");
}

TEST_CASE("what only looks like a slip is left alone") {
  using enum Meaning;
  const std::pair<Meaning, const char*> cases[] = {
      {condition, "flags & 4 = 4"},
      {condition, "s = 1 OR s = 2"},
      {condition, "s IN (1, 2)"},
      {condition, "(s = 1) = (g = 1)"},
      {condition, "s = 1 AND age > 3 OR NOT s = 2"},
      {condition, "age BETWEEN 18 AND 65 AND s = 1"},
      {condition, "s = 1 AND age BETWEEN 18 AND 65"},
      {condition, "age NOT BETWEEN 18 AND 65"},
      {condition, "sex LIKE 'a=b|c%' ESCAPE '!' AND s = 1"},
      {condition, "sex = 'a = b OR 2'"},
      {condition, "s = 1 -- or = 2\n"},
      {condition, "s /* = 2 = */ = 1"},
      {condition, "CASE s WHEN 1 THEN 1 WHEN 2 THEN 0 END"},
      {condition, "CASE WHEN s = 1 THEN 1 WHEN s = 2 THEN s = 3 ELSE 0 END"},
      {condition, "j -> '$.a' = 1"},
      {condition, "j ->> '$.a' > 1"},
      {condition, "s IS NOT DISTINCT FROM 1"},
      {condition, "s = 1 COLLATE NOCASE"},
      {condition, "iif(age > 3, s = 1, s = 2)"},
      {condition, "s << 2 = 4"},
      {condition, "s >= 1 OR s IS NULL"},
      {condition, "(SELECT count(*) FROM q WHERE a = 1 AND b = 2) = 3"},
      {condition, "s = 1 OR TRUE"},
      {condition, "s IS NOT NULL AND age = 3"},
      {condition, "s = ifnull(g, NULL)"},
      {condition, "NULL IS s"},
      {condition, "nullif(s, 0) = 1"},
      {condition, "CASE WHEN s = 1 THEN NULL ELSE 0 END"},
      {condition, "sex = 'NULL'"},
      {condition, "NOT s ISNULL"},
      {condition, "s IN (1, NULL)"},
      {condition, "(CASE s WHEN 1 THEN NULL END) IS NULL"},
      {condition, "s = CAST(NULL AS INT)"},
      {condition, "~s = 1"},
      {term, "(~age)"},
      {term, "age & ~flags"},
      {group, "flags & ~1"},
      {condition, "max(s = 1, s = 2)"},
      {group, "age/10"},
      {group, "(age + t)"},
      {group, "sex || g"},
      {group, "age + 1"},
      {group, "'all'"},
      {group, "coalesce(sex, g) + age"},
      {group, "CASE WHEN age + t > 3 THEN 1 END"},
      {term, "age*age"},
      {term, "age * 2"},
      {term, "(age * t)"},
      {term, "ln(age)"},
      {term, "log10(age)"},
      {term, "log(2, age)"},
      {term, "log2(age)"},
      {condition, "log(age) > 1"},
      {condition, "wbc = 5"},
      {condition, "CAST(wbc AS REAL) > 5"},
      {condition, "wbc > '5'"},
      {condition, "point > 5"},  // INT: integer affinity, as SQLite has it
      {condition, "age > 5"},
      {number, "t - age"},
      {any, "t"},
      {number, ""},
      {number, "t /*"},
  };
  for (const auto& c : cases) {
    CAPTURE(std::string(c.second));
    CHECK(told(c.first, c.second) == "");
  }
}

TEST_CASE("a division at the top of a term or time: its operands") {
  struct Case {
    Meaning meaning;
    const char *text, *given;
    std::string_view left, right;
  };
  using enum Meaning;
  const Case cases[] = {
      {term, "age/10", "age/10", "age", "10"},
      {number, "t / 30", "t / 30", "t", "30"},
      {number, "t - age / 2 + 1", "", "age", "2"},
      {number, "t * 3 / -(2 + 1) * 5", "", "t * 3", "-(2 + 1)"},
      {number, "a / b / c", "", "a", "b"},
      {number, "julianday('x') / 30.4375", "", "julianday('x')", "30.4375"},
      {term, "age/10", "factor(age/10)", "", ""},
      {term, "age/10", "strata( age/10 )", "", ""},
      {term, "age/10", "offset(age/10)", "age", "10"},
      {number, "CAST(t / 30 AS INTEGER)", "", "", ""},
      {number, "round(t / 30)", "", "t", "30"},
      {number, "max(1, t * 2 / 30 + 1)", "", "t * 2", "30"},
      {term, "pow(abs(age / 10), 2)", "pow(abs(age / 10), 2)", "age", "10"},
      {number, "floor(t / 30)", "", "", ""},
      {number, "round((t / 30))", "", "", ""},
      {number, "round(CAST(t / 30 AS INTEGER))", "", "", ""},
      {number, "iif(t IN (1 / 2), 1, 2)", "", "", ""},
      {number, "CASE WHEN (t / 30 > 1) AND (t / 20 > 1) THEN 1 ELSE 2 END", "", "", ""},
      {number, "(t / 30)", "", "", ""},
      {number, "'a/b'", "", "", ""},
      {group, "age/10", "age/10", "", ""},
      {condition, "age/10", "age/10", "", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CAPTURE(c.given);
    const auto found = division_in({"x", c.text, 0, c.given, c.meaning});
    CHECK((found ? found->left : "") == c.left);
    CHECK((found ? found->right : "") == c.right);
  }
  CHECK(Division{"a", "b"}.drops_remainder() ==
        "(CASE WHEN typeof(a) = 'integer' AND typeof(b) = 'integer' THEN (a) % (b) <> 0 END)");
}

TEST_CASE("a difference of columns that may hold dates") {
  const SourceColumn dated[] = {{"last", "TEXT"}, {"tx", "DATE"}, {"t", "INTEGER"}, {"u", "REAL"}, {"x", ""}};
  const auto found = [&](Meaning meaning, const char* text) {
    const auto difference = date_difference_in({"x", text, 0, text, meaning}, dated);
    return difference ? difference->left + " - " + difference->right : "";
  };
  using enum Meaning;
  CHECK(found(number, "last - tx") == "`last` - `tx`");
  CHECK(found(number, "(last-tx) / 30.4") == "`last` - `tx`");
  CHECK(found(term, "max(x - \"tx\", 0)") == "`x` - `tx`");
  for (const char* text : {"t - u", "last - t", "u - last", "julianday(last) - julianday(tx)", "last", "-x", "x - 5",
                           "'last - tx'", "x + last", "last -- tx", "date(last) - date(tx)"})
    CHECK(found(number, text) == "");
  CHECK(found(condition, "last - tx") == "");
  CHECK(found(group, "last - tx") == "");
  CHECK(DateDifference{"a", "b"}.is_of_dates() ==
        "(typeof(a) = 'text' AND a GLOB '*[0-9][-./][0-9]*[-./][0-9]*' OR typeof(b) = 'text' AND b GLOB "
        "'*[0-9][-./][0-9]*[-./][0-9]*')");
}
