#include "cohort/dictionary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace {

using namespace cohort;
using declare::Blob, declare::Cell, declare::Type, declare::Value;

Value integer(std::int64_t i) { return i; }
Value txt(const char* s) { return std::string(s); }

}  // namespace

TEST_CASE("codes are given in the order the values come") {
  Dictionary dictionary;
  const std::pair<Value, std::uint32_t> rows[] = {
      {txt("b"), 0},  {txt("a"), 1},   {txt("b"), 0},         {integer(7), 2},       {txt("7"), 3},
      {Blob{"7"}, 4}, {2.5, 5},        {txt(""), 6},          {Blob{}, 7},           {txt("a"), 1},
      {2.5, 5},       {integer(7), 2}, {txt("12345678a"), 8}, {txt("12345678b"), 9}, {txt("12345678a"), 8},
  };
  for (const auto& [value, code] : rows) CHECK(dictionary.code(value) == code);
  CHECK(dictionary.values().size() == 10);
}

TEST_CASE("an integer and the real of its size are one value, shown as the integer") {
  for (const bool integer_first : {true, false}) {
    CAPTURE(integer_first);
    Dictionary dictionary;
    CHECK(dictionary.code(integer_first ? integer(3) : Value(3.0)) == 0);
    CHECK(dictionary.code(integer_first ? Value(3.0) : integer(3)) == 0);
    CHECK(dictionary.code(3.0) == 0);
    CHECK(dictionary.values() == std::vector<Value>{integer(3)});
  }
  Dictionary zeros;
  CHECK(zeros.code(0.0) == zeros.code(-0.0));
  Dictionary far;  // SQLite's GROUP BY makes one group of these
  CHECK(far.code(integer(std::int64_t{1} << 60)) == far.code(0x1p60));
}

TEST_CASE("sort puts the values in SQLite's order and says where each went") {
  Dictionary dictionary;
  const Value values[] = {txt("b"), integer(10), txt("a"), 9.5, Blob{"a"}, integer(-1)};
  for (const Value& value : values) dictionary.code(value);
  CHECK(dictionary.sort() == std::vector<std::uint32_t>{4, 2, 3, 1, 5, 0});
  CHECK(dictionary.values() == std::vector<Value>{integer(-1), 9.5, integer(10), txt("a"), txt("b"), Blob{"a"}});
}

TEST_CASE("an empty dictionary sorts to nothing") { CHECK(Dictionary().sort().empty()); }

TEST_CASE("the guess is never wrong: thousands of values, many in one slot") {
  std::mt19937 random(1);
  Dictionary dictionary;
  std::vector<std::pair<Value, std::uint32_t>> seen;
  for (int i = 0; i < 3000; ++i) {
    const Value values[] = {integer(i * 64), integer(i), i + 0.5, std::string("centre ") + std::to_string(i)};
    const Value& value = values[i % 4];
    seen.emplace_back(value, dictionary.code(value));
  }
  CHECK(dictionary.values().size() == 3000);
  for (int round = 0; round < 10000; ++round) {
    const auto& [value, code] = seen[random() % seen.size()];
    REQUIRE(dictionary.code(value) == code);
  }
}

TEST_CASE("texts are kept when what they came from is gone, and sort as SQLite sorts them") {
  std::mt19937 random(2);
  Dictionary dictionary;
  std::vector<std::string> all;
  std::string at_hand;
  for (int i = 0; i < 20000; ++i) {
    at_hand = std::string(random() % 90, char('a' + random() % 3)) + std::to_string(i);
    all.push_back(at_hand);
    REQUIRE(dictionary.code(Cell(declare::Type::text, at_hand)) == std::uint32_t(i));
    at_hand.assign(at_hand.size(), '?');
  }
  const auto renumbered = dictionary.sort();
  REQUIRE(dictionary.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(dictionary.cells()[renumbered[i]].bytes() == all[i]);
  std::ranges::sort(all);
  for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(dictionary.value(std::uint32_t(i)) == Value(all[i]));
  CHECK(dictionary.code(Cell(declare::Type::text, all[7])) == 7);  // known after the sort as well
}

TEST_CASE("integers of either sign sort by size") {
  Dictionary dictionary;
  std::vector<std::int64_t> all;
  for (std::int64_t i = 0; i < 5000; ++i) all.push_back((i * 7919 % 5003 - 2500) * (std::int64_t{1} << i % 50));
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  for (std::size_t i = 0; i < all.size(); ++i) dictionary.code(all[i * 7919 % all.size()]);
  dictionary.sort();
  REQUIRE(dictionary.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(dictionary.cells()[i].integer() == all[i]);
}

TEST_CASE("a moved dictionary keeps its texts, and the one it was moved from starts again") {
  Dictionary dictionary;
  dictionary.code(txt("a text that does not fit into a string itself"));
  Dictionary other = std::move(dictionary);
  dictionary = {};
  CHECK(dictionary.code(txt("another")) == 0);
  CHECK(other.code(txt("a text that does not fit into a string itself")) == 0);
  CHECK(other.values() == std::vector<Value>{txt("a text that does not fit into a string itself")});
}

TEST_CASE("renumber replaces each code") {
  std::vector<std::uint8_t> codes = {0, 2, 1, 0};
  renumber(codes, {5, 6, 7});
  CHECK(codes == std::vector<std::uint8_t>{5, 7, 6, 5});
}
