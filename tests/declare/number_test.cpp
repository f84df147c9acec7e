#include "declare/number.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace declare;

TEST_CASE("shortest reads back as the same number, and whole numbers have no exponent") {
  CHECK(shortest(100000) == "100000");
  CHECK(shortest(-2.5) == "-2.5");
  CHECK(shortest(1 / 3.) == "0.3333333333333333");
  CHECK(shortest(1e15) == "1e+15");
  CHECK(shortest(1e-320) == "1e-320");
}

TEST_CASE("real_text is what SQLite writes") {
  CHECK(real_text(1) == "1.0");
  CHECK(real_text(0.1 + 0.2) == "0.3");
  CHECK(real_text(1e300) == "1.0e+300");
  CHECK(real_text(-1.5e-7) == "-1.5e-07");
  CHECK(real_text(std::numeric_limits<double>::infinity()) == "Inf");
  CHECK(real_text(-std::numeric_limits<double>::infinity()) == "-Inf");
}

TEST_CASE("rounded rounds halves up as they are read, not as doubles hold them") {
  CHECK(rounded(0.25, 1) == "0.3");
  CHECK(rounded(0.285, 2) == "0.29");
  CHECK(rounded(-0.04, 1) == "0.0");
  CHECK(rounded(2.5, 0) == "3");
  CHECK(rounded(999999999999999, 2) == "999999999999999.00");
  CHECK(rounded(1e15, 2) == "1e+15");
}
