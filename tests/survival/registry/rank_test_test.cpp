#include "survival/registry/rank_test.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using survival::RankTest;

namespace {

RankTest rank_test(const std::vector<std::vector<double>>& samples) {
  std::vector<std::pair<double, std::uint32_t>> all;
  for (std::uint32_t g = 0; g < samples.size(); ++g)
    for (const double x : samples[g]) all.emplace_back(x, g);
  std::ranges::sort(all);
  std::vector<double> values;
  std::vector<std::uint32_t> group;
  for (const auto& [value, of] : all) {
    values.push_back(value);
    group.push_back(of);
  }
  return survival::rank_test(values, group, samples.size(), [] {});
}

std::vector<double> range(double from, double to, double step = 1) {
  std::vector<double> values;
  for (double x = from; x <= to; x += step) values.push_back(x);
  return values;
}

}  // namespace

TEST_CASE("rank_test: two small samples without ties are counted out") {
  struct Case {
    const char* name;
    std::vector<double> first, second;
    double u, p_value;
  };
  const Case cases[] = {
      {"all below", {1, 2}, {3, 4, 5}, 0, 2 * 1. / 10},
      {"all above", {3, 4, 5}, {1, 2}, 6, 2 * 1. / 10},
      {"in the middle: never above 1", {2}, {1, 3}, 1, 1},
      {"one each", {1}, {2}, 0, 1},
      {"ranks 1, 3, 6 of 7: of 35 ways 1 + 1 + 2 + 3 + 4 have U <= 4", {25, 33, 52}, {30, 40, 45, 61}, 4, 22. / 35},
      {"R 4.2.2", {1.1, 2.2, 3.3, 4.4, 8}, {0.5, 2.5, 6}, 9, 0.7857142857142857},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const RankTest test = rank_test({c.first, c.second});
    CHECK(test.method == RankTest::exact_rank_sum);
    CHECK(test.statistic == c.u);
    CHECK(test.p_value == doctest::Approx(c.p_value).epsilon(1e-14));
  }
}

TEST_CASE("rank_test: exact below 50 in each sample, as R") {
  CHECK(rank_test({range(1, 49), range(0.5, 48.5)}).method == RankTest::exact_rank_sum);
  CHECK(rank_test({range(1, 50), range(0.5, 3.5)}).method == RankTest::rank_sum);
  CHECK(rank_test({range(1, 3), range(0.5, 49.5)}).method == RankTest::rank_sum);
}

TEST_CASE("rank_test: ties take the normal approximation") {
  // Ranks 1, 3, 3, 5, 8 of 9: U = 20 - 15 = 5; s^2 = 20 / 12 (10 - (24 + 6) / 72)
  const RankTest test = rank_test({{1, 2, 2, 3, 5}, {2, 4, 4, 6}});
  CHECK(test.method == RankTest::rank_sum);
  CHECK(test.statistic == 5);
  CHECK(test.p_value == doctest::Approx(std::erfc(4.5 / std::sqrt(20. / 12 * (10 - 30. / 72)) / std::sqrt(2.))));
  CHECK(test.p_value == doctest::Approx(0.2601749009835484).epsilon(1e-13));  // R 4.2.2
}

TEST_CASE("rank_test: more than two samples") {
  const RankTest test = rank_test({{1, 2, 2}, {3, 5}, {4, 6, 6, 7}});
  CHECK(test.method == RankTest::kruskal_wallis);
  CHECK(test.statistic == doctest::Approx(6.406779661016946292).epsilon(1e-14));  // R 4.2.2
  CHECK(test.p_value == doctest::Approx(0.040624260949562833).epsilon(1e-13));
}

TEST_CASE("rank_test: samples without values do not count") {
  CHECK(rank_test({{}, {1, 2}, {}, {3, 4, 5}}).p_value == doctest::Approx(0.2));
  CHECK(rank_test({{}, {1, 2}, {}, {3, 4, 5}}).method == RankTest::exact_rank_sum);
}

TEST_CASE("rank_test: nothing to compare") {
  for (const auto& samples : std::vector<std::vector<std::vector<double>>>{
           {{}}, {{}, {}}, {{1, 2}}, {{1, 2}, {}}, {{3, 3}, {3}}, {{3}, {3}, {3}}}) {
    CHECK(rank_test(samples).method == RankTest::none);
    CHECK(std::isnan(rank_test(samples).p_value));
  }
}
