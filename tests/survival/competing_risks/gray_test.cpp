#include "survival/competing_risks/gray.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <set>

namespace {

using namespace survival;

const Poll no_poll = [] {};

/// \param patients  group: block * groups + group
std::vector<ChiSquare> tests(Patients patients, std::size_t groups, double rho = 0, std::size_t blocks = 1) {
  sort_by_time(patients, no_poll);
  const Groups tables = risk_tables(patients, groups * blocks, no_poll, 2);
  return gray(blocks_of(tables, groups), std::vector<std::size_t>{1, 2}, rho, no_poll);
}

bool is_none(const ChiSquare& test) {
  return std::isnan(test.statistic) && std::isnan(test.df) && std::isnan(test.p_value);
}

double tied(double m, double n) { return m > 1 ? 1 - (m - 1) / (n - 1) : 1; }

/// Score and covariance of one block as the methods write them, groups and all.
struct ByDefinition {
  std::vector<double> score, covariance;

  ByDefinition(const Patients& patients, std::size_t groups, std::size_t cause, double rho)
      : score(groups), covariance(groups * groups), k_(groups) {
    const std::vector<Time> times = event_times(patients, cause, rho);
    for (const Time& t : times)
      for (std::size_t i = 0; i < k_; ++i)
        if (t.d1_all > 0)
          score[i] += t.w * (t.d1[i] - t.d1_all * t.r[i] / std::accumulate(t.r.begin(), t.r.end(), 0.0));
    for (const Time& t : times)
      for (std::size_t k = 0; k < k_; ++k) add(t, k, times.back().c);
  }

  /// Of the two or three groups whose score varies: of all but the last of them.
  double statistic() const {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < k_; ++i)
      if (covariance[i * k_ + i] > 0) kept.push_back(i);
    const auto v = [&](std::size_t i, std::size_t j) { return covariance[kept[i] * k_ + kept[j]]; };
    const auto s = [&](std::size_t i) { return score[kept[i]]; };
    if (kept.size() == 2) return s(0) * s(0) / v(0, 0);
    const double determinant = v(0, 0) * v(1, 1) - v(0, 1) * v(1, 0);
    return (s(0) * s(0) * v(1, 1) - 2 * s(0) * s(1) * v(0, 1) + s(1) * s(1) * v(0, 0)) / determinant;
  }

 private:
  struct Time {
    double d1_all = 0, sum_h = 0, w = 1, f0_before = 0, f0 = 0;
    std::vector<double> n, d1, d2, s_before, s, h, r, a, c;
  };

  std::vector<Time> event_times(const Patients& p, std::size_t cause, double rho) const {
    std::set<double> distinct;
    for (std::size_t i = 0; i < p.size(); ++i)
      if (p.status[i] > 0) distinct.insert(p.time[i]);
    std::vector<Time> times;
    std::vector<double> s(k_, 1), f(k_, 0), c(k_ * k_, 0);
    double f0 = 0;
    for (const double u : distinct) {
      Time t;
      t.f0_before = f0;
      t.n = t.d1 = t.d2 = t.h = t.r = std::vector<double>(k_);
      t.a = std::vector<double>(k_ * k_);
      for (std::size_t i = 0; i < p.size(); ++i) {
        t.n[p.group[i]] += p.time[i] >= u;
        t.d1[p.group[i]] += p.time[i] == u && p.status[i] == cause;
        t.d2[p.group[i]] += p.time[i] == u && p.status[i] != 0 && p.status[i] != cause;
      }
      t.s_before = s;
      for (std::size_t i = 0; i < k_; ++i) {
        if (t.n[i] == 0) continue;
        t.h[i] = t.n[i] / s[i];
        t.r[i] = t.h[i] * (1 - f[i]);
        t.sum_h += t.h[i];
        t.d1_all += t.d1[i];
        f[i] += s[i] * t.d1[i] / t.n[i];
        s[i] *= 1 - (t.d1[i] + t.d2[i]) / t.n[i];
      }
      t.s = s;
      t.w = std::pow(1 - t.f0_before, rho);
      if (t.d1_all > 0) {
        f0 += t.d1_all / t.sum_h;
        for (std::size_t i = 0; i < k_; ++i)
          for (std::size_t j = 0; j < k_; ++j) {
            t.a[i * k_ + j] = t.w * t.h[i] * ((i == j) - t.h[j] / t.sum_h);
            c[i * k_ + j] += t.a[i * k_ + j] * t.d1_all / (t.sum_h * (1 - t.f0_before));
          }
      }
      t.f0 = f0;
      t.c = c;
      times.push_back(std::move(t));
    }
    return times;
  }

  void add(const Time& t, std::size_t k, const std::vector<double>& total) {
    if (t.n[k] == 0) return;
    const bool ends = t.s[k] < 1e-12;
    const double g = ends ? 0 : (1 - t.f0) / t.s[k], e = 1 - g;
    const double tau1 = t.s_before[k] * t.d1_all / (t.sum_h * t.n[k]) * tied(t.d1_all, t.sum_h * t.s_before[k]);
    const double tau2 = ends ? 0 : t.s_before[k] * t.s_before[k] * t.d2[k] / (t.n[k] * t.n[k]) * tied(t.d2[k], t.n[k]);
    for (std::size_t i = 0; i < k_; ++i)
      for (std::size_t j = 0; j < k_; ++j) {
        const double rest_i = total[i * k_ + k] - t.c[i * k_ + k], rest_j = total[j * k_ + k] - t.c[j * k_ + k];
        covariance[i * k_ + j] += tau1 * (t.a[i * k_ + k] + e * rest_i) * (t.a[j * k_ + k] + e * rest_j);
        covariance[i * k_ + j] += tau2 * g * g * rest_i * rest_j;
      }
  }

  std::size_t k_;
};

// The example of the methods, and forty patients drawn by R (set.seed(1)): three groups, many ties.
const LargeVector<double> twelve_times = {1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10};
const LargeVector<std::uint8_t> twelve_statuses = {1, 2, 1, 0, 1, 2, 0, 1, 0, 2, 1, 0};
const std::vector<std::uint32_t> twelve_blocks = {0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1};
const LargeVector<double> forty_times = {9, 4, 7, 1, 2, 7,  11, 2,  11, 3, 1, 5, 5,  10, 6, 10, 7,  9, 5,  5,
                                         9, 9, 5, 5, 2, 10, 9,  12, 1,  4, 3, 6, 10, 10, 6, 4,  12, 4, 10, 12};
const LargeVector<std::uint8_t> forty_statuses = {0, 2, 1, 0, 0, 2, 1, 1, 2, 2, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0,
                                                  2, 2, 1, 2, 2, 1, 2, 2, 0, 0, 0, 0, 2, 1, 2, 0, 0, 1, 0, 0};
const LargeVector<std::uint32_t> forty_groups = {0, 0, 2, 1, 0, 0, 2, 2, 2, 1, 1, 1, 2, 1, 1, 2, 2, 2, 0, 1,
                                                 1, 0, 2, 2, 1, 2, 1, 0, 1, 0, 2, 2, 0, 1, 0, 2, 1, 2, 2, 0};
const std::vector<std::uint32_t> forty_blocks = {0, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0,
                                                 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1};

Patients twelve(std::uint32_t groups) {
  Patients p{twelve_times, twelve_statuses, {}};
  for (std::uint32_t i = 0; i < 12; ++i) p.group.push_back(i % groups);
  return p;
}

Patients in_blocks(Patients patients, std::uint32_t groups, const std::vector<std::uint32_t>& blocks) {
  for (std::size_t i = 0; i < blocks.size(); ++i) patients.group[i] += groups * blocks[i];
  return patients;
}

}  // namespace

TEST_CASE("two against two, worked by hand") {
  // A: 1, 3+; B: 2, 4+. At 1: h = 2, 2, R = 2, 2; at 2: h = 1/(1/2), 2/1, R = 2 (1 - 1/2), 2. F0 = 1/4, 1/2.
  const double score = (1 - 2. / 4) + (0 - 1. / 3);
  // a = 1, -1 at both; c = 1/4, then 1/4 + 1/(4 3/4) = 7/12, so C - c = 1/3, 0
  // g = (1 - F0) / S: at 1 (3/4)/(1/2), (3/4)/1; at 2 1, 1. tau1 = 1/(4 2) at 1; (1/2)/(4 1), 1/(4 2) at 2.
  const double at_1_a = 1 + (1 - 3. / 2) / 3, at_1_b = -1 - (1 - 3. / 4) / 3;
  const double variance = (at_1_a * at_1_a + at_1_b * at_1_b + 1 + 1) / 8;
  CHECK(score * score / variance == doctest::Approx(32. / 557).epsilon(1e-14));
  const auto result = tests({{1, 3, 2, 4}, {1, 0, 1, 0}, {0, 0, 1, 1}}, 2);
  CHECK(result[0].statistic == doctest::Approx(32. / 557).epsilon(1e-14));
  CHECK(result[0].statistic == doctest::Approx(0.057450628366247765).epsilon(1e-14));  // cmprsk 2.2-11
  CHECK(result[0].df == 1);
  CHECK(result[0].p_value == doctest::Approx(std::erfc(std::sqrt(16. / 557))).epsilon(1e-14));
  CHECK(is_none(result[1]));  // nobody had cause 2
}

TEST_CASE("a competing event, worked by hand") {
  // A: 1, 2 (the other cause), 5+; B: 3, 4+. At 1: h = R = 3, 2; at 3: h = 1/(1/3), 2, R = 3 (1 - 1/3), 2.
  const double score = (1 - 3. / 5) + (0 - 2. / 4);
  // a = 3 (1 - 3/5), -3 2/5 at both; c = 6/25, then 6/25 + 6/5 1/(5 4/5); C - c at 1 and 2 = 3/10. F0 = 1/5, 1/5, 2/5.
  const double at_1_a = 6. / 5 + (1 - 6. / 5) * 3 / 10, at_1_b = -6. / 5 - (1 - 4. / 5) * 3 / 10;
  const double variance = at_1_a * at_1_a / 15 + at_1_b * at_1_b / 10  // tau1 = 1/(5 3), 1/(5 2)
                          + 1. / 9 * (12. / 5) * (12. / 5) * 9 / 100   // tau2 = (2/3)^2/2^2, g = (4/5)/(1/3)
                          + 36. / 25 * (1. / 15 + 1. / 10);            // tau1 = (1/3)/(5 1), 1/(5 2)
  const auto result = tests({{1, 2, 5, 3, 4}, {1, 2, 0, 1, 0}, {0, 0, 0, 1, 1}}, 2);
  CHECK(result[0].statistic == doctest::Approx(score * score / variance).epsilon(1e-13));
  CHECK(result[0].statistic == doctest::Approx(0.018416206261510162).epsilon(1e-13));  // cmprsk 2.2-11
  CHECK(result[1].statistic == doctest::Approx(0.62893081761006231).epsilon(1e-13));
}

TEST_CASE("golden values, checked with R's cmprsk 2.2-11") {
  struct Case {
    const char* name;
    Patients patients;
    std::size_t groups;
    double rho;
    std::size_t blocks;
    double cause_1, cause_2;
  };
  const Patients forty{forty_times, forty_statuses, forty_groups};
  Patients forty_in_two = forty;
  for (auto& group : forty_in_two.group) group = group > 0;
  const Case cases[] = {
      {"twelve", twelve(2), 2, 0, 1, 3.5352078576312675, 3.0507857471185638},
      {"twelve", twelve(2), 2, 1, 1, 3.5091001930076606, 3.0591527719716853},
      {"twelve", twelve(2), 2, -1, 1, 3.4480255148252872, 3.0021214761065718},
      {"twelve", twelve(2), 2, 0.5, 1, 3.5353689749805395, 3.0599696754122578},
      {"twelve in three", twelve(3), 3, 0, 1, 0.77406431235538076, 0.050198424437393349},
      {"twelve in three", twelve(3), 3, 1, 1, 0.49063037592667946, 0.004950099193888907},
      {"twelve in blocks", in_blocks(twelve(2), 2, twelve_blocks), 2, 0, 2, 2.9103772303848348, 2.0027472527472527},
      {"twelve in three in blocks", in_blocks(twelve(3), 3, twelve_blocks), 3, 0, 2, 0.55863549555741432,
       0.22024723724345849},
      {"forty", forty, 3, 0, 1, 7.92516624403845, 4.77355289634047},
      {"forty", forty, 3, 1, 1, 6.70805438508427, 4.60076237526332},
      {"forty", forty, 3, -1, 1, 8.88017619030231, 4.83128553716372},
      {"forty", forty, 3, 0.5, 1, 7.32861925967038, 4.69673052391583},
      {"forty in blocks", in_blocks(forty, 3, forty_blocks), 3, 0, 2, 6.6517881523679, 3.17126674759883},
      {"forty in blocks", in_blocks(forty, 3, forty_blocks), 3, 1, 2, 5.83944640651638, 2.98921231645961},
      {"forty in two", forty_in_two, 2, 0, 1, 5.24817552157323, 3.84579173126179},
      {"forty in two", forty_in_two, 2, -1, 1, 5.72108918621366, 4.49076178412821},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CAPTURE(c.rho);
    const auto result = tests(c.patients, c.groups, c.rho, c.blocks);
    CHECK(result[0].statistic == doctest::Approx(c.cause_1).epsilon(1e-12));
    CHECK(result[1].statistic == doctest::Approx(c.cause_2).epsilon(1e-12));
    for (const ChiSquare& test : result) {
      CHECK(test.df == double(c.groups - 1));
      CHECK(test.p_value == chi_square_tail(test.statistic, test.df));
    }
  }
}

TEST_CASE("the test is its definition, on random patients with ties") {
  std::mt19937 random(1);
  int compared = 0;
  for (int round = 0; round < 400; ++round) {
    const std::size_t groups = round % 2 ? 3 : 2;
    Patients p{{}, {}, {}};
    for (int rows = 8 + int(random() % 40); rows > 0; --rows) {
      p.time.push_back(double(1 + random() % 12));
      p.status.push_back(std::uint8_t(random() % 3));
      p.group.push_back(std::uint32_t(random() % groups));
    }
    for (const double rho : {0., 1., -0.5})
      for (const std::size_t cause : {1U, 2U}) {
        const ChiSquare test = tests(p, groups, rho)[cause - 1];
        if (!(test.statistic > 0)) continue;
        const ByDefinition definition(p, groups, cause, rho);
        CAPTURE(round);
        CAPTURE(rho);
        CHECK(test.statistic == doctest::Approx(definition.statistic()).epsilon(1e-8));
        CHECK(std::accumulate(definition.score.begin(), definition.score.end(), 0.0) == doctest::Approx(0));
        ++compared;
      }
  }
  CHECK(compared > 2000);
}

TEST_CASE("gray: where there is nothing to compare there is no test") {
  struct Case {
    const char* name;
    Patients patients;
    std::size_t groups;
  };
  const Case cases[] = {
      {"no patients", {{}, {}, {}}, 2},
      {"one group", {{1, 2, 3}, {1, 2, 1}, {0, 0, 0}}, 1},
      {"no events", {{1, 2}, {0, 0}, {0, 1}}, 2},
      {"nobody had the cause", {{1, 2, 3, 4}, {2, 2, 0, 2}, {0, 1, 0, 1}}, 2},
      {"a group without patients", {{1, 2, 3, 4}, {1, 1, 0, 1}, {0, 0, 0, 0}}, 2},
      {"the other group is gone before the first event", {{1, 2, 3}, {0, 1, 1}, {0, 1, 1}}, 2},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(is_none(tests(c.patients, c.groups)[0]));
  }
  CHECK(is_none(gray(Blocks(0), std::vector<std::size_t>{1}, 0, no_poll).front()));
  CHECK(gray(Blocks(0), {}, 0, no_poll).empty());
}

TEST_CASE("a group that is gone before the first event of the cause is left out, in whatever order the groups are") {
  // the third group, 3+, is censored before cause 1 first happens, at 8, but not before cause 2, at 2
  const Patients patients{{3, 5, 7, 8, 2, 8}, {0, 2, 0, 1, 2, 1}, {2, 1, 1, 0, 1, 1}};
  const Patients without{{5, 7, 8, 2, 8}, {2, 0, 1, 2, 1}, {1, 1, 0, 1, 1}};
  std::vector<std::uint32_t> order = {0, 1, 2};
  do {
    Patients renamed = patients;
    for (auto& group : renamed.group) group = order[group];
    CAPTURE(order[0]);
    CAPTURE(order[1]);
    for (const double rho : {-1.0, 0.0, 1.0}) {
      const auto all = tests(renamed, 3, rho);
      CHECK(all[0].statistic == doctest::Approx(tests(without, 2, rho)[0].statistic).epsilon(1e-13));
      CHECK(all[0].df == 1);
      CHECK(all[1].df == 2);
    }
    CHECK(tests(renamed, 3)[0].statistic == doctest::Approx(81. / 52).epsilon(1e-13));  // cmprsk, of the two groups
    CHECK(tests(renamed, 3)[1].statistic == doctest::Approx(0.8789446).epsilon(1e-7));  // cmprsk, of all three
  } while (std::ranges::next_permutation(order).found);
}

TEST_CASE("groups that are censored before the first event change no test, stratified or not") {
  std::mt19937 random(2);
  int compared = 0;
  for (unsigned round = 0; round < 200; ++round) {
    const std::size_t blocks = 1 + round % 2, groups = 2 + random() % 2;
    const auto more = std::uint32_t(groups + 1 + random() % 2);  // with one or two that are gone early
    Patients few{{}, {}, {}}, all{{}, {}, {}};
    std::vector<std::uint32_t> order(more);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::shuffle(order, random);
    for (int rows = 10 + int(random() % 40); rows > 0; --rows) {
      const auto block = std::uint32_t(random() % blocks), group = std::uint32_t(random() % groups);
      few.time.push_back(double(2 + random() % 12)), all.time.push_back(few.time.back());
      few.status.push_back(std::uint8_t(random() % 3)), all.status.push_back(few.status.back());
      few.group.push_back(block * std::uint32_t(groups) + group), all.group.push_back(block * more + order[group]);
    }
    for (auto group = std::uint32_t(groups); group < more; ++group)
      for (int rows = 1 + int(random() % 3); rows > 0; --rows) {
        all.time.push_back(1);
        all.status.push_back(0);
        all.group.push_back(std::uint32_t(random() % blocks) * more + order[group]);
      }
    const auto expected = tests(few, groups, 0, blocks), found = tests(all, more, 0, blocks);
    for (const std::size_t cause : {0U, 1U}) {
      CAPTURE(round);
      CHECK(is_none(found[cause]) == is_none(expected[cause]));
      if (is_none(expected[cause])) continue;
      CHECK(found[cause].statistic == doctest::Approx(expected[cause].statistic).epsilon(1e-9));
      CHECK(found[cause].df == expected[cause].df);
      ++compared;
    }
  }
  CHECK(compared > 300);
}

TEST_CASE("what happens once one group is left does not count, though F0 passes 1 by then") {
  // all die: the group of 2 by day 3, and F0 goes 2/8, 3/8, 5/8, then by sixths to 9/8
  Patients all{{1, 1, 2, 3, 3, 5, 6, 7}, {1, 1, 1, 1, 1, 1, 1, 1}, {0, 1, 1, 0, 1, 1, 1, 1}};
  Patients until_3 = all;
  for (std::size_t i = 5; i < 8; ++i) until_3.status[i] = 0;
  // and the group of 1 at once, so that F0 is exactly 1 before the last of the other: 1/4, 2/4, 3/4, 1
  Patients even{{1, 2, 3, 4}, {1, 1, 1, 1}, {0, 1, 1, 1}};
  Patients until_1 = even;
  for (std::size_t i = 1; i < 4; ++i) until_1.status[i] = 0;
  for (const double rho : {-0.5, 0.0, 0.5, 1.0}) {
    CAPTURE(rho);
    CHECK(tests(all, 2, rho)[0].statistic == doctest::Approx(tests(until_3, 2, rho)[0].statistic).epsilon(1e-14));
    CHECK(tests(even, 2, rho)[0].statistic == doctest::Approx(tests(until_1, 2, rho)[0].statistic).epsilon(1e-14));
  }
}

TEST_CASE("late entry: a group whose curve has ended, and then goes on, does not depend on the order of the groups") {
  // group 0: the only one at risk has the event at 1, so S = 0; another enters at 2 and has it at 3, as one of group 1
  const Patients patients{{1, 3, 3, 4, 5}, {1, 1, 1, 1, 2}, {0, 0, 1, 1, 1}, {0, 2, 0, 0, 0}};
  Patients other = patients;
  for (auto& group : other.group) group = 1 - group;
  CHECK(tests(patients, 2)[0].statistic == doctest::Approx(tests(other, 2)[0].statistic).epsilon(1e-12));
}

TEST_CASE("two groups in one pass are two of three in two passes, the third without patients") {
  std::mt19937 random(20);
  const auto below = [&](unsigned end) { return std::uniform_int_distribution<unsigned>(0, end - 1)(random); };
  for (unsigned set = 0; set < 300; ++set) {
    const unsigned rows = 4 + below(60), last = 2 + below(set % 2 == 0 ? 8 : 1000), blocks = 1 + set % 3;
    Patients two;
    for (unsigned i = 0; i < rows; ++i) {
      two.time.push_back(1 + below(last));
      two.status.push_back(static_cast<std::uint8_t>(below(3)));
      two.group.push_back(below(2) + 2 * below(blocks));
      if (set % 5 == 0) two.entry.push_back(below(static_cast<unsigned>(two.time.back())));
    }
    Patients three = two;
    for (auto& group : three.group) group = 3 * (group / 2) + group % 2;
    for (const double rho : {0.0, 0.5}) {
      const auto quick = tests(two, 2, rho, blocks), slow = tests(three, 3, rho, blocks);
      for (std::size_t cause = 0; cause < 2; ++cause) {
        CAPTURE(set);
        CAPTURE(rho);
        CAPTURE(cause);
        CHECK(std::isnan(quick[cause].statistic) == std::isnan(slow[cause].statistic));
        if (!std::isnan(slow[cause].statistic))
          CHECK(quick[cause].statistic == doctest::Approx(slow[cause].statistic).epsilon(1e-12));
        CHECK((std::isnan(quick[cause].df) || quick[cause].df == slow[cause].df));
      }
    }
  }
}
