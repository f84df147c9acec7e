#include "survival/curves/band.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace {

using namespace survival;

const Poll no_poll = [] {};

RiskTable table_of(Patients patients) {
  sort_by_time(patients, no_poll);
  return risk_tables(patients, 1, no_poll).front();
}

bool near(double a, double b, double limit) { return std::abs(a - b) <= limit; }

// S = 11/12, 9/12, 21/32, 9/16, 9/20, 3/10, 3/20 from 1, 2, 4, 5, 6, 8, 9 on.
const Patients twelve{{1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10}, {1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0}, {}};

}  // namespace

TEST_CASE("Hall-Wellner: the whole bridge has Kolmogorov's critical values") {
  CHECK(near(critical_value(Band::hall_wellner, 0, 1, 0.9, no_poll), 1.2238478702, 1e-8));
  CHECK(near(critical_value(Band::hall_wellner, 0, 1, 0.95, no_poll), 1.3580986393, 1e-8));
  CHECK(near(critical_value(Band::hall_wellner, 0, 1, 0.99, no_poll), 1.6276236115, 1e-8));
}

TEST_CASE("Hall-Wellner: the values printed in Klein & Moeschberger 2003, Table C.4") {
  // Rows a_U, columns a_L; 95 %.
  const double printed[][3] = {{0.02, 0.10, 0.6825}, {0.08, 0.10, 0.6666}, {0.10, 0.12, 0.7191}, {0.02, 0.12, 0.7418},
                               {0.08, 0.14, 0.7916}, {0.20, 0.98, 1.3568}, {0.40, 0.98, 1.3211}, {0.60, 0.98, 1.1976}};
  for (const auto& [low, high, value] : printed)
    CHECK(near(critical_value(Band::hall_wellner, low, high, 0.95, no_poll), value, 1.01e-4));
}

TEST_CASE("equal precision: of one level it is the normal quantile, and the whole grows with the stretch") {
  CHECK(near(critical_value(Band::equal_precision, 0.3, 0.3, 0.95, no_poll), 1.959963984540054, 1e-8));
  double before = 1.96;
  for (const double high : {0.31, 0.35, 0.5, 0.7, 0.9, 0.99}) {
    const double value = critical_value(Band::equal_precision, 0.3, high, 0.95, no_poll);
    CHECK(value > before);
    before = value;
  }
  // Only the stretch counts: odds of 0.2 / 0.1 as of 0.6 / 0.4.
  CHECK(near(critical_value(Band::equal_precision, 0.1, 0.2, 0.9, no_poll),
             critical_value(Band::equal_precision, 0.4, 0.6, 0.9, no_poll), 1e-7));
}

TEST_CASE("bands: the search for a critical value can be interrupted") {
  for (const Band band : {Band::hall_wellner, Band::equal_precision}) {
    int polls = 0;
    critical_value(band, 0.1, 0.9, 0.95, [&] { ++polls; });
    CHECK(polls >= 4);  // once for every probability that it computes
    CHECK_THROWS_AS(critical_value(band, 0.1, 0.9, 0.95, [] { throw 1; }), int);
  }
}

TEST_CASE("equal precision: finite differences of the killed process") {
  // -f'' + x f' = lambda f with f = 0 at both ends, stepped by R on 600 points: P(sup < 2.75911) from 0.02 to 0.1.
  CHECK(near(band_probability(Band::equal_precision, 0.02, 0.1, 2.75911), 0.950001, 2e-6));
  CHECK(near(band_probability(Band::equal_precision, 0.02, 0.1, 2.75), 0.9488372, 2e-6));
}

TEST_CASE("equal precision: near the approximation of Miller & Siegmund that tables are printed from") {
  const auto approximate = [](double low, double high, double c) {
    const double density = std::exp(-c * c / 2) / std::sqrt(2 * std::acos(-1.0));
    return 1 - (4 * density / c + density * (c - 1 / c) * std::log(high * (1 - low) / (low * (1 - high))));
  };
  for (const double high : {0.2, 0.5, 0.9, 0.98})
    for (const double c : {2.8, 3.2, 3.6})
      CHECK(near(band_probability(Band::equal_precision, 0.1, high, c), approximate(0.1, high, c), 3e-3));
}

TEST_CASE("the region of a curve: from the first event to the last time with 0 < S < 1") {
  const RiskTable table = table_of(twelve);
  const BandRegion region(table, false, {}, {}, 0, no_poll);
  REQUIRE(region.exists());
  // a = n s2 / (1 + n s2): s2 = 1 / (12 11) at 1, and the Greenwood sum to 9
  const double first = 12. / (12 * 11);
  const double sum =
      1. / (12 * 11) + 2. / (11 * 9) + 1. / (8 * 7) + 1. / (7 * 6) + 1. / (5 * 4) + 1. / (3 * 2) + 1. / 2;
  CHECK(near(region.low(), first / (1 + first), 1e-14));
  CHECK(near(region.high(), 12 * sum / (1 + 12 * sum), 1e-14));
  CHECK_FALSE(region.contains(0.5, 1));
  CHECK(region.contains(1, 11. / 12));
  CHECK(region.contains(9.5, 0.15));
}

TEST_CASE("the region between two times begins with the curve's level there") {
  const RiskTable table = table_of(twelve);
  const BandRegion region(table, false, 3.0, 5.0, 0, no_poll);
  const double at_2 = 12 * (1. / (12 * 11) + 2. / (11 * 9));
  CHECK(near(region.low(), at_2 / (1 + at_2), 1e-14));
  CHECK_FALSE(region.contains(2, 0.75));
  CHECK(region.contains(3, 0.75));
  CHECK_FALSE(region.contains(6, 0.45));
}

TEST_CASE("a curve without events, or one that falls to 0 at once, has no band") {
  CHECK_FALSE(BandRegion(table_of({{1, 2}, {0, 0}, {}}), false, {}, {}, 0, no_poll).exists());
  CHECK_FALSE(BandRegion(table_of({{1, 1}, {1, 1}, {}}), false, {}, {}, 0, no_poll).exists());
}
