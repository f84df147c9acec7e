#include "survival/regression/concordance.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

namespace {

using namespace survival;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
const Poll no_poll = [] {};

/// \param patients  group: the rank of the score
double harrell(Patients patients, std::size_t scores = 100) {
  sort_by_time(patients, no_poll);
  return concordance(patients, scores, no_poll);
}

/// Over all pairs: the second is known to have lived longer than the first.
double by_pairs(const Patients& p) {
  double concordant = 0, pairs = 0;
  for (std::size_t i = 0; i < p.size(); ++i)
    for (std::size_t j = 0; j < p.size(); ++j) {
      const bool longer = p.time[j] > p.time[i] || (p.time[j] == p.time[i] && p.status[j] == 0);
      if (p.status[i] == 0 || !longer) continue;
      const double weight = p.weight_of(i) * p.weight_of(j);
      pairs += weight;
      concordant += weight * (p.group[j] > p.group[i] ? 1 : p.group[j] == p.group[i] ? 0.5 : 0);
    }
  return concordant / pairs;
}

}  // namespace

TEST_CASE("concordance: edges") {
  struct Case {
    const char* name;
    Patients patients;
    double c;
  };
  const Case cases[] = {
      {"no patients", {{}, {}, {}}, undefined},
      {"one patient", {{1}, {1}, {0}}, undefined},
      {"nobody has the event", {{1, 2}, {0, 0}, {0, 1}}, undefined},
      {"censored before the other's event: who lived longer is not known", {{1, 2}, {0, 1}, {0, 1}}, undefined},
      {"the higher score lives longer", {{1, 2}, {1, 1}, {0, 1}}, 1},
      {"followed beyond the other's event", {{1, 2}, {1, 0}, {0, 1}}, 1},
      {"the higher score dies first", {{1, 2}, {1, 1}, {1, 0}}, 0},
      {"the same score", {{1, 2}, {1, 1}, {0, 0}}, 0.5},
      {"both die at one time: no pair", {{1, 1}, {1, 1}, {0, 1}}, undefined},
      {"censored at the time of the other's event: lived longer", {{1, 1}, {1, 0}, {0, 1}}, 1},
      {"three in order, one pair wrong", {{1, 2, 3}, {1, 1, 1}, {0, 2, 1}}, 2. / 3},
      // the event at 2 against 3, 4+, 4+: right, right, same
      {"ties count half", {{2, 3, 4, 4}, {1, 0, 0, 0}, {1, 2, 2, 1}}, 2.5 / 3},
      {"any cause is an event", {{1, 2}, {5, 2}, {0, 1}}, 1},
      // pairs: 2 3 right, 2 1 wrong
      {"a weight is so many patients", {{1, 2, 2}, {1, 0, 0}, {1, 2, 0}, {}, {2, 3, 1}}, 6. / 8},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const double found = harrell(c.patients);
    if (std::isnan(c.c))
      CHECK(std::isnan(found));
    else
      CHECK(found == doctest::Approx(c.c).epsilon(1e-15));
  }
}

TEST_CASE("twelve patients, as R's concordance(Surv(t, s > 0) ~ score) of survival 3.5-3") {
  const Patients twelve{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10},
                        {1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0},
                        {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}};
  CHECK(harrell(twelve) == doctest::Approx(0.61224489795918369).epsilon(1e-15));  // 30 of 49
}

TEST_CASE("it is the share of the pairs, on random patients with ties of all kinds") {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    Patients p{{}, {}, {}};
    const unsigned scores = 1 + unsigned(random() % 20), last = 2 + unsigned(random() % 30);
    for (int rows = 2 + int(random() % 40); rows > 0; --rows) {
      p.time.push_back(double(random() % last));
      p.status.push_back(std::uint8_t(random() % 3));
      p.group.push_back(std::uint32_t(random() % scores));
      p.weight.push_back(double(1 + random() % 3));
    }
    CAPTURE(round);
    const double expected = by_pairs(p), found = harrell(p, scores);
    if (std::isnan(expected)) {
      CHECK(std::isnan(found));
      continue;
    }
    CHECK(found == doctest::Approx(expected).epsilon(1e-14));

    Patients reversed = p;
    for (auto& rank : reversed.group) rank = scores - 1 - rank;
    CHECK(harrell(reversed, scores) == doctest::Approx(1 - expected).epsilon(1e-14));
    for (auto& rank : reversed.group) rank = 0;
    CHECK(harrell(reversed, 1) == 0.5);
  }
}
