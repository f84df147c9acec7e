#include "survival/tests/log_rank.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace {

using namespace survival;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr auto gehan = EventWeight::gehan, tarone_ware = EventWeight::tarone_ware, peto = EventWeight::peto,
               fleming_harrington = EventWeight::fleming_harrington;
const Poll no_poll = [] {};

/// \param patients  group: block * groups + group
struct Tables {
  Groups tables;
  Blocks blocks;

  Tables(Patients patients, std::size_t groups, std::size_t count = 1) : blocks(groups) {
    sort_by_time(patients, no_poll);
    tables = risk_tables(patients, groups * count, no_poll);
    blocks = blocks_of(tables, groups);
  }
};

LogRank test(const Patients& patients, std::size_t groups, const EventWeight& weight = {}, std::size_t blocks = 1) {
  return log_rank(Tables(patients, groups, blocks).blocks, weight, std::nullopt, no_poll);
}

ChiSquare trend(const Patients& patients, const std::vector<double>& scores, const EventWeight& weight = {}) {
  return log_rank(Tables(patients, scores.size()).blocks, weight, scores, no_poll).test;
}

bool close(double a, double b) {
  if (std::isnan(b)) return std::isnan(a);
  return std::abs(a - b) <= 1e-14 * std::max(1.0, std::abs(b));
}

bool close(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return close(x, y); });
}

bool is_none(const ChiSquare& test) {
  return std::isnan(test.statistic) && std::isnan(test.df) && std::isnan(test.p_value);
}

// Three against four, one tie: 1, 3, 6+ and 2, 3, 4, 5+.
const Patients seven{{1, 3, 6, 2, 3, 4, 5}, {1, 1, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1, 1}};

// Remission in weeks on 6-MP and placebo: Freireich et al. 1963, as printed in Gehan 1965, Biometrika 52:203.
const Patients remission{{6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
                          1, 1, 2, 2, 3, 4, 4,  5,  5,  8,  8,  8,  8,  11, 11, 12, 12, 15, 17, 22, 23},
                         {1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0,
                          1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                         {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                          1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}};

// Forty patients drawn by R (set.seed(1)): three groups, many ties.
const LargeVector<double> forty_times = {9, 4, 7, 1, 2, 7,  11, 2,  11, 3, 1, 5, 5,  10, 6, 10, 7,  9, 5,  5,
                                         9, 9, 5, 5, 2, 10, 9,  12, 1,  4, 3, 6, 10, 10, 6, 4,  12, 4, 10, 12};
const LargeVector<std::uint8_t> forty_statuses = {0, 2, 1, 0, 0, 2, 1, 1, 2, 2, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0,
                                                  2, 2, 1, 2, 2, 1, 2, 2, 0, 0, 0, 0, 2, 1, 2, 0, 0, 1, 0, 0};
const LargeVector<std::uint32_t> forty_groups = {0, 0, 2, 1, 0, 0, 2, 2, 2, 1, 1, 1, 2, 1, 1, 2, 2, 2, 0, 1,
                                                 1, 0, 2, 2, 1, 2, 1, 0, 1, 0, 2, 2, 0, 1, 0, 2, 1, 2, 2, 0};
const std::vector<std::uint32_t> forty_blocks = {0, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0,
                                                 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1};

}  // namespace

TEST_CASE("seven patients: every weight, its observed, expected and statistic as fractions") {
  // time             1            2            3               4
  // at risk      3 of 7       2 of 6       2 of 5          1 of 3
  // deaths       1 of 1       0 of 1       1 of 2          0 of 1
  const double expected[] = {3. / 7, 2. / 6, 2 * 2. / 5, 1. / 3};
  const double variance[] = {3. / 7 * 4 / 7, 2. / 6 * 4 / 6, 2 * 3. / 4 * 2 / 5 * 3 / 5, 1. / 3 * 2 / 3};
  struct Case {
    const char* name;
    EventWeight weight;
    double w[4];
  };
  const double s[] = {1, 6. / 7, 5. / 7, 3. / 7};  // pooled, just before
  const Case cases[] = {
      {"log-rank", {}, {1, 1, 1, 1}},
      {"gehan", {gehan}, {7, 6, 5, 3}},
      {"tarone-ware", {tarone_ware}, {std::sqrt(7), std::sqrt(6), std::sqrt(5), std::sqrt(3)}},
      // 1 - d / (n + 1): 7/8, 6/7, 4/6, 3/4
      {"peto", {peto}, {7. / 8, 6. / 8, 1. / 2, 3. / 8}},
      {"fleming-harrington 0, 0", {fleming_harrington}, {1, 1, 1, 1}},
      {"fleming-harrington 1, 0", {fleming_harrington, 1, 0}, {s[0], s[1], s[2], s[3]}},
      {"fleming-harrington 0, 1", {fleming_harrington, 0, 1}, {0, 1. / 7, 2. / 7, 4. / 7}},
      {"fleming-harrington 1, 1", {fleming_harrington, 1, 1}, {0, 6. / 49, 10. / 49, 12. / 49}},
      {"fleming-harrington 0.5, 2",
       {fleming_harrington, 0.5, 2},
       {0, std::sqrt(6. / 7) / 49, std::sqrt(5. / 7) * 4 / 49, std::sqrt(3. / 7) * 16 / 49}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    double e = 0, v = 0, deaths = 0;
    for (int i = 0; i < 4; ++i) {
      e += c.w[i] * expected[i];
      v += c.w[i] * c.w[i] * variance[i];
      deaths += c.w[i] * (i == 2 ? 2 : 1);
    }
    const double o = c.w[0] + c.w[2];
    const LogRank result = test(seven, 2, c.weight);
    CHECK(result.n == std::vector<double>{3, 4});
    CHECK(close(result.observed, {o, deaths - o}));
    CHECK(close(result.expected, {e, deaths - e}));
    CHECK(close(result.test.statistic, (o - e) * (o - e) / v));
    CHECK(result.test.df == 1);
    CHECK(close(result.test.p_value, std::erfc(std::sqrt((o - e) * (o - e) / v / 2))));
  }
}

TEST_CASE("two by two: one death of two") {
  // 1 - 1/2 observed less expected, variance 1/2 1/2
  CHECK(close(test({{1, 2}, {1, 0}, {0, 1}}, 2).test.statistic, 1));
  // the fourfold table of one time, 3 of 5 and 1 of 4 die: Mantel-Haenszel's (3 - 20/9)^2 / (4 5 5 4 / (9^2 8))
  const Patients fourfold{{1, 2, 1, 2}, {1, 0, 1, 0}, {0, 0, 1, 1}, {}, {3, 2, 1, 3}};
  CHECK(close(test(fourfold, 2).test.statistic, (7. / 9) * (7. / 9) / (4. * 5 * 5 * 4 / (81 * 8))));
}

TEST_CASE("6-MP against placebo: the published statistics") {
  struct Case {
    EventWeight weight;
    double printed;    // Kleinbaum & Klein 2012, Survival Analysis, chapter 2; 14.46: R's survdiff, rho = 1
    double statistic;  // R 4.2.2: survdiff of survival 3.5-3, and the formulas written out in R
  };
  const Case cases[] = {
      {{}, 16.79, 16.7929409892165},
      {{gehan}, 13.46, 13.4578520496311},
      {{tarone_ware}, 15.12, 15.1235753018727},
      {{peto}, 14.08, 14.0841398668565},
      {{fleming_harrington, 1, 0}, 14.46, 14.4571508187171},
      {{fleming_harrington, 0, 1}, 13.05, 13.0484486240207},
      {{fleming_harrington, 1, 1}, 12.74, 12.7414957086309},
  };
  for (const auto& c : cases) {
    CAPTURE(c.weight.kind);
    const double statistic = test(remission, 2, c.weight).test.statistic;
    CHECK(std::round(statistic * 100) / 100 == c.printed);
    CHECK(statistic == doctest::Approx(c.statistic).epsilon(1e-13));
  }
  const LogRank result = test(remission, 2);
  CHECK(result.observed == std::vector<double>{9, 21});
  CHECK(result.expected[0] == doctest::Approx(19.25050094803).epsilon(1e-12));
  CHECK(result.expected[1] == doctest::Approx(10.74949905197).epsilon(1e-12));
  CHECK(result.test.p_value == doctest::Approx(4.1688091093345484e-05).epsilon(1e-12));
}

TEST_CASE("golden values, checked with R's survdiff") {
  Patients twelve{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10}, {1, 2, 1, 0, 1, 2, 0, 1, 0, 2, 1, 0}, {}};
  SUBCASE("two groups, any event") {
    for (std::uint32_t i = 0; i < 12; ++i) twelve.group.push_back(i % 2);
    CHECK(test(twelve, 2).test.statistic == doctest::Approx(0.09669255063).epsilon(1e-9));
    CHECK(test(twelve, 2, {fleming_harrington, 1}).test.statistic == doctest::Approx(0.201451991).epsilon(1e-9));
    const LogRank result = test(twelve, 2);
    CHECK(result.observed == std::vector<double>{4, 4});
    CHECK(result.expected[0] == doctest::Approx(3.5709956709956714).epsilon(1e-14));
  }
  SUBCASE("three groups") {
    for (std::uint32_t i = 0; i < 12; ++i) twelve.group.push_back(i % 3);
    CHECK(test(twelve, 3).test.statistic == doctest::Approx(0.78111735700644824).epsilon(1e-13));
    CHECK(test(twelve, 3).test.df == 2);
    const LogRank weighted = test(twelve, 3, {fleming_harrington, 1});
    CHECK(weighted.test.statistic == doctest::Approx(0.37267866341906553).epsilon(1e-13));
    CHECK(close(weighted.observed, {1.45, 2.5291666666666668, 1.5729166666666665}));
    CHECK(close(weighted.expected, {1.4708333333333332, 1.9937499999999999, 2.0874999999999999}));
  }
  SUBCASE("three groups in two blocks") {
    const std::uint32_t block[] = {0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1};
    for (std::uint32_t i = 0; i < 12; ++i) twelve.group.push_back(block[i] * 3 + i % 3);
    CHECK(test(twelve, 3, {}, 2).test.statistic == doctest::Approx(0.86199864038069363).epsilon(1e-13));
  }
}

TEST_CASE("forty patients: every weight in three groups, in two blocks, for trend") {
  struct Case {
    EventWeight weight;
    double three, stratified, trend;  // R 4.2.2: survdiff and coxph(ties = "exact") for the first, the formulas for all
  };
  const Case cases[] = {
      {{}, 0.518242659803218, 3.08748439558131, 0.434768154903891},
      {{gehan}, 0.711138552568344, 4.81639206445484, 0.16954403264381},
      {{tarone_ware}, 0.565604122816794, 4.30674800009136, 0.245976838573173},
      {{peto}, 0.522316719301665, 4.70778762873376, 0.149974905927453},
      {{fleming_harrington, 1, 0}, 0.563884654143077, 4.81161444342866, 0.212920659650278},
      {{fleming_harrington, 1, 1}, 0.252910499006596, 1.83481910222235, 0.245038477502101},
      {{fleming_harrington, 3, 1}, 0.149312383312818, 2.65360140908056, 0.0594934802416982},
      {{fleming_harrington, 1, 3}, 0.86284345671845, 0.951973874689764, 0.849349017826478},
  };
  const Patients forty{forty_times, forty_statuses, forty_groups};
  Patients in_blocks = forty;
  for (std::size_t i = 0; i < 40; ++i) in_blocks.group[i] += 3 * forty_blocks[i];
  for (const auto& c : cases) {
    CAPTURE(c.weight.kind);
    CAPTURE(c.weight.rho);
    CHECK(test(forty, 3, c.weight).test.statistic == doctest::Approx(c.three).epsilon(1e-12));
    CHECK(test(in_blocks, 3, c.weight, 2).test.statistic == doctest::Approx(c.stratified).epsilon(1e-12));
    CHECK(trend(forty, {1, 2, 3}, c.weight).statistic == doctest::Approx(c.trend).epsilon(1e-12));
    CHECK(trend(forty, {1, 2, 3}, c.weight).df == 1);
  }
}

TEST_CASE("blocks: scores and variances add up") {
  // the seven, and of two others the first of group 0 dies: 1 - 1/2, variance 1/4
  Patients nine = seven;
  nine.time.insert(nine.time.end(), {1, 2});
  nine.status.insert(nine.status.end(), {1, 0});
  nine.group.insert(nine.group.end(), {2, 3});
  const LogRank result = test(nine, 2, {}, 2);
  const double score = (1 - 3. / 7) + (0 - 2. / 6) + (1 - 4. / 5) + (0 - 1. / 3) + (1 - 1. / 2);
  const double variance = 12. / 49 + 8. / 36 + 9. / 25 + 2. / 9 + 1. / 4;
  CHECK(result.n == std::vector<double>{4, 5});
  CHECK(result.observed == std::vector<double>{3, 3});
  CHECK(close(result.test.statistic, score * score / variance));
}

TEST_CASE("trend: the sum of a death's score less the mean of those at risk, over the sum of their variances") {
  // 1, 4 score 0; 2, 5+ score 1; 3, 6+ score 2
  const Patients six{{1, 4, 2, 5, 3, 6}, {1, 1, 1, 0, 1, 0}, {0, 0, 1, 1, 2, 2}};
  const double score = (0 - 6. / 6) + (1 - 6. / 5) + (2 - 5. / 4) + (0 - 3. / 3);
  const double variance = (10. / 6 - 1) + (10. / 5 - 36. / 25) + (9. / 4 - 25. / 16) + (5. / 3 - 1);
  CHECK(close(trend(six, {0, 1, 2}).statistic, score * score / variance));
  CHECK(trend(six, {0, 1, 2}).df == 1);

  SUBCASE("scores may be shifted, scaled and reversed") {
    const double statistic = score * score / variance;
    for (const auto& scores : {std::vector<double>{1, 2, 3}, {-10, 0, 10}, {2, 1, 0}, {0, 0.5, 1}})
      CHECK(close(trend(six, scores).statistic, statistic));
    CHECK(trend(six, {2019, 2020, 2021}).statistic == doctest::Approx(statistic).epsilon(1e-8));           // years
    CHECK(trend(six, {2459000, 2459001, 2459002}).statistic == doctest::Approx(statistic).epsilon(1e-8));  // dates
  }
  SUBCASE("the distances count") {
    CHECK_FALSE(close(trend(six, {0, 1, 5}).statistic, trend(six, {0, 1, 2}).statistic));
  }
  SUBCASE("of two groups it is the test itself") {
    for (const EventWeight& weight : {EventWeight{}, EventWeight{gehan}, EventWeight{fleming_harrington, 1, 1}})
      CHECK(close(trend(seven, {3, 8}, weight).statistic, test(seven, 2, weight).test.statistic));
  }
  SUBCASE("a tie counts as in the test: d (n - d) / (n - 1)") {
    // 2 of 4 die, scores 0 and 2, of 0 0 1 2: mean 3/4, variance 5/4 - 9/16
    const Patients tied{{1, 2, 2, 1}, {1, 0, 0, 1}, {0, 0, 1, 2}};
    CHECK(close(trend(tied, {0, 1, 2}).statistic, (2 - 1.5) * (2 - 1.5) / (2 * 2. / 3 * (5. / 4 - 9. / 16))));
  }
  SUBCASE("equal scores or a single group leave nothing to test") {
    CHECK(is_none(trend(six, {1, 1, 1})));
    CHECK(is_none(trend({{1, 2}, {1, 1}, {0, 0}}, {4})));
  }
}

TEST_CASE("log_rank: edges") {
  struct Case {
    const char* name;
    Patients patients;
    std::size_t groups;
    double statistic, df;
  };
  const Case cases[] = {
      {"no patients", {{}, {}, {}}, 2, undefined, undefined},
      {"one group", {{1, 2, 3}, {1, 0, 1}, {0, 0, 0}}, 1, undefined, undefined},
      {"no events", {{1, 2}, {0, 0}, {0, 1}}, 2, undefined, undefined},
      {"all die at once: there is no other way", {{5, 5}, {1, 1}, {0, 1}}, 2, undefined, undefined},
      {"the other group is gone before the first event", {{1, 2, 3}, {0, 1, 1}, {0, 1, 1}}, 2, undefined, undefined},
      // 1 - 1/2 and 1 - 1, variance 1/4 and 0
      {"the last at risk dies", {{1, 2}, {1, 1}, {0, 1}}, 2, 1, 1},
      // 1 - 2/3 and 1 - 1/2, variance 2/9 and 1/4
      {"all die one after the other", {{1, 2, 3}, {1, 1, 1}, {0, 0, 1}}, 2, (5. / 6) * (5. / 6) / (17. / 36), 1},
      {"a group without patients does not count", {{1, 2}, {1, 1}, {0, 2}}, 3, 1, 1},
      {"nor one that is gone before the first event", {{1, 2, 0.5}, {1, 1, 0}, {0, 1, 2}}, 3, 1, 1},
      {"nor one that has not entered", {{1, 2, 9}, {1, 1, 0}, {0, 1, 2}, {0, 0, 8}}, 3, 1, 1},
      {"any cause is an event", {{1, 2}, {7, 3}, {0, 1}}, 2, 1, 1},
      // who enters at 1 is not at risk at 1; at 2: 1 of 2 + 1
      {"late entry", {{1, 2, 3}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}}, 2, 1, 1},
      {"censored at the time of the event: at risk", {{1, 1}, {1, 0}, {0, 1}}, 2, 1, 1},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const ChiSquare result = test(c.patients, c.groups).test;
    CHECK(close(result.statistic, c.statistic));
    CHECK(close(result.df, c.df));
    CHECK(std::isnan(result.p_value) == std::isnan(c.statistic));
  }
  SUBCASE("no block") {
    const LogRank result = log_rank(Blocks(0), {}, std::nullopt, no_poll);
    CHECK(result.n.empty());
    CHECK(is_none(result.test));
  }
  SUBCASE("each group alone in its block") {
    CHECK(is_none(test({{1, 2, 3, 4}, {1, 1, 1, 1}, {0, 0, 3, 3}}, 2, {}, 2).test));
  }
  SUBCASE("two pairs that never meet cannot be compared") {
    CHECK(is_none(test({{1, 2, 3, 4, 1, 2, 3, 4}, {1, 1, 1, 0, 1, 1, 1, 0}, {0, 1, 0, 1, 6, 7, 7, 6}}, 4, {}, 2).test));
  }
}

TEST_CASE("the weights of a block are its own") {
  // block 0: S = 1 just before its event; block 1: an event before, S = 2/3 just before the second
  const Patients patients{{1, 2, 1, 2, 3}, {1, 0, 1, 1, 0}, {0, 1, 2, 3, 2}};
  const LogRank result = test(patients, 2, {fleming_harrington, 1}, 2);
  CHECK(close(result.observed, {1 + 1, 2. / 3}));
  CHECK(close(result.expected, {1. / 2 + 2. / 3 + 2. / 3 * 1 / 2, 1. / 2 + 1. / 3 + 2. / 3 * 1 / 2}));
}

TEST_CASE("weights that are not whole: the n - 1 of the variance does not blow up") {
  // at 2, 0.3 of 0.3 + 0.4 + 0.1 + 0.2 die: 1 + 2e-16 in doubles, so (n - d) / (n - 1) is 3e15 and the statistic 0
  const LogRank result = test({{1, 2, 3, 4, 5}, {0, 1, 0, 1, 1}, {0, 1, 1, 0, 1}, {}, {0.9, 0.3, 0.4, 0.1, 0.2}}, 2);
  const double score = result.observed[0] - result.expected[0];
  if (!is_none(result.test)) CHECK(score * score / result.test.statistic < 1);
}

TEST_CASE("many groups: group by group what the formulas say, and what few groups get beside empty ones") {
  std::mt19937 random(5);
  for (unsigned round = 0; round < 60; ++round) {
    CAPTURE(round);
    const std::size_t groups = 2 + round % 3, many = 5 + random() % 20, blocks = 1 + round % 2;
    const bool late = round % 4 == 3, fractions = round % 5 == 4;
    const auto patients = [&](std::size_t of) {
      Patients some{{}, {}, {}};
      for (std::size_t i = 0; i < 30 * of; ++i) {
        const double time = 1 + double(random() % (round % 2 ? 20 : 100000));
        some.time.push_back(time);
        some.status.push_back(std::uint8_t(random() % 3 > 0));
        some.group.push_back(std::uint32_t(random() % blocks * of + random() % of));
        if (late) some.entry.push_back(double(random() % std::uint32_t(time)));
        some.weight.push_back(fractions ? 0.25 + double(random() % 8) / 4 : 1 + double(random() % 2));
      }
      return some;
    };
    for (const auto kind : {EventWeight::log_rank, gehan, tarone_ware, peto}) {
      // The same groups, and others in which nobody is.
      const Patients few = patients(groups);
      Patients wide = few;
      for (auto& code : wide.group) code = std::uint32_t(code / groups * many + code % groups);
      const LogRank one = test(few, groups, {kind}, blocks), other = test(wide, many, {kind}, blocks);
      CHECK(std::abs(one.test.statistic - other.test.statistic) <= 1e-11 * one.test.statistic);
      CHECK(one.test.df == other.test.df);
      // Two of many against the others: the scores of the sums are the sums of the scores.
      const Patients all = patients(many);
      Patients two = all;
      for (auto& code : two.group) code = std::uint32_t(code / many * 2 + (code % many < many / 2));
      const LogRank apart = test(all, many, {kind}, blocks), together = test(two, 2, {kind}, blocks);
      double observed = 0, expected = 0;
      for (std::size_t g = 0; g < many / 2; ++g) observed += apart.observed[g], expected += apart.expected[g];
      CHECK(std::abs(observed - together.observed[1]) <= 1e-11 * observed);
      CHECK(std::abs(expected - together.expected[1]) <= 1e-11 * expected);
      // A trend of two scores tests just that.
      std::vector<double> scores(many);
      for (std::size_t g = 0; g < many; ++g) scores[g] = g < many / 2;
      const LogRank trend = log_rank(Tables(all, many, blocks).blocks, {kind}, scores, no_poll);
      CHECK(std::abs(trend.test.statistic - together.test.statistic) <= 1e-10 * together.test.statistic);
    }
  }
}

TEST_CASE("many groups over more times than are summed at once, one of them nearly everybody") {
  Patients all{{}, {}, {}};
  for (std::size_t i = 0; i < 30000; ++i) {
    all.time.push_back(double(i * 7919 % 30011));
    all.status.push_back(i % 3 != 0);
    all.group.push_back(i % 1000 < 6 ? std::uint32_t(i % 1000) : 6);
  }
  Patients two = all;
  for (auto& code : two.group) code = code == 6;
  std::vector<double> scores(7);
  scores[6] = 1;
  const double statistic = test(two, 2).test.statistic;
  CHECK(std::abs(trend(all, scores).statistic - statistic) <= 1e-11 * statistic);
}
