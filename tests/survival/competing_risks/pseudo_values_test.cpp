#include "survival/competing_risks/pseudo_values.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

namespace {

using namespace survival;

const Poll no_poll = [] {};
constexpr PseudoType types[] = {PseudoType::survival, PseudoType::incidence, PseudoType::mean, PseudoType::lost};
constexpr double asked[] = {0.5, 1, 3, 4.5, 8, 10};

RiskTable table_of(Patients patients) {
  sort_by_time(patients, no_poll);
  return risk_tables(patients, 1, no_poll, 2).front();
}

/// 25 patients with whole times 1 ... 10, two causes and censoring.
Patients random_patients(unsigned seed) {
  std::mt19937 random(seed);
  Patients patients{{}, {}, {}};
  for (int i = 0; i < 25; ++i) {
    patients.time.push_back(double(1 + random() % 10));
    patients.status.push_back(std::uint8_t(random() % 3));
  }
  return patients;
}

/// The estimate at t, worked out from a weight for each patient.
double estimate(const Patients& patients, const std::vector<double>& weights, PseudoType type, std::size_t cause,
                double t) {
  double survival = 1, incidence = 0, area = 0, lost = 0, since = 0;
  for (double u = 1; u <= std::min(t, 10.0); ++u) {
    area += survival * (u - since), lost += incidence * (u - since), since = u;
    double n = 0, d = 0, own = 0;
    for (std::size_t i = 0; i < patients.size(); ++i) {
      if (patients.time[i] < u) continue;
      n += weights[i];
      if (patients.time[i] > u || patients.status[i] == 0) continue;
      d += weights[i];
      if (patients.status[i] == cause) own += weights[i];
    }
    if (!(n > 0) || d == 0) continue;
    incidence += survival * own / n;
    survival *= 1 - d / n;
  }
  area += survival * (t - since), lost += incidence * (t - since);
  return type == PseudoType::survival    ? survival
         : type == PseudoType::incidence ? incidence
         : type == PseudoType::mean      ? area
                                         : lost;
}

}  // namespace

TEST_CASE("jackknife: n times the estimate less n - 1 times that without the patient") {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    const Patients patients = random_patients(seed);
    const RiskTable table = table_of(patients);
    const PseudoValues values(table, PseudoMethod::jackknife, 0, no_poll);
    const std::vector<double> all(25, 1);
    for (const PseudoType type : types)
      for (const double t : asked)
        for (std::size_t i = 0; i < 25; ++i) {
          const double value = values.value(patients.time[i], patients.status[i], type, 1, t);
          if (std::isnan(value)) continue;
          std::vector<double> without = all;
          without[i] = 0;
          const double expected =
              25 * estimate(patients, all, type, 1, t) - 24 * estimate(patients, without, type, 1, t);
          CHECK(std::abs(value - expected) < 1e-11);
        }
  }
}

TEST_CASE("infinitesimal: the estimate and n times its derivative in the patient's weight") {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    const Patients patients = random_patients(seed);
    const RiskTable table = table_of(patients);
    const PseudoValues values(table, PseudoMethod::infinitesimal, 0, no_poll);
    const std::vector<double> all(25, 1);
    for (const PseudoType type : types)
      for (const double t : asked)
        for (std::size_t i = 0; i < 25; ++i) {
          const double value = values.value(patients.time[i], patients.status[i], type, 2, t);
          if (std::isnan(value)) continue;
          constexpr double h = 1e-4;
          std::vector<double> more = all, less = all;
          more[i] += h, less[i] -= h;
          const double slope = (estimate(patients, more, type, 2, t) - estimate(patients, less, type, 2, t)) / (2 * h);
          CHECK(std::abs(value - (estimate(patients, all, type, 2, t) + 25 * slope)) < 1e-5);
        }
  }
}

TEST_CASE("without censoring a pseudo-value is what the patient had, whatever the method") {
  const Patients patients{{1, 2, 2, 3, 5}, {1, 2, 1, 1, 2}, {}};
  const RiskTable table = table_of(patients);
  for (const PseudoMethod method : {PseudoMethod::jackknife, PseudoMethod::infinitesimal}) {
    const PseudoValues values(table, method, 0, no_poll);
    for (std::size_t i = 0; i < 5; ++i) {
      const double time = patients.time[i];
      const auto status = patients.status[i];
      CHECK(std::abs(values.value(time, status, PseudoType::survival, 0, 2.5) - (time > 2.5)) < 1e-14);
      CHECK(std::abs(values.value(time, status, PseudoType::incidence, 1, 3) - (time <= 3 && status == 1)) < 1e-14);
      CHECK(std::abs(values.value(time, status, PseudoType::mean, 0, 4) - std::min(time, 4.0)) < 1e-14);
      CHECK(std::abs(values.value(time, status, PseudoType::lost, 2, 4) - (status == 2 ? std::max(4 - time, 0.0) : 0)) <
            1e-14);
      CHECK(std::abs(values.value(time, status, PseudoType::survival, 0, 9)) < 1e-14);  // nobody is left: known
    }
  }
}

TEST_CASE("past the end of follow-up nothing is known while some are free of events") {
  const Patients patients{{1, 2, 3}, {1, 1, 0}, {}};
  const RiskTable table = table_of(patients);
  const PseudoValues values(table, PseudoMethod::jackknife, 0, no_poll);
  CHECK_FALSE(std::isnan(values.value(1, 1, PseudoType::survival, 0, 3)));
  CHECK(std::isnan(values.value(1, 1, PseudoType::survival, 0, 3.5)));
  CHECK(std::isnan(values.value(3, 0, PseudoType::mean, 0, 3.5)));
}
