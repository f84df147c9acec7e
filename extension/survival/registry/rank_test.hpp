// Do groups differ in a number? Tests that look at its ranks alone.
#pragma once
#include <cstdint>
#include <span>

#include "survival/poll.hpp"

namespace survival {

struct RankTest {
  enum Method {
    none,            ///< there is nothing to compare
    exact_rank_sum,  ///< two groups of fewer than 50 without ties: the distribution of U by counting
    rank_sum,        ///< two groups: the normal approximation with continuity correction
    kruskal_wallis   ///< more
  };
  Method method;
  double statistic;  ///< U of the first group, or H; NaN without a test
  double p_value;    ///< two-sided
};

/// Compares the groups that have values: two by Wilcoxon's rank-sum test, more by Kruskal and Wallis'.
///
/// With R_j the sum of the ranks of the n_j values of group j, ties sharing their mean rank, T = sum t^3 - t over ties:
///
///     U = R_1 - n_1 (n_1 + 1) / 2        z = (|U - n_1 n_2 / 2| - 1/2) / s
///     s^2 = n_1 n_2 / 12 (n + 1 - T / (n (n - 1)))                            Mann & Whitney 1947
///     H = 12 / (n (n + 1)) sum (R_j - n_j (n + 1) / 2)^2 / n_j / (1 - T / (n^3 - n))   Kruskal & Wallis 1952
///
/// No test of fewer than two groups, or when all values are equal.
///
/// \param values  ascending, finite
/// \param group   of each value, below `groups`
///
/// O(n); exact: O(n_1^2 n_2^2) for at most 49 each.
RankTest rank_test(std::span<const double> values, std::span<const std::uint32_t> group, std::size_t groups,
                   const Poll& poll);

}  // namespace survival
