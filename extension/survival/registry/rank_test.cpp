#include "survival/registry/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "survival/chi_square.hpp"
#include "survival/normal.hpp"

namespace survival {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Ranks {
  std::vector<double> n, sum;  ///< of each group that has values
  double total = 0;
  double ties = 0;  ///< sum t^3 - t
};

Ranks rank(std::span<const double> values, std::span<const std::uint32_t> group, std::size_t groups, const Poll& poll) {
  Ranks ranks{std::vector<double>(groups), std::vector<double>(groups), double(values.size())};
  std::size_t begin = 0;
  for_each_row(values.size(), poll, [&](std::size_t i) {
    if (i + 1 < values.size() && values[i + 1] == values[i]) return;
    const auto tied = double(i + 1 - begin);
    const double mean_rank = double(begin) + (tied + 1) / 2;
    for (; begin <= i; ++begin) {
      ranks.n[group[begin]] += 1;
      ranks.sum[group[begin]] += mean_rank;
    }
    ranks.ties += tied * (tied * tied - 1);
  });
  for (std::size_t g = groups; g-- > 0;)
    if (ranks.n[g] == 0) {
      ranks.n.erase(ranks.n.begin() + std::ptrdiff_t(g));
      ranks.sum.erase(ranks.sum.begin() + std::ptrdiff_t(g));
    }
  return ranks;
}

/// P(U <= u) for samples of m and n without ties: of all ways to merge them, those with at most u inversions.
double rank_sum_distribution(double u, std::size_t m, std::size_t n, const Poll& poll) {
  // ways[k][v] of k values among those of the other sample so far to have v inversions; the last of the k is above all
  // others, or it is not above the largest of the other sample.
  const auto most = std::size_t(u);
  std::vector<std::vector<double>> ways(m + 1, std::vector<double>(most + 1));
  for (auto& of_size : ways) of_size[0] = 1;
  for (std::size_t other = 1; other <= n; ++other) {
    poll();
    for (std::size_t k = 1; k <= m; ++k)
      for (std::size_t v = other; v <= most; ++v) ways[k][v] += ways[k - 1][v - other];
  }
  double below = 0, all = 1;
  for (std::size_t v = 0; v <= most; ++v) below += ways[m][v];
  for (std::size_t i = 1; i <= m; ++i) all *= double(n + i) / double(i);
  return below / all;
}

RankTest rank_sum(const Ranks& ranks, const Poll& poll) {
  constexpr double few = 50;
  const double m = ranks.n[0], n = ranks.n[1], total = ranks.total;
  const double u = ranks.sum[0] - m * (m + 1) / 2;
  if (m < few && n < few && ranks.ties == 0) {
    const double tail = rank_sum_distribution(std::min(u, m * n - u), std::size_t(m), std::size_t(n), poll);
    return {RankTest::exact_rank_sum, u, std::min(1.0, 2 * tail)};
  }
  const double variance = m * n / 12 * (total + 1 - ranks.ties / (total * (total - 1)));
  const double distance = std::max(0.0, std::abs(u - m * n / 2) - 0.5);
  return {RankTest::rank_sum, u, two_sided_p(distance / std::sqrt(variance))};
}

RankTest kruskal_wallis(const Ranks& ranks) {
  const double total = ranks.total;
  double sum = 0;
  for (std::size_t g = 0; g < ranks.n.size(); ++g) {
    const double distance = ranks.sum[g] - ranks.n[g] * (total + 1) / 2;
    sum += distance * distance / ranks.n[g];
  }
  const double h = 12 / (total * (total + 1)) * sum / (1 - ranks.ties / (total * (total * total - 1)));
  return {RankTest::kruskal_wallis, h, chi_square_tail(h, double(ranks.n.size() - 1))};
}

}  // namespace

RankTest rank_test(std::span<const double> values, std::span<const std::uint32_t> group, std::size_t groups,
                   const Poll& poll) {
  const Ranks ranks = rank(values, group, groups, poll);
  if (ranks.n.size() < 2 || values.front() == values.back()) return {RankTest::none, nan, nan};
  return ranks.n.size() == 2 ? rank_sum(ranks, poll) : kruskal_wallis(ranks);
}

}  // namespace survival
