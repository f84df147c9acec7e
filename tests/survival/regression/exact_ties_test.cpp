#include "survival/regression/exact_ties.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

namespace {

using namespace survival;
using Columns = std::vector<double>;

const Poll no_poll = [] {};

struct Patients {
  std::vector<double> risk, copies;
  std::vector<Columns> x;

  std::vector<AtRisk> rows() const {
    std::vector<AtRisk> all;
    for (std::size_t i = 0; i < risk.size(); ++i) all.push_back({risk[i], copies[i], x[i].data()});
    return all;
  }
  /// Every copy by itself.
  Patients written_out() const {
    Patients all;
    for (std::size_t i = 0; i < risk.size(); ++i)
      for (double copy = 0; copy < copies[i]; ++copy)
        all.risk.push_back(risk[i]), all.copies.push_back(1), all.x.push_back(x[i]);
    return all;
  }
};

Patients random_patients(std::mt19937& random, int rows, std::size_t p, double spread, int most_copies = 1) {
  std::normal_distribution<double> normal;
  Patients all;
  for (int i = 0; i < rows; ++i) {
    all.x.emplace_back();
    for (std::size_t j = 0; j < p; ++j) all.x.back().push_back(5 + normal(random));
    all.risk.push_back(std::exp(spread * normal(random)));
    all.copies.push_back(double(1 + random() % unsigned(most_copies)));
  }
  return all;
}

/// Over all subsets: bit i says whether patient i is in it.
DrawnSet by_definition(const Patients& patients, int d) {
  const std::size_t n = patients.risk.size(), p = patients.x.front().size();
  const auto for_each_set = [&](auto visit) {
    for (unsigned set = 0; set < 1U << n; ++set) {
      if (std::popcount(set) != d) continue;
      double product = 1;
      Columns sum(p);
      for (std::size_t i = 0; i < n; ++i) {
        if (!(set >> i & 1)) continue;
        product *= patients.risk[i];
        for (std::size_t j = 0; j < p; ++j) sum[j] += patients.x[i][j];
      }
      visit(product, sum);
    }
  };
  double total = 0;
  Columns mean(p), covariance(p * p);
  for_each_set([&](double product, const Columns& sum) {
    total += product;
    for (std::size_t j = 0; j < p; ++j) mean[j] += product * sum[j];
  });
  for (double& m : mean) m /= total;
  for_each_set([&](double product, const Columns& sum) {
    for (std::size_t j = 0; j < p * p; ++j)
      covariance[j] += product / total * (sum[j / p] - mean[j / p]) * (sum[j % p] - mean[j % p]);
  });
  return {std::log(total), mean, covariance, {}};
}

/// The length of what differs, and of what is expected.
void check_same(const Columns& found, const Columns& expected, double tolerance, double least = 0) {
  REQUIRE(found.size() == expected.size());
  double difference = 0, length = 0;
  for (std::size_t j = 0; j < found.size(); ++j)
    difference = std::hypot(difference, found[j] - expected[j]), length = std::hypot(length, expected[j]);
  CHECK(difference <= tolerance * std::max(length, least));
}

void check_same(const DrawnSet& found, const DrawnSet& expected, double tolerance) {
  check_same({found.log_sum}, {expected.log_sum}, tolerance, 1);
  check_same(found.mean, expected.mean, tolerance);
  check_same(found.covariance, expected.covariance, tolerance, 1e-3);
}

}  // namespace

TEST_CASE("two of three: every quantity as a fraction") {
  // r = 1, 2, 3 with x = 0, 0, 1: sets of 2, 3, 6, of which the last two have x
  Patients three{{1, 2, 3}, {1, 1, 1}, {{0}, {0}, {1}}};
  for (const auto& way : {draw_by_adding, draw_by_frequencies}) {
    const DrawnSet drawn = way(three.rows(), 2, 1, no_poll);
    CHECK(drawn.log_sum == doctest::Approx(std::log(11.)).epsilon(1e-14));
    CHECK(drawn.mean[0] == doctest::Approx(9. / 11).epsilon(1e-14));
    CHECK(drawn.covariance[0] == doctest::Approx(9. / 11 * 2 / 11).epsilon(1e-13));
  }
}

TEST_CASE("both ways are the sum over all subsets") {
  std::mt19937 random(1);
  for (int round = 0; round < 60; ++round) {
    const int n = 2 + int(random() % 10);
    const auto p = std::size_t(1 + round % 3);
    const Patients patients = random_patients(random, n, p, round % 4 * 1.5);
    for (int d = 1; d < n; ++d) {
      CAPTURE(n);
      CAPTURE(d);
      const DrawnSet expected = by_definition(patients, d);
      check_same(draw_by_adding(patients.rows(), d, p, no_poll), expected, 1e-12);
      check_same(draw_by_frequencies(patients.rows(), d, p, no_poll), expected, 1e-12);
    }
  }
}

TEST_CASE("by frequencies as by adding, of many, however unlike they are") {
  std::mt19937 random(2);
  for (const double spread : {0.0, 0.5, 2.0, 8.0, 30.0})
    for (const int n : {50, 400, 3000})
      for (const double share : {0.002, 0.1, 0.5, 0.97}) {
        const double d = std::ceil(share * n);
        CAPTURE(spread);
        CAPTURE(n);
        CAPTURE(d);
        const Patients patients = random_patients(random, n, 2, spread);
        check_same(draw_by_frequencies(patients.rows(), d, 2, no_poll), draw_by_adding(patients.rows(), d, 2, no_poll),
                   1e-11);
      }
}

TEST_CASE("copies are patients") {
  std::mt19937 random(3);
  for (int round = 0; round < 20; ++round) {
    const Patients patients = random_patients(random, 30, 2, 1, 40), all = patients.written_out();
    const double d = 1 + double(random() % unsigned(all.risk.size() - 1));
    CAPTURE(d);
    const DrawnSet drawn = draw_by_frequencies(patients.rows(), d, 2, no_poll);
    check_same(drawn, draw_by_frequencies(all.rows(), d, 2, no_poll), 1e-12);
    check_same(drawn, draw_by_adding(patients.rows(), d, 2, no_poll), 1e-12);
  }
}

TEST_CASE("of patients who are all alike: binomials") {
  Patients alike{{0.7, 0.7}, {4e8, 6e8}, {{1}, {0}}};
  const double n = 1e9, d = 3e8, a = 4e8;
  const DrawnSet drawn = draw(alike.rows(), d, 1, no_poll);
  CHECK(drawn.log_sum ==
        doctest::Approx(std::lgamma(n + 1) - std::lgamma(d + 1) - std::lgamma(n - d + 1) + d * std::log(0.7))
            .epsilon(1e-12));
  CHECK(drawn.mean[0] == doctest::Approx(d * a / n).epsilon(1e-12));  // hypergeometric
  CHECK(drawn.covariance[0] == doctest::Approx(d * a / n * (n - a) / n * (n - d) / (n - 1)).epsilon(1e-9));
}

TEST_CASE("a covariate that all have alike does not vary") {
  Patients patients;
  for (int i = 0; i < 200; ++i) {
    patients.risk.push_back(1 + i % 3);
    patients.copies.push_back(1);
    patients.x.push_back(Columns{0.1});
  }
  for (const auto& way : {draw_by_adding, draw_by_frequencies}) {
    const DrawnSet drawn = way(patients.rows(), 100, 1, no_poll);
    CHECK(drawn.mean[0] == doctest::Approx(10).epsilon(1e-13));
    CHECK(std::abs(drawn.covariance[0]) < 1e-15 * drawn.magnitude[0]);
  }
}

TEST_CASE("where no set has a risk that doubles can hold, there is no number") {
  const Patients none{{0, 0, 1}, {1, 1, 1}, {{1}, {1}, {1}}};
  CHECK_FALSE(std::isfinite(draw_by_frequencies(none.rows(), 2, 1, no_poll).log_sum));
  const Patients infinite{{HUGE_VAL, 1, 1}, {1, 1, 1}, {{1}, {1}, {1}}};
  CHECK_FALSE(std::isfinite(draw_by_frequencies(infinite.rows(), 2, 1, no_poll).log_sum));
}
