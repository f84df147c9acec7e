#include "survival/curves/restricted_mean.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace {

using namespace survival;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
const Poll no_poll = [] {};

Groups tables_of(Patients patients, std::size_t groups = 1) {
  sort_by_time(patients, no_poll);
  return risk_tables(patients, groups, no_poll);
}

RestrictedMean mean_to(double tau, const Patients& patients, double tolerance = 0) {
  return restricted_mean(tables_of(patients).front(), tau, tolerance, no_poll);
}

bool close(double a, double b) {
  if (std::isnan(b)) return std::isnan(a);
  return std::abs(a - b) <= 1e-14 * std::max(1.0, std::abs(b));
}

// The example of the methods. S = 11/12, 9/12, 21/32, 9/16, 9/20, 3/10, 3/20 from 1, 2, 4, 5, 6, 8, 9 on.
const Patients twelve{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10}, {1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0}, {}};

}  // namespace

TEST_CASE("twelve patients: the area to 8 and its error, step by step") {
  const double strips[] = {1 * 1.,       1 * 11. / 12, 2 * 9. / 12,
                           1 * 21. / 32, 1 * 9. / 16,  2 * 9. / 20};  // to 1 2 4 5 6 8
  double left = 0;
  for (const double strip : strips) left += strip;
  const double mean = left;
  // d / (n (n - d)) at 1, 2, 4, 5, 6; at 8 no area is left
  const double terms[] = {1. / (12 * 11), 2. / (11 * 9), 1. / (8 * 7), 1. / (7 * 6), 1. / (5 * 4)};
  double variance = 0;
  for (int i = 0; i < 5; ++i) {
    left -= strips[i];
    variance += left * left * terms[i];
  }
  CHECK(close(mean_to(8, twelve).mean, mean));
  CHECK(close(mean_to(8, twelve).std_err, std::sqrt(variance)));
  // golden values, checked with R: print(survfit(...), rmean = 8)
  CHECK(mean_to(8, twelve).mean == doctest::Approx(5.5354166667).epsilon(1e-10));
  CHECK(mean_to(8, twelve).std_err == doctest::Approx(0.7693989799).epsilon(1e-10));
}

TEST_CASE("restricted mean: edges") {
  struct Case {
    const char* name;
    Patients patients;
    double tau, mean, variance;
  };
  const Patients two{{2, 4}, {1, 0}, {}};   // 1, then 1/2 from 2 on
  const Patients both{{2, 4}, {1, 1}, {}};  // to 0 at 4
  const Case cases[] = {
      {"no patients", {{}, {}, {}}, 1, undefined, undefined},
      {"before the first event", two, 1.5, 1.5, 0},
      {"at the event", two, 2, 2, 0},
      {"after it: A(2) = (3 - 2) / 2, and 1 / (2 1)", two, 3, 2.5, 0.25 / 2},
      {"at the last time", two, 4, 3, 1. / 2},
      {"past the end of follow-up", two, 4.5, undefined, undefined},
      {"past the end of a curve that is at 0", both, 99, 3, 1. / 2},
      {"the last of all adds no error: n = d", both, 4, 3, 1. / 2},
      {"nobody has the event", {{3, 4}, {0, 0}, {}}, 4, 4, 0},
      {"all die at once", {{3, 3}, {1, 1}, {}}, 4, 3, 0},
      {"an event and a censoring tied at the end: the curve is not at 0",
       {{3, 3}, {1, 0}, {}},
       4,
       undefined,
       undefined},
      {"an event at time 0", {{0, 4}, {1, 0}, {}}, 4, 2, 4. / 2},
      {"a weight is so many patients: 2/3 from 2 on", {{2, 4}, {1, 0}, {}, {}, {1, 2}}, 4, 2 + 4. / 3, 16. / 9 / 6},
      // at 3 of 1, so S = 0 though others come later
      {"at 0 before the others enter", {{3, 6, 7}, {1, 1, 0}, {}, {0, 4, 4}}, 9, 3, 0},
      // at 4 of 2: 1/2
      {"late entry", {{3, 4, 6}, {0, 1, 0}, {}, {0, 0, 2}}, 6, 5, 1. / 2},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const auto [mean, std_err] = mean_to(c.tau, c.patients);
    CHECK(close(mean, c.mean));
    CHECK(close(std_err * std_err, c.variance));
  }
}

TEST_CASE("a tau that is less than the tolerance past the end is the end") {
  const Patients two{{2, 4}, {1, 0}, {}};
  CHECK(mean_to(4 + 1e-9, two, 1e-8).mean == doctest::Approx(3));
  CHECK(std::isnan(mean_to(4 + 1e-9, two).mean));
}

TEST_CASE("without censoring it is the mean of what was lived until tau, its error that of a mean") {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    Patients patients{{}, {}, {}};
    const double tau = 3 + int(random() % 10);
    double sum = 0, squares = 0;
    const int n = 1 + int(random() % 30);
    for (int i = 0; i < n; ++i) {
      patients.time.push_back(double(1 + random() % 15));
      patients.status.push_back(1);
      const double lived = std::min(patients.time.back(), tau);
      sum += lived;
      squares += lived * lived;
    }
    CAPTURE(round);
    CHECK(mean_to(tau, patients).mean == doctest::Approx(sum / n).epsilon(1e-13));
    CHECK(std::pow(mean_to(tau, patients).std_err, 2) == doctest::Approx((squares / n - sum / n * sum / n) / n));
  }
}

TEST_CASE("longest_tau: as far as the mean of every group is known") {
  struct Case {
    const char* name;
    Patients patients;
    std::size_t groups;
    double tau;
  };
  const Case cases[] = {
      {"one group that ends censored", {{2, 5}, {1, 0}, {0, 0}}, 1, 5},
      {"one group that ends at 0", {{2, 5}, {0, 1}, {0, 0}}, 1, 5},
      {"both end censored: the shorter", {{5, 7}, {0, 0}, {0, 1}}, 2, 5},
      {"the shorter ends at 0: the longer", {{5, 7}, {1, 0}, {0, 1}}, 2, 7},
      {"the longer ends at 0: the shorter", {{5, 7}, {0, 1}, {0, 1}}, 2, 5},
      {"both end at 0: the longer", {{5, 7}, {1, 1}, {0, 1}}, 2, 7},
      {"an event and a censoring tied at the end are no end at 0", {{5, 5, 7}, {1, 0, 0}, {0, 0, 1}}, 2, 5},
      {"of three: the shortest of those that end censored", {{3, 5, 7}, {1, 0, 0}, {0, 1, 2}}, 3, 5},
      {"groups without patients do not count", {{5, 7}, {0, 0}, {1, 3}}, 4, 5},
      {"at 0 before others enter", {{1, 3, 7}, {1, 0, 0}, {0, 0, 1}, {0, 2, 0}}, 2, 7},
      {"no patients at all", {{}, {}, {}}, 2, 0},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const Groups tables = tables_of(c.patients, c.groups);
    const double tau = longest_tau(tables, no_poll);
    CHECK(tau == c.tau);
    for (const RiskTable& table : tables)
      if (!table.rows.empty()) CHECK_FALSE(std::isnan(restricted_mean(table, tau, 0, no_poll).mean));
  }
}
