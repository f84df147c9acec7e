#include "survival/registry/contingency.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <random>
#include <stdexcept>
#include <utility>

namespace {

using namespace survival;

const Poll no_poll = [] {};
using Counts = std::vector<std::vector<std::uint64_t>>;

Contingency table(const Counts& counts) {
  Contingency made(counts.size(), counts.front().size());
  for (std::size_t r = 0; r < made.rows; ++r)
    for (std::size_t c = 0; c < made.columns; ++c) made.at(r, c) = counts[r][c];
  return made;
}

double log_probability(const Contingency& t) {  // but for a constant
  double sum = 0;
  for (const auto n : t.counts) sum -= std::lgamma(double(n) + 1);
  return sum;
}

/// Calls body for every table of the same totals.
void every_table(const Contingency& like, const std::function<void(const Contingency&)>& body) {
  std::vector<std::uint64_t> row(like.rows), column(like.columns);
  for (std::size_t r = 0; r < like.rows; ++r)
    for (std::size_t c = 0; c < like.columns; ++c) row[r] += like.at(r, c), column[c] += like.at(r, c);
  Contingency t(like.rows, like.columns);
  const std::function<void(std::size_t)> fill = [&](std::size_t cell) {
    if (cell == t.counts.size()) {
      for (const auto left : row)
        if (left) return;
      for (const auto left : column)
        if (left) return;
      return body(t);
    }
    auto &of_row = row[cell / t.columns], &of_column = column[cell % t.columns];
    for (std::uint64_t n = 0, most = std::min(of_row, of_column); n <= most; ++n) {
      t.counts[cell] = n, of_row -= n, of_column -= n;
      fill(cell + 1);
      of_row += n, of_column += n;
    }
  };
  fill(0);
}

}  // namespace

TEST_CASE("pearson_test: with continuity correction for two rows and columns") {
  // Rows 30 and 70, columns 40 and 60, of 100: 12, 18, 28 and 42 are expected, each 2 off.
  const ChiSquare corrected = pearson_test(table({{10, 20}, {30, 40}}));
  CHECK(corrected.statistic == doctest::Approx(1.5 * 1.5 * (1. / 12 + 1. / 18 + 1. / 28 + 1. / 42)).epsilon(1e-14));
  CHECK(corrected.df == 1);
  CHECK(pearson_test(table({{12, 7}, {5, 19}})).p_value == doctest::Approx(0.012245725251445794).epsilon(1e-13));
  const ChiSquare plain = pearson_test(table({{12, 7, 8}, {5, 19, 9}}));  // this and the one before: R 4.2.2
  CHECK(plain.df == 2);
  CHECK(plain.p_value == doctest::Approx(0.018692831776210211).epsilon(1e-13));
  // less than half off: the correction is no more than the distance
  CHECK(pearson_test(table({{10, 10}, {10, 11}})).statistic == 0);
}

TEST_CASE("fisher_exact: worked by hand, and R's") {
  // The lady who tastes tea (Fisher 1935): of 70 ways 1 + 16 + 16 + 1 are no more probable than 3 of 4 right.
  CHECK(*fisher_exact(table({{3, 1}, {1, 3}}), no_poll) == doctest::Approx(34. / 70).epsilon(1e-13));
  CHECK(*fisher_exact(table({{4, 0}, {0, 4}}), no_poll) == doctest::Approx(2. / 70).epsilon(1e-13));
  CHECK(*fisher_exact(table({{2, 2}, {2, 2}}), no_poll) == 1);
  // Three patients in three groups, each at another level: 6 of the 6 ways.
  CHECK(*fisher_exact(table({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}), no_poll) == 1);
  CHECK(*fisher_exact(table({{2, 1, 0, 6, 3}, {0, 4, 2, 1, 3}, {3, 0, 5, 1, 2}}), no_poll) ==
        doctest::Approx(0.010208888375546364).epsilon(1e-7));  // R 4.2.2
  // Job satisfaction by income: Agresti 2002, Categorical Data Analysis, p. 57; R 4.2.2
  CHECK(*fisher_exact(table({{1, 3, 10, 6}, {2, 3, 10, 7}, {1, 6, 14, 12}, {0, 1, 9, 11}}), no_poll) ==
        doctest::Approx(0.78268493896560343).epsilon(1e-7));
}

TEST_CASE("fisher_exact: the sum over all tables") {
  std::mt19937 random(1);
  for (int set = 0; set < 60; ++set) {
    Contingency t(2 + random() % 3, 2 + random() % 2);
    for (auto& n : t.counts) n = random() % 4;
    for (std::size_t i = 0; i < std::max(t.rows, t.columns); ++i) ++t.at(i % t.rows, i % t.columns);  // none empty
    CAPTURE(set);
    const double own = log_probability(t);
    double all = 0, improbable = 0;
    every_table(t, [&](const Contingency& other) {
      const double p = std::exp(log_probability(other) - own);
      all += p;
      if (p <= 1 + 1e-7) improbable += p;
    });
    CHECK(*fisher_exact(t, no_poll) == doctest::Approx(improbable / all).epsilon(1e-10));
  }
}

TEST_CASE("fisher_exact: rows and columns may change places, and their order does not matter") {
  const Contingency t = table({{2, 1, 0, 6}, {0, 4, 2, 1}, {3, 0, 5, 1}});
  Contingency turned(4, 3), shuffled(3, 4);
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 4; ++c) turned.at(c, r) = shuffled.at((r + 1) % 3, (c + 2) % 4) = t.at(r, c);
  const double p = *fisher_exact(t, no_poll);
  CHECK(*fisher_exact(turned, no_poll) == doctest::Approx(p).epsilon(1e-12));
  CHECK(*fisher_exact(shuffled, no_poll) == doctest::Approx(p).epsilon(1e-12));
}

TEST_CASE("fisher_exact: too many tables is no answer, and takes no long time") {
  Contingency t(12, 12);
  for (std::size_t i = 0; i < t.counts.size(); ++i) t.counts[i] = i * i % 7;
  std::size_t polls = 0;
  CHECK_FALSE(fisher_exact(t, [&] { ++polls; }).has_value());
  CHECK(polls > 0);
  struct Stop {};
  CHECK_THROWS_AS(fisher_exact(t, [] { throw Stop{}; }), Stop);
}

TEST_CASE("contingency_test: which test") {
  struct Case {
    const char* name;
    Counts counts;
    ContingencyTest::Method method;
  };
  using enum ContingencyTest::Method;
  const Case cases[] = {
      {"two by two", {{10, 20}, {30, 40}}, yates},
      {"an expected count of just 5", {{5, 5}, {5, 5}}, yates},
      {"one below 5", {{5, 5}, {4, 5}}, fisher},
      {"more levels", {{10, 20}, {30, 40}, {12, 9}}, pearson},
      {"more groups", {{10, 20, 30}, {30, 40, 8}}, pearson},
      {"more levels, one rare", {{10, 20}, {30, 40}, {1, 0}}, fisher},
      {"an empty level and an empty group do not count", {{10, 0, 20}, {0, 0, 0}, {30, 0, 40}}, yates},
      {"one level", {{10, 20}}, none},
      {"one group", {{10}, {20}}, none},
      {"one level that is not empty", {{10, 20}, {0, 0}}, none},
      {"nobody", {{0, 0}, {0, 0}}, none},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const ContingencyTest test = contingency_test(table(c.counts), no_poll);
    CHECK(test.method == c.method);
    CHECK(std::isnan(test.p_value) == (c.method == none));
  }
}
