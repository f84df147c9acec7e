#include "cohort/slips.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "declare/message.hpp"

namespace {

using namespace cohort;
using declare::Value;
using List = std::vector<Value>;

Value integer(std::int64_t i) { return i; }
Value text(const char* t) { return std::string(t); }

std::string told(const std::function<void()>& check) {
  try {
    check();
  } catch (const declare::Error& error) {
    return error.what();
  }
  return "";
}

Values group(const List& list, const char* expression = "c") { return {list, Values::group, "by 'c'", expression}; }

std::string spelling(const List& list, const char* expression = "c") {
  return told([&] { check_spelling(group(list, expression)); });
}
std::string missing(const List& list, const char* expression = "c", const Value* meant = nullptr) {
  return told([&] { check_missing_marks(group(list, expression), meant); });
}
std::string numbers(const List& list, const char* expression = "c") {
  return told([&] { check_numbers_as_text(group(list, expression), "factor(c)"); });
}

}  // namespace

TEST_CASE("values that differ in case, blanks or type alone are told, in whatever order they come") {
  const std::string way_out = "makes them one, (c) keeps both";
  CHECK(spelling({text("Ulm"), text("ulm")}) ==
        "by 'c' has both 'Ulm' and 'ulm', which differ in case alone; lower(c) " + way_out);
  CHECK(spelling({text("ulm"), text("Bonn"), text("Ulm")}) == spelling({text("Ulm"), text("ulm"), text("Bonn")}));
  CHECK(spelling({text("Ulm "), text("Ulm")}) ==
        "by 'c' has both 'Ulm' and 'Ulm ', which differ in blanks alone; trim(c) " + way_out);
  CHECK(spelling({text(" ULM"), text("Ulm")}) ==
        "by 'c' has both ' ULM' and 'Ulm', which differ in case and blanks alone; lower(trim(c)) " + way_out);
  CHECK(spelling({integer(0), text("0")}) ==
        "by 'c' has both 0 and '0', which differ in type alone; CAST(c AS TEXT) " + way_out);
  CHECK(spelling({text("a  b"), text("a b")}).find("replace(c, '  ', ' ')") != std::string::npos);
  CHECK(spelling({text("a\xC2\xA0"), text("a")}).find("trim(replace(c, char(160), ' '))") != std::string::npos);
  CHECK(spelling({text("A"), text("a")}, "")
            .ends_with("lower(...) makes them one; if both are meant, give one another "
                       "name"));
}

TEST_CASE("values that differ in more are left alone") {
  const List cases[] = {{text("Ulm"), text("Bonn")},   {text("Ulm 1"), text("Ulm 2")},
                        {text("A"), text("AB")},       {text("a b"), text("ab")},
                        {integer(0), integer(1), 0.5}, {integer(1), text("one")},
                        {text("Köln"), text("KÖLN")},  // lower() of SQLite would not make them one
                        {text("<5"), text("5")},       {declare::Blob{"x"}, text("x")},
                        {text(""), integer(0)},        {}};
  for (const List& list : cases) CHECK(spelling(list) == "");
  CHECK(spelling({text("A"), text("a")}, "(c)") == "");
  CHECK(spelling({text("A"), text("a")}, "( substr(c, 1, 1) )") == "");
  CHECK(spelling({text("A"), text("a")}, "(c) || (g)") != "");
  List many;
  for (int i = 0; i < 1000; ++i) many.push_back(std::to_string(i));
  many.push_back(integer(7));
  CHECK(spelling(many) == "");  // names, not groups
}

TEST_CASE("what software writes for what is missing is told of a column as it stands") {
  CHECK(missing({text("I"), text("")}) ==
        "by 'c' is '' in some rows, which would be a group; write nullif(c, '') if it means missing, "
        "coalesce(nullif(c, ''), 'unknown') to show those patients as unknown, or (c) if it is meant as it is");
  for (const char* mark : {"NA", "na", "N/A", "NaN", "NULL", ".", " "}) {
    CAPTURE(std::string(mark));
    CHECK(missing({text("I"), text(mark)}).find("nullif(c, ") != std::string::npos);
    for (const char* column : {"\"c\"", "lower(c)", "TRIM( c )", "substr(c, 1, 2)"})
      CHECK(missing({text("I"), text(mark)}, column) != "");
    for (const char* meant : {"(c)", "(trim(c))", "trim(c) || ''", "lower(coalesce(c, 'na'))", "coalesce(c, 'NA')",
                              "CASE WHEN c THEN 'NA' END", "c || ''", ""})
      CHECK(missing({text("I"), text(mark)}, meant) == "");
  }
  const Value alive = text("");
  CHECK(missing({text("dead"), text("")}, "c", &alive) == "");
  const List statuses = {text("dead"), text("")};
  CHECK(told([&] {
          check_missing_marks({statuses, Values::status, "status 's'", "s"});
        }) ==
        "status 's' is '' in some rows, which would be a cause; write nullif(s, '') if it means missing, censor = '' "
        "if it means censored, or (s) if it is a cause");
  const List cases[] = {{text("unknown")}, {text("Nan Province")}, {text("none")}, {text("-")}, {integer(0)},
                        {text("0")},       {text("NAD")},          {text("n")},    {0.5},       {}};
  for (const List& list : cases) CHECK(missing(list) == "");
}

TEST_CASE("numbers as text are told where there are more than two") {
  CHECK(numbers({text("10.5"), text("9"), text("4")}) ==
        "by 'c' has 3 values that are numbers as text, e.g. '10.5'; write CAST(c AS REAL) for the number, or "
        "factor(c) for classes");
  CHECK(numbers({text("-1e3"), text("+2"), text(" 3 ")}).find("CAST(c AS REAL)") != std::string::npos);
  CHECK(numbers({text(""), text("1"), text("2"), text("3")}).find("CAST(nullif(c, '') AS REAL)") != std::string::npos);
  CHECK(numbers({text("1,5"), text("2"), text("3")}).find("CAST(replace(c, ',', '.') AS REAL)") != std::string::npos);
  const List cases[] = {{text("0"), text("1")},
                        {text("1"), text("2"), text("")},
                        {text("1"), text("2"), text("3+")},
                        {text("I"), text("II"), text("III")},
                        {text("10"), text("20"), text("<5")},
                        {text("2020-01-01"), text("2021-01-01"), text("2022-01-01")},
                        {text("1.2.3"), text("1.2.4"), text("1.2.5")},
                        {text("12 mg"), text("24 mg"), text("36 mg")},
                        {integer(1), integer(2), integer(3)},
                        {text("1"), text("2"), integer(3)},
                        {}};
  for (const List& list : cases) CHECK(numbers(list) == "");
  CHECK(numbers({text("1"), text("2"), text("3")}, "(c)") == "");
}
