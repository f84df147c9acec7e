#include "cohort/grouping.hpp"

#include <doctest/doctest.h>

namespace {

using namespace cohort;
using declare::Cell, declare::Value;

Value integer(std::int64_t i) { return i; }
Value txt(const char* s) { return std::string(s); }

using Rows = std::vector<std::vector<Value>>;

/// The codes of the rows, once sorted.
std::vector<std::uint32_t> codes(Grouping& grouping, const Rows& rows) {
  std::vector<std::uint32_t> list;
  for (const auto& row : rows) list.push_back(grouping.code(std::vector<Cell>(row.begin(), row.end())));
  renumber(list, grouping.sort());
  return list;
}

std::vector<Value> labels(const Grouping& grouping) {
  std::vector<Value> list;
  for (const auto& parts : grouping.parts()) list.push_back(grouping.label(parts, 0, grouping.size()));
  return list;
}

}  // namespace

TEST_CASE("one expression: the groups are its values, each with its type, in order") {
  Grouping grouping({"arm"});
  CHECK(codes(grouping, {{txt("b")}, {integer(2)}, {txt("a")}, {1.5}, {txt("b")}}) ==
        std::vector<std::uint32_t>{3, 1, 2, 0, 3});
  CHECK(grouping.groups() == 4);
  CHECK(labels(grouping) == std::vector<Value>{1.5, integer(2), txt("a"), txt("b")});
}

TEST_CASE("several: the combinations there are, by the first expression's value, then the next") {
  Grouping grouping({"sex", "arm"});
  const Rows rows = {{txt("M"), integer(10)}, {txt("F"), integer(10)}, {txt("M"), integer(9)},
                     {txt("M"), integer(10)}, {txt("F"), integer(10)}, {txt("F"), txt("x")}};
  CHECK(codes(grouping, rows) == std::vector<std::uint32_t>{3, 0, 2, 3, 0, 1});
  CHECK(grouping.groups() == 4);
  CHECK(labels(grouping) ==
        std::vector<Value>{txt("sex=F, arm=10"), txt("sex=F, arm=x"), txt("sex=M, arm=9"), txt("sex=M, arm=10")});
}

TEST_CASE("a label shows each value as SQL's CAST to text does") {
  Grouping grouping({"dose", "age >= 60", "note"});
  codes(grouping, {{2.0, integer(1), txt("")}, {2.5, integer(0), txt("a, b=c")}});
  CHECK(labels(grouping) ==
        std::vector<Value>{txt("dose=2.0, age >= 60=1, note="), txt("dose=2.5, age >= 60=0, note=a, b=c")});
}

TEST_CASE("an integer and the real of its size are one group among several expressions too") {
  Grouping grouping({"a", "b"});
  CHECK(codes(grouping, {{1.0, txt("x")}, {integer(1), txt("x")}, {integer(0), 2.0}}) ==
        std::vector<std::uint32_t>{1, 1, 0});
  CHECK(labels(grouping) == std::vector<Value>{txt("a=0, b=2.0"), txt("a=1, b=x")});
}

TEST_CASE("three expressions keep the order of each, not of their labels' text") {
  Grouping grouping({"a", "b", "c"});
  Rows rows;
  for (const int a : {10, 2})
    for (const int b : {1, -1})
      for (const int c : {100, 20, 3}) rows.push_back({integer(a), integer(b), integer(c)});
  CHECK(codes(grouping, rows) == std::vector<std::uint32_t>{11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0});
}

TEST_CASE("no expression, no groups") {
  Grouping grouping;
  CHECK(grouping.size() == 0);
  CHECK(grouping.groups() == 0);
  CHECK(labels(grouping).empty());
}
