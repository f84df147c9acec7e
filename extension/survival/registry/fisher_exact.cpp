// A table's probability given its totals is prod row! prod column! / (n! prod cell!). Here columns are taken one by
// one; what is summed along a path is log prod 1 / cell!.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "survival/registry/contingency.hpp"

namespace survival {
namespace {

/// There are too many tables.
struct TooMany {};

constexpr std::size_t most_cells = 6'000'000, most_pasts = 500'000, most_steps = 15'000'000;
constexpr double equal_within = 1e-7;

/// What is left of each row, ascending: rows that have the same left over may change places.
using Left = std::vector<std::uint32_t>;

struct HashLeft {
  std::size_t operator()(const Left& left) const {
    std::uint64_t hash = left.size();
    for (const std::uint32_t n : left) hash = (hash ^ n) * 0x9E3779B97F4A7C15U, hash ^= hash >> 32;
    return std::size_t(hash);
  }
};

struct Edge {
  std::uint32_t to;
  double length;  ///< log prod 1 / cell! of one column
};

/// The nodes before one column, each with the ways to fill the column.
struct Stage {
  std::unordered_map<Left, std::uint32_t, HashLeft> number = {};
  std::vector<Left> nodes = {};
  std::vector<std::size_t> first_edge = {};  ///< of each node, and their end
  std::vector<Edge> edges = {};
  std::vector<double> longest = {}, shortest = {};  ///< path from each node to the end
  std::vector<double> all = {};                     ///< log of the sum of exp(length) of all paths to the end

  std::uint32_t intern(const Left& left) {
    const auto [found, is_new] = number.emplace(left, std::uint32_t(nodes.size()));
    if (is_new) nodes.push_back(left);
    return found->second;
  }
};

/// Paths that came to one node with one length.
struct Past {
  double length, count;
};

class Network {
 public:
  Network(const Contingency& table, const Poll& poll) : table_(table), poll_(poll) {
    // The shorter side is what a node holds. Wide columns come first, where nodes are few.
    const bool turned = table.rows > table.columns;
    Left left(std::min(table.rows, table.columns));
    columns_.resize(std::max(table.rows, table.columns));
    for (std::size_t r = 0; r < table.rows; ++r)
      for (std::size_t c = 0; c < table.columns; ++c) {
        const auto n = std::uint32_t(table.at(r, c));
        left[turned ? c : r] += n;
        columns_[turned ? r : c] += n;
      }
    std::ranges::sort(left);
    std::ranges::sort(columns_, std::greater{});
    const std::size_t n = std::reduce(left.begin(), left.end(), std::size_t{0});
    log_factorial_.resize(n + 1);
    double rest = 0;  // Kahan's: a million terms add up to ten million
    for_each_row(n, poll_, [&](std::size_t i) {
      const double term = std::log(double(i + 1)) - rest, sum = log_factorial_[i] + term;
      rest = (sum - log_factorial_[i]) - term;
      log_factorial_[i + 1] = sum;
    });
    stages_.resize(columns_.size() + 1);
    stages_.front().intern(left);
    for (std::size_t k = 0; k < columns_.size(); ++k) connect(k);
    measure();
  }

  /// P(a table no more probable than the one that was given).
  double p_value() {
    double observed = equal_within;
    for (const std::uint64_t n : table_.counts) observed -= log_factorial_[n];
    const double everything = stages_.front().all.front();
    if (stages_.front().longest.front() <= observed) return 1;
    double p = 0;
    std::vector<std::unordered_map<std::int64_t, Past>> pasts(1), next;
    pasts[0].emplace(0, Past{0, 1});
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      const Stage &stage = stages_[k], &after = stages_[k + 1];
      next.assign(after.nodes.size(), {});
      std::size_t kept = 0;
      for (std::size_t node = 0; node < stage.nodes.size(); ++node) {
        for (const auto& [key, past] : pasts[node])
          for (std::size_t e = stage.first_edge[node]; e < stage.first_edge[node + 1]; ++e) {
            step();
            const Edge& edge = stage.edges[e];
            const double length = past.length + edge.length;
            if (length + after.longest[edge.to] <= observed) {
              p += past.count * std::exp(length + after.all[edge.to] - everything);
            } else if (length + after.shortest[edge.to] <= observed) {
              constexpr double resolution = 1e11;  // equal but for rounding
              const auto [found, is_new] =
                  next[edge.to].try_emplace(std::llround(length * resolution), Past{length, 0});
              found->second.count += past.count;
              kept += is_new;
              if (kept > most_pasts) throw TooMany{};
            }
          }
        pasts[node] = {};
      }
      pasts = std::move(next);
    }
    return std::min(p, 1.0);
  }

 private:
  void step() {
    constexpr std::size_t steps_between_polls = 1 << 13;
    if (++steps_ % steps_between_polls == 0) poll_();
    if (steps_ > most_steps) throw TooMany{};
  }

  /// All ways to take column k from what each of its nodes has left.
  void connect(std::size_t k) {
    Stage& stage = stages_[k];
    for (std::size_t node = 0; node < stage.nodes.size(); ++node) {
      stage.first_edge.push_back(stage.edges.size());
      Left left = stage.nodes[node];
      const std::size_t sum = std::reduce(left.begin(), left.end(), std::size_t{0});
      fill(k, left, 0, columns_[k], sum, 0);
    }
    stage.first_edge.push_back(stage.edges.size());
  }

  /// Takes `wanted` patients from the rows from `row` on, which have `available`.
  void fill(std::size_t k, Left& left, std::size_t row, std::size_t wanted, std::size_t available, double length) {
    if (row == left.size()) {
      step();
      if ((cells_ += left.size()) > most_cells) throw TooMany{};
      Left sorted = left;
      std::ranges::sort(sorted);
      const std::uint32_t to = stages_[k + 1].intern(sorted);
      stages_[k].edges.push_back({to, length});
      return;
    }
    const std::uint32_t has = left[row];
    const std::size_t others = available - has;
    for (std::size_t n = wanted > others ? wanted - others : 0; n <= std::min<std::size_t>(has, wanted); ++n) {
      left[row] = has - std::uint32_t(n);
      fill(k, left, row + 1, wanted - n, others, length - log_factorial_[n]);
    }
    left[row] = has;
  }

  void measure() {
    stages_.back().longest = stages_.back().shortest = stages_.back().all = {0};
    double columns_left = 0;  // sum of log column!
    std::size_t n = 0;
    for (std::size_t k = columns_.size(); k-- > 0;) {
      Stage& stage = stages_[k];
      const Stage& after = stages_[k + 1];
      n += columns_[k];
      columns_left += log_factorial_[columns_[k]];
      for (std::size_t node = 0; node < stage.nodes.size(); ++node) {
        double longest = -HUGE_VAL, shortest = HUGE_VAL, rows_left = 0;
        for (std::size_t e = stage.first_edge[node]; e < stage.first_edge[node + 1]; ++e) {
          const Edge& edge = stage.edges[e];
          longest = std::max(longest, edge.length + after.longest[edge.to]);
          shortest = std::min(shortest, edge.length + after.shortest[edge.to]);
        }
        for (const std::uint32_t row : stage.nodes[node]) rows_left += log_factorial_[row];
        stage.longest.push_back(longest);
        stage.shortest.push_back(shortest);
        stage.all.push_back(log_factorial_[n] - rows_left - columns_left);
      }
      poll_();
    }
  }

  const Contingency& table_;
  const Poll& poll_;
  std::vector<std::uint32_t> columns_;
  std::vector<double> log_factorial_;
  std::vector<Stage> stages_;
  std::size_t steps_ = 0;
  std::size_t cells_ = 0;  ///< of the nodes, counted for each edge that leads to one
};

}  // namespace

std::optional<double> fisher_exact(const Contingency& table, const Poll& poll) {
  try {
    return Network(table, poll).p_value();
  } catch (const TooMany&) {
    return {};
  }
}

}  // namespace survival
