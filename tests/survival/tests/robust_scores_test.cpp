#include "survival/tests/robust_scores.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "survival/influences.hpp"
#include "survival/input_error.hpp"
#include "survival/regression/cox.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

Patients eight() {
  return {{1, 2, 3, 4, 5, 6, 7, 8}, {1, 1, 0, 1, 1, 1, 0, 1},       {0, 1, 0, 2, 1, 0, 2, 1},
          {0, 0, 1, 0, 2, 0, 0, 3}, {2, 0.5, 1, 3, 1.5, 2.5, 1, 1}, {4, 0.25, 1, 9, 2.25, 6.25, 1, 1}};
}

ChiSquare test_of(const Patients& patients, const EventWeight& weight = {}) {
  const auto followers = std::make_shared<Followers>(patients, 3, LargeVector<std::uint8_t>{}, no_poll);
  const Groups tables = risk_tables(patients, 3, no_poll, 1, followers);
  return log_rank(blocks_of(tables, 3), weight, std::nullopt, no_poll).test;
}

}  // namespace

TEST_CASE("with sampling weights the log-rank test is Cox's robust score test with Breslow's ties") {
  for (const bool ids : {false, true}) {
    Patients patients = eight();
    if (ids) patients.id = {0, 1, 0, 2, 1, 3, 4, 5};  // two of them in two groups, or twice in one
    Regression rows{patients, {{}, {}}};
    rows.patients.group.clear();
    rows.sampling = true;
    if (ids) rows.cluster = patients.id;
    rows.patients.id.clear();
    for (std::size_t i = 0; i < 8; ++i)
      for (std::uint32_t g = 1; g < 3; ++g) rows.columns[g - 1].push_back(patients.group[i] == g);
    const ChiSquare score = Cox(rows, {Ties::breslow}, no_poll).fit().score, test = test_of(patients);
    CHECK(test.statistic == doctest::Approx(score.statistic).epsilon(1e-12));
    CHECK(test.df == 2);
  }
}

TEST_CASE("robust tests do not know the scale of the weights, whatever weighs the times") {
  Patients scaled = eight();
  for (double& w : scaled.weight) w /= 300;
  for (double& w : scaled.weight2) w /= 90000;
  using enum EventWeight::Kind;
  for (const EventWeight& weight :
       {EventWeight{log_rank}, EventWeight{gehan}, EventWeight{tarone_ware}, EventWeight{fleming_harrington, 1, 0.5}})
    CHECK(test_of(scaled, weight).statistic == doctest::Approx(test_of(eight(), weight).statistic).epsilon(1e-12));
}

TEST_CASE("Peto and Peto's weight counts patients") {
  CHECK_THROWS_AS(test_of(eight(), {EventWeight::peto}), InputError);
}
