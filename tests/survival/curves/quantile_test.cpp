#include "survival/curves/quantile.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <ctime>
#include <limits>
#include <utility>
#include <vector>

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

using Steps = std::vector<std::pair<double, double>>;  // time, value

double crossing(double prob, const Steps& steps) {
  survival::Crossing found(prob);
  for (const auto& [time, value] : steps) found.step(time, value);
  return found.time();
}

}  // namespace

TEST_CASE("a quantile is where the curve comes down to it") {
  struct Case {
    const char* name;
    double prob;
    Steps steps;
    double time;
  };
  // four die at 1, 2, 3, 4; two at 1 and 2 of whom two are followed to 4; five of ten with the end at 116
  const Steps to_0 = {{0, 1}, {1, 0.75}, {2, 0.5}, {3, 0.25}, {4, 0}};
  const Steps to_half = {{0, 1}, {1, 0.75}, {2, 0.5}, {3, 0.5}, {4, 0.5}};
  const Case cases[] = {
      {"passed in a jump", 0.4, to_0, 2},
      {"passed in the first jump", 0.1, to_0, 1},
      {"passed in the last", 0.9, to_0, 4},
      {"a plateau inside the curve: its midpoint", 0.25, to_0, 1.5},
      {"the median likewise", 0.5, to_0, 2.5},
      {"a plateau that the curve leaves last", 0.75, to_0, 3.5},
      {"a plateau with censorings on it: from its start to the next drop",
       0.5,
       {{0, 1}, {2, 0.5}, {3, 0.5}, {8, 0}},
       5},
      {"a plateau to the end of follow-up: its start", 0.5, to_half, 2},
      {"ten patients, five events, then five censored", 0.5, {{0, 1}, {87, 0.5}, {90, 0.5}, {118, 0.5}}, 87},
      {"not reached", 0.6, to_half, undefined},
      {"nothing happens", 0.5, {{0, 1}, {7, 1}}, undefined},
      {"no curve", 0.5, {}, undefined},
      {"the last of all: where the curve reaches 0", 1, to_0, 4},
      {"the last of all stays at 0", 1, {{0, 1}, {3, 0}, {5, 0}}, 3},
      {"the last of all when some are left", 1, to_half, undefined},
      {"an event at time 0", 0.25, {{0, 0.5}, {2, 0}}, 0},
      {"a plateau from time 0", 0.25, {{0, 0.75}, {2, 0.5}}, 1},
      {"on the plateau but for rounding, above", 0.5, {{0, 1}, {1, 0.5 + 1e-9}, {2, 0.25}}, 1.5},
      {"on the plateau but for rounding, below", 0.5, {{0, 1}, {1, 0.5 - 1e-9}, {2, 0.25}}, 1.5},
      {"just above is above", 0.5, {{0, 1}, {1, 0.5 + 1e-7}, {2, 0.25}}, 2},
      {"just below is below", 0.5, {{0, 1}, {1, 0.5 - 1e-7}, {2, 0.25}}, 1},
      {"1 - 0.9 is 0.1", 0.9, {{0, 1}, {1, 0.1}, {2, 0}}, 1.5},
      {"steps without a value are passed over", 0.5, {{0, 1}, {1, undefined}, {2, 0.4}, {3, undefined}}, 2},
      {"a limit that is known only before the end", 0.5, {{0, 1}, {1, 0.6}, {2, undefined}}, undefined},
      {"a plateau whose end is unknown", 0.5, {{0, 1}, {1, 0.5}, {2, undefined}}, 1},
      {"a limit may rise again: the first crossing counts", 0.5, {{0, 1}, {1, 0.4}, {2, 0.6}, {3, 0.3}}, 1},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const double time = crossing(c.prob, c.steps);
    if (std::isnan(c.time))
      CHECK(std::isnan(time));
    else
      CHECK(time == c.time);
  }
}

TEST_CASE("by the time 0 nobody has had the event: the quantile of 0 is 0, as in R") {
  CHECK(crossing(0, {{0, 1}, {1, 0.5}, {2, 0}}) == 0);
  CHECK(crossing(0, {{0, 1}, {7, 1}}) == 0);
}

TEST_CASE("many quantiles are found as each by itself") {
  // a lower limit that rises again, and values missing
  const Steps steps = {{0, 1}, {1, 0.9}, {2, 0.7}, {3, 0.75}, {4, undefined}, {5, 0.6}, {6, 0.6}, {7, 0.35}, {9, 0.1}};
  std::vector<double> probs;
  for (int percent = 0; percent <= 100; ++percent) probs.push_back(percent / 100.);
  survival::Crossings all(probs);
  for (const auto& [time, value] : steps) all.step(time, value);
  for (std::size_t i = 0; i < probs.size(); ++i) {
    CAPTURE(probs[i]);
    const double alone = crossing(probs[i], steps);
    CHECK((all.time(i) == alone || (std::isnan(all.time(i)) && std::isnan(alone))));
  }
}

TEST_CASE("ten thousand quantiles cost no more than the curve's steps and theirs") {
  std::vector<double> probs;
  for (int i = 0; i < 10000; ++i) probs.push_back(i / 10000.);
  const std::clock_t begin = std::clock();
  survival::Crossings all(probs);
  constexpr int steps = 400000;  // times each quantile: ten seconds
  for (int i = 0; i < steps; ++i) all.step(i, 1 - double(i) / steps);
  CHECK(all.time(5000) == doctest::Approx(steps / 2).epsilon(1e-4));
  CHECK(double(std::clock() - begin) / CLOCKS_PER_SEC < 1);
}
