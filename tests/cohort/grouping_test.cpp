#include "cohort/grouping.hpp"

#include <doctest/doctest.h>

namespace {

using namespace cohort;
using declare::Cell, declare::Value;

Value integer(std::int64_t i) { return i; }
Value txt(const char* s) { return std::string(s); }

const survival::Poll no_poll = [] {};

using Rows = std::vector<std::vector<Value>>;

/// The codes of the rows, once sorted.
std::vector<std::uint32_t> codes(Grouping& grouping, const Rows& rows) {
  std::vector<std::uint32_t> list;
  for (const auto& row : rows) list.push_back(grouping.code(std::vector<Cell>(row.begin(), row.end()), no_poll));
  renumber(list, grouping.sort(no_poll));
  return list;
}

std::vector<Value> labels(const Grouping& grouping) { return grouping.labels(no_poll); }

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

TEST_CASE("a group is found by the ranks of its values; of some expressions alone, groups are alike") {
  Grouping grouping({"centre", "year"});
  const std::size_t centres = 40, years = 25;
  Rows rows;
  for (std::size_t i = 0; i < centres * years; ++i)  // all but one in three, in no order
    if (const std::size_t at = i * 389 % (centres * years); at % 3 != 0)
      rows.push_back({integer(std::int64_t(at / years)), integer(2000 + std::int64_t(at % years))});
  const auto numbers = codes(grouping, rows);
  REQUIRE(grouping.groups() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t ranks[] = {std::uint32_t(std::get<std::int64_t>(rows[i][0])),
                                   std::uint32_t(std::get<std::int64_t>(rows[i][1]) - 2000)};
    CHECK(grouping.find(ranks) == numbers[i]);
    CHECK(grouping.part(numbers[i], 0) == ranks[0]);
    CHECK(grouping.part(numbers[i], 1) == ranks[1]);
  }
  for (std::uint32_t at = 0; at < centres * years; at += 3)
    CHECK(!grouping.find(std::vector{at / std::uint32_t(years), at % std::uint32_t(years)}));
  const auto by_year = grouping.order(1, 1, no_poll);
  for (std::size_t i = 1; i < by_year.size(); ++i) {
    const auto year = [&](std::size_t k) { return grouping.part(by_year[k], 1); };
    CHECK(year(i - 1) <= year(i));
    CHECK(grouping.alike(by_year[i - 1], by_year[i], 1, 1) == (year(i - 1) == year(i)));
    if (year(i - 1) == year(i)) CHECK(by_year[i - 1] < by_year[i]);
  }
}

TEST_CASE("no expression, no groups") {
  Grouping grouping;
  CHECK(grouping.size() == 0);
  CHECK(grouping.groups() == 0);
  CHECK(labels(grouping).empty());
}
