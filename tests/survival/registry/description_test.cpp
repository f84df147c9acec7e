#include "survival/registry/description.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using survival::Description;

namespace {

Description describe(const std::vector<double>& values) {
  return survival::describe(values, [] {});
}

}  // namespace

TEST_CASE("describe: mean, standard deviation and type 7 quantiles") {
  // 1, 2, 4, 9: mean 4, squares 9 + 4 + 0 + 25 = 38; h = 1.75, 2.5, 3.25
  const Description d = describe({1, 2, 4, 9});
  CHECK(d.mean == 4);
  CHECK(d.sd == std::sqrt(38. / 3));
  CHECK(d.q1 == 1.75);
  CHECK(d.median == 3);
  CHECK(d.q3 == 5.25);
  CHECK(d.min == 1);
  CHECK(d.max == 9);
}

TEST_CASE("describe: quantiles that are values need no next one") {
  const Description d = describe({-3, -1, 0, 2, 8});
  CHECK(d.q1 == -1);
  CHECK(d.median == 0);
  CHECK(d.q3 == 2);
}

TEST_CASE("describe: one value has no spread, none has nothing") {
  const Description one = describe({7});
  CHECK(one.mean == 7);
  CHECK(std::isnan(one.sd));
  CHECK(one.median == 7);
  CHECK(one.q1 == 7);
  CHECK(one.q3 == 7);
  const Description none = describe({});
  CHECK(std::isnan(none.mean));
  CHECK(std::isnan(none.median));
  CHECK(std::isnan(none.max));
}

TEST_CASE("describe: a common offset takes nothing from the spread") {
  const Description d = describe({1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16});
  CHECK(d.mean == 1e9 + 10);
  CHECK(d.sd == std::sqrt(30.));
}
