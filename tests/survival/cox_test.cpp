#include "survival/cox.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "survival/fine_gray.hpp"
#include "survival/input_error.hpp"
#include "survival/log_rank.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

const std::vector<double> twelve_times = {1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10};
const std::vector<std::uint8_t> twelve_status = {1, 2, 1, 0, 1, 2, 0, 1, 0, 2, 1, 0};
const std::vector<double> twelve_x = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};

Regression twelve(bool causes = false) {
  Regression rows{{twelve_times, twelve_status, {}}, {twelve_x}};
  if (!causes)
    for (std::uint8_t& s : rows.patients.status) s = s != 0;
  return rows;
}

Fit fit(const Regression& rows, Ties ties = Ties::efron, Penalty penalty = Penalty::none) {
  return Cox(rows, {ties, penalty}, no_poll).fit();
}

}  // namespace

TEST_CASE("golden values, checked with R's coxph and crr") {
  CHECK(fit(twelve()).estimate[0] == doctest::Approx(-0.2203483037).epsilon(1e-9));
  CHECK(fit(twelve(), Ties::breslow).estimate[0] == doctest::Approx(-0.2180260262).epsilon(1e-9));
  CHECK(fit(twelve(), Ties::exact).estimate[0] == doctest::Approx(-0.2237292518).epsilon(1e-9));
  const Fit crr = FineGray(twelve(true), {}, no_poll).fit();
  CHECK(crr.estimate[0] == doctest::Approx(-1.923456146).epsilon(1e-7));
  CHECK(std::sqrt(crr.covariance[0]) == doctest::Approx(0.9914544951).epsilon(1e-7));
}
