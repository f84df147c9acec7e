#include "survival/tests/adjust.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

using survival::adjust, survival::Adjustment;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(
      a, b, [](double x, double y) { return std::isnan(y) ? std::isnan(x) : std::abs(x - y) <= 1e-15; });
}

}  // namespace

TEST_CASE("adjusted P values are those of R 4.2.2's p.adjust") {
  struct Case {
    const char* name;
    std::vector<double> p, holm, bonferroni, bh;
  };
  const Case cases[] = {
      {"none", {}, {}, {}, {}},
      {"one", {0.03}, {0.03}, {0.03}, {0.03}},
      {"ascending",
       {0.01, 0.02, 0.03, 0.04, 0.05},
       {0.05, 0.08, 0.09, 0.09, 0.09},
       {0.05, 0.1, 0.15, 0.2, 0.25},
       {0.05, 0.05, 0.05, 0.05, 0.05}},
      {"in their own order", {0.04, 0.01, 0.03}, {0.06, 0.03, 0.06}, {0.12, 0.03, 0.09}, {0.04, 0.03, 0.04}},
      {"no test: stays so, and is not counted",
       {0.2, none, 0.01, 0.5},
       {0.4, none, 0.03, 0.5},
       {0.6, none, 0.03, 1},
       {0.3, none, 0.03, 0.5}},
      {"no test at all", {none, none}, {none, none}, {none, none}, {none, none}},
      {"never above 1", {0.6, 0.5, 0.9}, {1, 1, 1}, {1, 1, 1}, {0.9, 0.9, 0.9}},
      {"ties", {0.01, 0.01, 0.04, 0.04}, {0.04, 0.04, 0.08, 0.08}, {0.04, 0.04, 0.16, 0.16}, {0.02, 0.02, 0.04, 0.04}},
      {"0 and 1", {0, 1, 0.3}, {0, 1, 0.6}, {0, 1, 0.9}, {0, 1, 0.45}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(same(adjust(c.p, Adjustment::holm), c.holm));
    CHECK(same(adjust(c.p, Adjustment::bonferroni), c.bonferroni));
    CHECK(same(adjust(c.p, Adjustment::benjamini_hochberg), c.bh));
    CHECK(same(adjust(c.p, Adjustment::none), c.p));
  }
}
