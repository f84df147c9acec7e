#include "declare/value.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <new>
#include <string_view>
#include <vector>

namespace {

using namespace declare;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t two_to_53 = std::int64_t{1} << 53;

Value integer(std::int64_t i) { return i; }
Value txt(std::string s) { return s; }
Value blob(std::string bytes) { return Blob{std::move(bytes)}; }

}  // namespace

TEST_CASE("less is SQLite's order: NULL, numbers by size, text byte by byte, blobs") {
  const std::vector<Value> ascending = {
      {},
      -infinity,
      integer(std::numeric_limits<std::int64_t>::min() + 1),
      -1.5,
      integer(-1),
      0.0,
      5e-324,
      0.5,
      integer(1),
      1.5,
      integer(2),
      double(two_to_53),
      integer(two_to_53 + 1),  // no double: as one it would equal the number before
      integer(two_to_53 + 2),
      integer(std::numeric_limits<std::int64_t>::max()),
      0x1p63,
      1e300,
      infinity,
      txt(""),
      txt(std::string("\0", 1)),
      txt("10"),
      txt("9"),
      txt("A"),
      txt("a"),
      txt("ab"),
      txt("ä"),
      blob(""),
      blob("A"),
      blob("\xFF"),
  };
  for (std::size_t i = 0; i < ascending.size(); ++i)
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      CAPTURE(literal(ascending[i]));
      CAPTURE(literal(ascending[j]));
      CHECK(less(ascending[i], ascending[j]) == (i < j));
    }
}

TEST_CASE("less: an integer and the real of its size are equal, as are both zeros") {
  const std::pair<Value, Value> equal[] = {
      {integer(1), 1.0}, {integer(0), -0.0}, {0.0, -0.0}, {integer(two_to_53), 0x1p53}};
  for (const auto& [a, b] : equal) {
    CHECK_FALSE(less(a, b));
    CHECK_FALSE(less(b, a));
  }
}

TEST_CASE("text is as CAST(value AS TEXT) has it") {
  struct Case {
    Value value;
    std::string_view text;  // sqlite3 3.40.1
  };
  const Case cases[] = {
      {{}, "NULL"},
      {integer(0), "0"},
      {integer(-12), "-12"},
      {integer(std::numeric_limits<std::int64_t>::max()), "9223372036854775807"},
      {1.0, "1.0"},
      {-2.5, "-2.5"},
      {0.001, "0.001"},
      {100000.0, "100000.0"},
      {123456789.0, "123456789.0"},
      {1e15, "1.0e+15"},
      {1e22, "1.0e+22"},
      {1e-5, "1.0e-05"},
      {0.1 + 0.2, "0.3"},
      {infinity, "Inf"},
      {-infinity, "-Inf"},
      {txt("it's"), "it's"},
      {txt(""), ""},
      {blob("abc"), "abc"},
  };
  for (const auto& c : cases) CHECK(text(c.value) == c.text);
}

TEST_CASE("literal is how a message shows a value") {
  struct Case {
    Value value;
    std::string literal;
  };
  const Case cases[] = {
      {{}, "NULL"},
      {integer(6), "6"},
      {365.0, "365"},
      {-2.5, "-2.5"},
      {integer(200000), "200000"},
      {300000.0, "300000"},
      {integer(20200901), "20200901"},
      {integer(two_to_53 + 1), "9007199254740993"},
      {txt("x"), "'x'"},
      {txt("it's"), "'it''s'"},
      {txt(""), "''"},
      {txt(std::string(60, 'a')), "'" + std::string(60, 'a') + "'"},
      {txt(std::string(61, 'a')), "'" + std::string(57, 'a') + "...'"},
      {blob("abc"), "a blob of 3 bytes"},
      {blob("a"), "a blob of 1 byte"},
  };
  for (const auto& c : cases) CHECK(literal(c.value) == c.literal);
}

TEST_CASE("a cell looks at a value and gives it back") {
  const Value values[] = {{}, integer(-7), 0.25, txt("ä\0b"), txt(""), blob("\0x"), blob("")};
  for (const Value& value : values) {
    const Cell cell = value;
    CHECK(cell.value() == value);
    CHECK(cell.is_null() == (value.index() == 0));
  }
  CHECK(Cell(integer(3)).number() == 3);
  CHECK(Cell(2.5).number() == 2.5);
  CHECK(Cell(integer(3)).is_number());
  CHECK_FALSE(Cell(txt("3")).is_number());
}

TEST_CASE("the bytes of NULL are empty, whatever was in its memory before") {
  alignas(Cell) std::array<std::byte, sizeof(Cell)> memory;
  std::ranges::fill(memory, std::byte{0xFF});
  const Cell* null = new (memory.data()) Cell();
  CHECK(null->is_null());
  CHECK(null->bytes().empty());
  CHECK(null->bytes().data() == nullptr);
}
