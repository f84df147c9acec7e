#include "survival/normal.hpp"

#include <doctest/doctest.h>

#include <cmath>

TEST_CASE("two_sided_quantile agrees with R's qnorm") {
  struct Case {
    double level, z;  // R 4.2.2: qnorm((1 - level) / 2, lower.tail = FALSE)
  };
  const Case cases[] = {
      {1e-6, 1.2533141374910138e-06}, {0.01, 0.012533469508069278},   {0.5, 0.67448975019608171},
      {0.68, 0.99445788320975348},    {0.8, 1.2815515655446008},      {0.9, 1.6448536269514726},
      {0.95, 1.9599639845400536},     {0.99, 2.5758293035488999},     {0.999, 3.2905267314918945},
      {0.9999, 3.8905918864131199},   {1 - 1e-6, 4.8916384756929316}, {1 - 1e-12, 7.1305098928792718},
  };
  for (const auto& c : cases) {
    CAPTURE(c.level);
    CHECK(std::abs(survival::two_sided_quantile(c.level) - c.z) <= 1e-14);
  }
}
