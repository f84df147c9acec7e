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

TEST_CASE("describe with equal weights is describe, and a factor of all weights changes nothing") {
  const std::vector<double> values = {-3, -1, 0, 2, 8, 8, 9}, weights = {1, 2, 3, 0.5, 1, 4, 0.25};
  const std::vector<double> equal(7, 0.3);
  const Description plain = describe(values), weighted = survival::describe(values, equal, [] {});
  CHECK(std::abs(plain.mean - weighted.mean) < 1e-14);
  CHECK(std::abs(plain.sd - weighted.sd) < 1e-14);
  CHECK(std::abs(plain.q1 - weighted.q1) < 1e-14);
  CHECK(std::abs(plain.median - weighted.median) < 1e-14);
  CHECK(std::abs(plain.q3 - weighted.q3) < 1e-14);
  std::vector<double> more;
  for (const double weight : weights) more.push_back(weight * 1e6 / 7);
  const Description a = survival::describe(values, weights, [] {}), b = survival::describe(values, more, [] {});
  CHECK(std::abs(a.mean - b.mean) < 1e-14);
  CHECK(std::abs(a.sd - b.sd) < 1e-14);
  CHECK(a.median == b.median);
}

TEST_CASE("describe with weights, by hand") {
  // 30 and 40 with 1 and 3: mean 37.5, sd^2 = (7.5^2 + 3 2.5^2) / (4 - 10 / 4)
  const Description d = survival::describe(std::vector<double>{30, 40}, std::vector<double>{1, 3}, [] {});
  CHECK(d.mean == 37.5);
  CHECK(std::abs(d.sd * d.sd - 50) < 1e-12);
  CHECK(d.q1 == 40);  // 30 is there half a time: the place 1.25 is past it
  CHECK(d.min == 30);
}
