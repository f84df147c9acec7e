#include "survival/tests/permutation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "survival/tests/log_rank.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

Groups tables_of(Patients patients, std::size_t groups) {
  sort_by_time(patients, no_poll);
  return risk_tables(patients, groups, no_poll);
}

std::vector<double> log_rank_of(const Blocks& blocks) {
  return {log_rank(blocks, {}, std::nullopt, no_poll).test.statistic};
}

double p_value(const Patients& patients, std::int64_t count, std::uint64_t seed = 1, std::size_t blocks = 1) {
  const Groups tables = tables_of(patients, 2 * blocks);
  return permutation_p(patients, 2, blocks, 1, log_rank_of(blocks_of(tables, 2)), {count, seed}, log_rank_of, no_poll)
      .front();
}

const Patients eight{{1, 2, 4, 6, 3, 5, 7, 8}, {1, 1, 1, 0, 1, 1, 0, 1}, {0, 0, 0, 0, 1, 1, 1, 1}};

/// The share of all relabellings that are as extreme: 70 for four of eight.
double exact_p(const Patients& patients) {
  const auto statistic = [](const Patients& labelled) {
    const Groups tables = tables_of(labelled, 2);
    return log_rank_of(blocks_of(tables, 2)).front();
  };
  const double observed = statistic(patients);
  Patients relabelled = patients;
  std::ranges::sort(relabelled.group);
  double all = 0, as_extreme = 0;
  do {
    ++all;
    as_extreme += statistic(relabelled) >= observed - 1e-10;
  } while (std::ranges::next_permutation(relabelled.group).found);
  return as_extreme / all;
}

}  // namespace

TEST_CASE("many relabellings: the share among all there are") {
  const double exact = exact_p(eight);
  constexpr std::int64_t count = 40000;
  const double error = std::sqrt(exact * (1 - exact) / double(count));
  CHECK(std::abs(p_value(eight, count) - exact) < 4 * error);
  CHECK(std::abs(p_value(eight, count, 2) - exact) < 4 * error);
}

TEST_CASE("the same seed gives the same P, in whatever order the patients come") {
  Patients reversed = eight;
  std::ranges::reverse(reversed.time);
  std::ranges::reverse(reversed.status);
  std::ranges::reverse(reversed.group);
  CHECK(p_value(eight, 499, 7) == p_value(reversed, 499, 7));
  CHECK(p_value(eight, 499, 7) != p_value(eight, 499, 8));
  // What 499 relabellings said, 500 say too, with one more.
  CHECK(std::abs(p_value(eight, 499, 7) * 500 + 0.5 - p_value(eight, 500, 7) * 501) <= 0.5 + 1e-9);
}

TEST_CASE("a weight is so many patients, each relabelled") {
  Patients weighted = eight, written_out = eight;
  weighted.weight = {1, 1, 1, 1, 2, 1, 1, 1};
  written_out.time.push_back(3);
  written_out.status.push_back(1);
  written_out.group.push_back(1);
  CHECK(p_value(weighted, 999) == p_value(written_out, 999));
}

TEST_CASE("labels stay in their block: with one patient of each group in two blocks, there are four relabellings") {
  // In each block the first to die has group 0: as extreme are this one and its mirror image, 2 of 4.
  const Patients blocks{{1, 2, 1, 2}, {1, 1, 1, 1}, {0, 1, 2, 3}};
  constexpr std::int64_t count = 10000;
  CHECK(std::abs(p_value(blocks, count, 1, 2) - 0.5) < 4 * 0.5 / std::sqrt(double(count)));
}

TEST_CASE("P is never 0, and where there is no test there is none") {
  Patients apart{{}, {}, {}};
  for (int i = 0; i < 60; ++i) {
    apart.time.push_back(i);
    apart.status.push_back(1);
    apart.group.push_back(i >= 30);
  }
  CHECK(p_value(apart, 199) == 1. / 200);
  const Patients nothing{{1, 2}, {0, 0}, {0, 1}};
  CHECK(std::isnan(p_value(nothing, 10)));
}
