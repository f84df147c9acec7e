#include "survival/prediction/calibration.hpp"

#include <doctest/doctest.h>

namespace {

using namespace survival;

const Poll no_poll = [] {};

}  // namespace

TEST_CASE("risk_bins: about as many in each, ties together, none empty") {
  struct Case {
    const char* name;
    std::vector<double> risk;
    std::size_t bins;
    std::vector<std::uint32_t> bin;
  };
  const Case cases[] = {
      {"no patients", {}, 3, {}},
      {"halves", {0.4, 0.1, 0.3, 0.2}, 2, {1, 0, 1, 0}},
      {"an odd number: the middle one above", {0.1, 0.2, 0.3}, 2, {0, 1, 1}},
      {"ties go where their middle is", {0.1, 0.2, 0.2, 0.2, 0.9}, 2, {0, 1, 1, 1, 1}},
      {"ties low", {0.1, 0.1, 0.1, 0.2, 0.9}, 2, {0, 0, 0, 1, 1}},
      {"all alike", {0.5, 0.5, 0.5}, 10, {0, 0, 0}},
      {"more bins than patients", {0.3, 0.1}, 10, {1, 0}},
      {"0 and -0 are one", {0.0, -0.0, 1}, 3, {0, 0, 1}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(risk_bins(c.risk, c.bins, no_poll).bin == c.bin);
  }
}
