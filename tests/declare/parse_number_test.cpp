#include "declare/parse_number.hpp"

#include <doctest/doctest.h>

using declare::parse_number;

TEST_CASE("parse_number takes what is a number as a whole, and nothing else") {
  CHECK(parse_number("12.5") == 12.5);
  CHECK(parse_number("-.5e-3") == -0.0005);
  CHECK(parse_number("1e-320") == 1e-320);
  for (const char* text :
       {"", "+1", " 1", "1 ", "1,5", "0x10", "inf", "nan", "1e", "1e+", "--1", "1.2.3", "1e999", "1e-999"})
    CHECK_MESSAGE(!parse_number(text), text);
}
