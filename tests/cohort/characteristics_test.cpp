#include "cohort/characteristics.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "declare/message.hpp"

namespace {

using namespace cohort;
using declare::Cell, declare::Error, declare::Value;

Value integer(std::int64_t i) { return i; }
Value txt(const char* s) { return std::string(s); }

/// Rows of the cells x, y and group.
Characteristics taken(const std::vector<std::vector<Value>>& rows, const char* types = nullptr) {
  Characteristics patients;
  if (types) patients.types(txt(types));
  const std::vector<declare::Expression> expressions = {{"variables", "x"}, {"variables", "\"y\""}, {"by_expr", "arm"}};
  patients.begin(expressions, [] {});
  for (const auto& row : rows) patients.row(std::vector<Cell>(row.begin(), row.end()));
  patients.end();
  return patients;
}

}  // namespace

TEST_CASE("a variable is what its first value is; those before it are missing") {
  const auto patients = taken({{{}, {}, txt("b")},
                               {{}, txt("no"), txt("a")},
                               {integer(2), {}, txt("a")},
                               {1.5, txt("maybe"), txt("b")},
                               {{}, txt("no"), txt("b")}});
  REQUIRE(patients.variables().size() == 2);
  const Variable &x = patients.variables()[0], &y = patients.variables()[1];
  CHECK(x.name == "x");
  CHECK(y.name == "y");
  CHECK(x.type == Variable::numeric);
  CHECK_FALSE(x.whole);
  REQUIRE(x.numbers.size() == 5);
  CHECK((std::isnan(x.numbers[0]) && std::isnan(x.numbers[1]) && std::isnan(x.numbers[4])));
  CHECK(x.numbers[2] == 2);
  CHECK(x.numbers[3] == 1.5);
  CHECK(y.type == Variable::categorical);
  CHECK(y.levels.values() == std::vector<Value>{txt("maybe"), txt("no")});
  CHECK(y.codes == std::vector<std::uint32_t>{Variable::missing, 1, Variable::missing, 0, 1});
  CHECK(patients.groups() == std::vector<Value>{txt("a"), txt("b")});
  CHECK(patients.group_of(0) == 1);
  CHECK(patients.group_of(1) == 0);
}

TEST_CASE("a row without a group is left out, even as an example of bad values") {
  const auto patients = taken({{integer(1), txt("u"), txt("a")}, {txt("bad"), integer(7), {}}});
  CHECK(patients.patients() == 1);
}

TEST_CASE("types decide where values do not") {
  const auto patients = taken({{integer(10), {}, txt("a")}, {integer(9), {}, txt("a")}}, "X = categorical, y=numeric");
  CHECK(patients.variables()[0].levels.values() == std::vector<Value>{integer(9), integer(10)});
  CHECK(patients.variables()[1].type == Variable::numeric);
  CHECK(patients.variables()[1].numbers.size() == 2);
  CHECK_THROWS_WITH_AS(taken({}, "z=numeric"), "argument 'types' names 'z', which is none of the variables", Error);
}

TEST_CASE("numbers and texts in one variable are an error that shows both") {
  CHECK_THROWS_WITH_AS(
      taken({{txt("n/a"), {}, txt("a")}, {integer(3), {}, txt("a")}}),
      "variable 'x' is a number in 1 row, e.g. 3, and text in 1 row, e.g. 'n/a'; correct the rows, or say types = "
      "'x=categorical'",
      Error);
  CHECK(
      taken({{txt("n/a"), {}, txt("a")}, {integer(3), {}, txt("a")}}, "x=categorical").variables()[0].levels.values() ==
      std::vector<Value>{integer(3), txt("n/a")});
}
