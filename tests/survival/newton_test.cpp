#include "survival/newton.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace survival;

namespace {

/// A million times 2 x - exp(x), which is largest at log 2, beside what is the same for every x; summed with some
/// noise.
class Noisy {
 public:
  explicit Noisy(double noise) : noise_(noise) {}

  Evaluation operator()(std::span<const double> at) {
    const double x = at[0], n = 1e6, exact = n * (2 * x - std::exp(x)) - 1e7;
    const double sign = ++calls_ % 2 ? 1 : -1;  // each value seems less than the one before it, or more
    return {exact * (1 + sign * noise_), {n * (2 - std::exp(x))}, {n * std::exp(x)}, {n * std::exp(x)}};
  }

 private:
  double noise_;
  int calls_ = 0;
};

}  // namespace

TEST_CASE("a step that should gain less than the noise of the value is taken whole") {
  for (const double noise : {0.0, 1e-14, 1.3e-13, 4e-13, -1.3e-13, -4e-13}) {
    CAPTURE(noise);
    const Maximum found = maximise(1, Noisy(noise), {});
    CHECK(found.converged);
    CHECK(found.iterations < 10);
    CHECK(std::abs(found.at[0] - std::log(2.)) < 1e-12);
  }
}

TEST_CASE("one that goes too far is halved") {
  // from 0 the first step of log(x + 1/16) - x, taken whole, would leave the domain
  const auto evaluate = [](std::span<const double> at) -> Evaluation {
    const double x = at[0] + 1. / 16, value = std::log(x) - 4 * at[0];
    return {value, {1 / x - 4}, {std::max(1 / (x * x) / 64, 1.)}, {1}};
  };
  const Maximum found = maximise(1, evaluate, {});
  CHECK(found.converged);
  CHECK(found.at[0] == doctest::Approx(0.25 - 1. / 16).epsilon(1e-5));
}
