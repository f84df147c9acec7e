#include "survival/chi_square.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace {

using survival::chi_square, survival::chi_square_tail, survival::ChiSquare;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

bool is_none(const ChiSquare& test) {
  return std::isnan(test.statistic) && std::isnan(test.df) && std::isnan(test.p_value);
}

}  // namespace

TEST_CASE("chi_square_tail agrees with R's pchisq") {
  struct Case {
    double x, df, p;  // R 4.2.2: pchisq(x, df, lower.tail = FALSE)
  };
  const Case cases[] = {
      {1e-10, 1, 0.99999202115439212},
      {0.5, 1, 0.47950012218695348},
      {1, 1, 0.31731050786291415},
      {3.841458820694124, 1, 0.049999999999999975},
      {10, 1, 0.0015654022580025519},
      {60, 1, 9.4857375710738494e-15},
      {300, 1, 3.294362383314041e-67},
      {1e-10, 2, 0.99999999995},
      {0.5, 2, 0.77880078307140488},
      {1, 2, 0.60653065971263342},
      {5.9914645471079799, 2, 0.050000000000000051},
      {2, 2, 0.36787944117144233},
      {10, 2, 0.006737946999085467},
      {60, 2, 9.3576229688401748e-14},
      {300, 2, 7.1750959731644108e-66},
      {1e-10, 3, 0.99999999999999978},
      {0.5, 3, 0.91889141165467592},
      {1, 3, 0.80125195690120077},
      {7.8147279032511792, 3, 0.050000000000000031},
      {3, 3, 0.39162517627108911},
      {10, 3, 0.018566135463043233},
      {60, 3, 5.8782307279069133e-13},
      {300, 3, 9.948758346327708e-65},
      {1e-10, 4, 1},
      {0.5, 4, 0.97350097883925613},
      {1, 4, 0.90979598956895014},
      {9.487729036781154, 4, 0.050000000000000072},
      {4, 4, 0.40600584970983811},
      {10, 4, 0.040427681994512805},
      {60, 4, 2.9008631203404549e-12},
      {300, 4, 1.083439491947826e-63},
      {1e-10, 7, 1},
      {0.5, 7, 0.99944648139042513},
      {1, 7, 0.99482853651651559},
      {14.067140449340167, 7, 0.050000000000000031},
      {7, 7, 0.42887985755305469},
      {10, 7, 0.18857346751345011},
      {60, 7, 1.5095553022989121e-10},
      {300, 7, 6.0496418565563194e-61},
      {1e-10, 30, 1},
      {0.5, 30, 1},
      {1, 30, 1},
      {43.772971825742182, 30, 0.050000000000000024},
      {30, 30, 0.46565370894400965},
      {10, 30, 0.99977374632382321},
      {60, 30, 0.00092068239614866631},
      {300, 30, 2.6480484856308771e-46},
      {1e-10, 100, 1},
      {0.5, 100, 1},
      {1, 100, 1},
      {124.34211340400408, 100, 0.050000000000000142},
      {100, 100, 0.48119168452795669},
      {10, 100, 1},
      {60, 100, 0.99948110853745198},
      {300, 100, 7.4121008573228746e-22},
  };
  for (const auto& c : cases) {
    CAPTURE(c.x);
    CAPTURE(c.df);
    CHECK(std::abs(chi_square_tail(c.x, c.df) - c.p) <= 1e-12 * c.p);
  }
}

TEST_CASE("chi_square_tail: edges") {
  for (const double df : {1., 2., 5., 40.}) {
    CHECK(chi_square_tail(0, df) == 1);
    CHECK(chi_square_tail(-1e-18, df) == 1);  // a rounded 0
    CHECK(chi_square_tail(infinity, df) == 0);
    CHECK(chi_square_tail(5000, df) == 0);
    CHECK(std::isnan(chi_square_tail(unknown, df)));
    double before = 1;
    for (double x = 0.25; x < 400; x *= 1.25) {
      const double tail = chi_square_tail(x, df);
      CHECK(tail <= before);
      before = tail;
    }
  }
}

TEST_CASE("a score and its covariance make a chi-square") {
  const auto make = [](std::vector<double> score, std::vector<double> covariance) {
    return chi_square(score, covariance);
  };
  SUBCASE("one") {
    const ChiSquare test = make({3}, {4});
    CHECK(test.statistic == 9. / 4);
    CHECK(test.df == 1);
    CHECK(test.p_value == doctest::Approx(std::erfc(1.5 / std::sqrt(2.))).epsilon(1e-15));
  }
  SUBCASE("two: the inverse of 2 1, 1 3 is 3 -1, -1 2 over 5") {
    const ChiSquare test = make({1, 2}, {2, 1, 1, 3});
    CHECK(test.statistic == doctest::Approx((3. - 2 * 2 + 2 * 2 * 2) / 5).epsilon(1e-15));
    CHECK(test.df == 2);
    CHECK(test.p_value == doctest::Approx(std::exp(-0.7)).epsilon(1e-14));
  }
  SUBCASE("three, of which two go together") {
    const ChiSquare test = make({1, 2, 6}, {2, 1, 0, 1, 3, 0, 0, 0, 9});
    CHECK(test.statistic == doctest::Approx(7. / 5 + 4).epsilon(1e-15));
    CHECK(test.df == 3);
  }
  SUBCASE("a score of 0") {
    const ChiSquare test = make({0, 0}, {2, 1, 1, 3});
    CHECK(test.statistic == 0);
    CHECK(test.p_value == 1);
  }
  SUBCASE("the scale does not matter, not even each score's own") {
    for (const double large : {1e-12, 1., 1e12})
      for (const double small : {1e-9, 1., 1e6})
        CHECK(
            make({large, 2 * small}, {2 * large * large, large * small, large * small, 3 * small * small}).statistic ==
            doctest::Approx(7. / 5).epsilon(1e-14));
  }
}

TEST_CASE("no test when the covariance is singular or is none") {
  struct Case {
    const char* name;
    std::vector<double> score, covariance;
  };
  const Case cases[] = {
      {"no score", {}, {}},
      {"a variance of 0", {1}, {0}},
      {"a variance of 0 and a score of 0", {0}, {0}},
      {"a negative variance", {1}, {-1}},
      {"one variance of 0 of two", {1, 1}, {1, 0, 0, 0}},
      {"the same twice", {1, 1}, {1, 1, 1, 1}},
      {"one twice the other", {1, 2}, {1, 2, 2, 4}},
      {"one less the other", {1, -1}, {1, -1, -1, 1}},
      {"one the sum of the others", {1, 2, 3}, {1, 0, 1, 0, 1, 1, 1, 1, 2}},
      {"the same, far from the size of 1", {1, 1}, {1e-30, 1e-30, 1e-30, 1e-30}},
      {"singular but for the last bits", {1, -1}, {1, -1 + 1e-14, -1 + 1e-14, 1}},
      {"not a number", {1}, {unknown}},
      {"one not a number", {1, 1}, {1, unknown, unknown, 1}},
      {"infinite", {1}, {infinity}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(is_none(chi_square(c.score, c.covariance)));
  }
}

TEST_CASE("a covariance of fewer patterns than scores is singular, whatever the rounding") {
  // sums of a few outer products, as blocks of groups that never meet make them
  std::mt19937 random(1);
  const auto uniform = [&] { return double(random()) / 4294967296. - 0.5; };
  int tests = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::size_t size = 2 + random() % 4, patterns = 1 + random() % (size - 1);
    std::vector<double> score(size), covariance(size * size);
    for (std::size_t p = 0; p < patterns; ++p) {
      std::vector<double> pattern(size);
      for (double& x : pattern) x = uniform();
      for (std::size_t i = 0; i < size; ++i) {
        score[i] += pattern[i];
        for (std::size_t j = 0; j < size; ++j) covariance[i * size + j] += pattern[i] * pattern[j];
      }
    }
    tests += !is_none(chi_square(score, covariance));
  }
  CHECK(tests == 0);
}

TEST_CASE("chi_square_of tests the scores at some places, whatever the others are") {
  const std::vector<double> score = {3, unknown, 2}, covariance = {4, unknown, 0, unknown, unknown, 7, 0, 7, 2};
  const std::vector<std::size_t> ends = {0, 2}, last = {2};
  CHECK(survival::chi_square_of(ends, score, covariance).statistic == doctest::Approx(9.0 / 4 + 4.0 / 2));
  CHECK(survival::chi_square_of(ends, score, covariance).df == 2);
  CHECK(survival::chi_square_of(last, score, covariance).statistic == doctest::Approx(2));
  CHECK(is_none(survival::chi_square_of({}, score, covariance)));
}
