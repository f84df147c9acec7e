#include "survival/regression/cox_part.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace {

using namespace survival;

const Poll no_poll = [] {};

}  // namespace

TEST_CASE("cox part: two deaths by hand, at 0 and away from it") {
  // x = 1 dies at 1 among x = 1, 0, 0; x = 0 dies at 2 among 0, 0
  const Patients patients{{1, 2, 3}, {1, 1, 0}, {}};
  const std::vector<LargeVector<double>> x{{1, 0, 0}};
  for (const double beta : {0.0, 0.7}) {
    const double at[] = {beta};
    const CoxPart part = cox_part(patients, x, at, no_poll);
    const double r = std::exp(beta), p = r / (r + 2);
    CHECK(part.loglik == doctest::Approx(std::log(p) - std::log(2)));
    CHECK(part.score[0] == doctest::Approx(1 - p));
    CHECK(part.information[0] == doctest::Approx(p * (1 - p)));
  }
}

TEST_CASE("cox part: ties after Efron, and weights are rows written out") {
  const std::vector<LargeVector<double>> x{{1, 0, 2, 1}, {0, 1, 1, 3}};
  const double beta[] = {0.3, -0.2};
  const CoxPart tied = cox_part({{5, 5, 7, 8}, {1, 1, 0, 0}, {}}, x, beta, no_poll);
  const double r[] = {std::exp(0.3), std::exp(-0.2), std::exp(0.4), std::exp(-0.3)};
  const double all = r[0] + r[1] + r[2] + r[3];
  CHECK(tied.loglik == doctest::Approx(0.3 - 0.2 - std::log(all) - std::log(all - (r[0] + r[1]) / 2)));
  const CoxPart weighted = cox_part({{5, 7}, {1, 0}, {}, {}, {2, 3}}, {{1, 2}, {0, 1}}, beta, no_poll);
  const CoxPart written =
      cox_part({{7, 5, 7, 5, 7}, {0, 1, 0, 1, 0}, {}}, {{2, 1, 2, 1, 2}, {1, 0, 1, 0, 1}}, beta, no_poll);
  CHECK(weighted.loglik == doctest::Approx(written.loglik));
  for (std::size_t k = 0; k < 3; ++k) CHECK(weighted.information[k] == doctest::Approx(written.information[k]));
}

TEST_CASE("cox part: predictors too large for a double to raise") {
  const double beta[] = {1000.0};
  const CoxPart part = cox_part({{1, 2}, {1, 0}, {}}, {{2, 1}}, beta, no_poll);
  CHECK(std::isfinite(part.loglik));
  CHECK(part.score[0] == doctest::Approx(0));
}

TEST_CASE("cox step: Newton's, and nothing where the information is singular") {
  CoxPart sum{-1, {2, 1}, {4, 0, 2}};
  const double beta[] = {1, 1};
  const CoxStep step = cox_step(sum, beta);
  CHECK(step.beta[0] == doctest::Approx(1.5));
  CHECK(step.beta[1] == doctest::Approx(1.5));
  CHECK(step.gain == doctest::Approx(1.5));
  CHECK(step.std_error[0] == doctest::Approx(0.5));
  CHECK(cox_step({0, {0, 0}, {1, 1, 1}}, beta).std_error.empty());
}
