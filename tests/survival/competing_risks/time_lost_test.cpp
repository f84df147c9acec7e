#include "survival/competing_risks/time_lost.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

namespace {

using namespace survival;

const Poll no_poll = [] {};

RiskTable table_of(Patients patients, std::size_t causes) {
  sort_by_time(patients, no_poll);
  return risk_tables(patients, 1, no_poll, causes).front();
}

Estimate lost(const Patients& patients, std::size_t cause, double tau, std::size_t causes = 2) {
  return time_lost(table_of(patients, causes), cause, tau, 0, no_poll);
}

bool close(double a, double b, double limit = 1e-13) { return std::abs(a - b) <= limit * std::max(1.0, std::abs(b)); }

/// F of the cause at each event time up to tau, worked out from weights one for each patient; the area under it.
double area(const Patients& patients, const std::vector<double>& weights, std::uint8_t cause, double tau) {
  double lost = 0, survival = 1;
  for (double t = 1; t <= tau; ++t) {
    double n = 0, d = 0, own = 0;
    for (std::size_t i = 0; i < patients.size(); ++i) {
      if (patients.time[i] < t) continue;
      n += weights[i];
      if (patients.time[i] > t || patients.status[i] == 0) continue;
      d += weights[i];
      if (patients.status[i] == cause) own += weights[i];
    }
    if (d == 0) continue;
    lost += survival * own / n * (tau - t);
    survival *= 1 - d / n;
  }
  return lost;
}

/// 40 patients with whole times 1 ... 12, two causes and censoring.
Patients random_patients(unsigned seed) {
  std::mt19937 random(seed);
  Patients patients{{}, {}, {}};
  for (int i = 0; i < 40; ++i) {
    patients.time.push_back(double(1 + random() % 12));
    patients.status.push_back(std::uint8_t(random() % 3));
  }
  return patients;
}

}  // namespace

TEST_CASE("four patients by hand") {
  // Cause 1 at 1 and 3, cause 2 at 2, censored at 4: F1 = 1/4 from 1, 1/2 from 3; F2 = 1/4 from 2.
  const Patients four{{1, 2, 3, 4}, {1, 2, 1, 0}, {}};
  CHECK(close(lost(four, 1, 4).value, 2 * 0.25 + 1 * 0.5));
  CHECK(close(lost(four, 2, 4).value, 2 * 0.25));
  CHECK(close(lost(four, 1, 2.5).value, 1.5 * 0.25));
  CHECK(lost(four, 1, 1).value == 0);
}

TEST_CASE("the error is the root of the summed squares of each patient's influence, by numerical derivative") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Patients patients = random_patients(seed);
    for (const std::uint8_t cause : {std::uint8_t{1}, std::uint8_t{2}}) {
      double variance = 0;
      for (std::size_t i = 0; i < patients.size(); ++i) {
        constexpr double h = 1e-4;
        std::vector<double> more(patients.size(), 1), less = more;
        more[i] += h, less[i] -= h;
        variance += std::pow((area(patients, more, cause, 10) - area(patients, less, cause, 10)) / (2 * h), 2);
      }
      const Estimate estimate = lost(patients, cause, 10);
      CHECK(close(estimate.value, area(patients, std::vector<double>(40, 1), cause, 10)));
      CHECK(close(estimate.std_err, std::sqrt(variance), 1e-7));
    }
  }
}

TEST_CASE("without competing events: tau less the restricted mean; with them, the causes and the rest add up to tau") {
  const Patients one{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10}, {1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0}, {}};
  // The restricted mean to 8: strips of the curve 11/12, 9/12, 21/32, 9/16, 9/20 from 1, 2, 4, 5, 6 on
  const double mean = 1 + 11. / 12 + 2 * 9. / 12 + 21. / 32 + 9. / 16 + 2 * 9. / 20;
  CHECK(close(lost(one, 1, 8, 1).value, 8 - mean));
  const Patients two = random_patients(3);
  Patients any = two;
  for (std::size_t i = 0; i < any.size(); ++i) any.status[i] = two.status[i] > 0;
  CHECK(close(lost(two, 1, 9).value + lost(two, 2, 9).value, lost(any, 1, 9, 1).value));
}

TEST_CASE("past the end of follow-up it is known only where nobody is left") {
  const Patients censored_last{{1, 2, 3}, {1, 2, 0}, {}}, all_events{{1, 2, 3}, {1, 2, 1}, {}};
  CHECK(std::isnan(lost(censored_last, 1, 3.5).value));
  CHECK(std::isnan(lost(censored_last, 1, 3.5).std_err));
  CHECK(close(lost(all_events, 1, 5).value, 1. / 3 * 2 + 2. / 3 * 2));
  CHECK(std::isnan(time_lost(RiskTable{}, 1, 1, 0, no_poll).value));
}

TEST_CASE("a weight is so many patients") {
  Patients weighted = random_patients(5), written_out{{}, {}, {}};
  for (std::size_t i = 0; i < weighted.size(); ++i) {
    weighted.weight.push_back(double(1 + i % 3));
    for (std::size_t copy = 0; copy <= i % 3; ++copy) {
      written_out.time.push_back(weighted.time[i]);
      written_out.status.push_back(weighted.status[i]);
    }
  }
  CHECK(close(lost(weighted, 2, 8).value, lost(written_out, 2, 8).value));
  CHECK(close(lost(weighted, 2, 8).std_err, lost(written_out, 2, 8).std_err));
}
