#include "survival/registry/suppression.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace survival {
namespace {

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max() / 4;

/// Nodes are levels and columns, the column of totals first; an edge is the count of a level in a column. A change of
/// counts that keeps all sums flows from a level along its counts to groups, and from the totals to the level.
class Network {
 public:
  Network(const Contingency& table, std::uint64_t least, const Poll& poll)
      : levels_(table.rows), columns_(table.columns + 1), least_(std::int64_t(least)), poll_(poll) {
    for (std::size_t level = 0; level < levels_; ++level) {
      counts_.push_back(0);
      const std::size_t total = counts_.size() - 1;
      for (std::size_t group = 0; group < table.columns; ++group) {
        counts_.push_back(std::int64_t(table.at(level, group)));
        counts_[total] += counts_.back();
      }
    }
    change_.resize(counts_.size());
    told_.resize(counts_.size(), Told::shown);
    for (std::size_t edge = 0; edge < counts_.size(); ++edge)
      if (is_small(edge)) told_[edge] = Told::few;
  }

  std::vector<Told> protect() {
    std::vector<std::size_t> small;
    for (std::size_t edge = 0; edge < counts_.size(); ++edge)
      if (told_[edge] == Told::few && counts_[edge] > 0) small.push_back(edge);
    for (const std::size_t edge : small)
      if (!protect(edge, true) || !protect(edge, false)) return std::vector<Told>(counts_.size(), Told::nothing);
    return told_;
  }

 private:
  struct Arc {
    std::size_t edge, to;
    bool is_increase;
  };

  bool is_missing(std::size_t edge) const { return edge / columns_ + 1 == levels_; }
  /// Of a level that few have, that others have nobody of it is hidden too: the totals would tell.
  bool is_small(std::size_t edge) const {
    const std::int64_t total = counts_[edge / columns_ * columns_];
    return !is_missing(edge) && ((counts_[edge] > 0 && counts_[edge] < least_) || (total > 0 && total < least_));
  }
  std::int64_t lowest(std::size_t edge) const {
    if (is_missing(edge)) return 0;
    if (told_[edge] != Told::few) return least_;
    const bool is_total = edge % columns_ == 0;
    return !is_total && told_[edge / columns_ * columns_] == Told::few ? 0 : 1;
  }
  std::int64_t highest(std::size_t edge) const { return told_[edge] == Told::few ? least_ - 1 : unlimited; }
  /// By how much a count could change; of one that is shown, if it were hidden.
  std::int64_t residual(const Arc& arc) const {
    const std::size_t e = arc.edge;
    if (told_[e] == Told::shown && !is_missing(e) && counts_[e] < least_) return 0;
    const std::int64_t count = counts_[e] + change_[e];
    return arc.is_increase ? highest(e) - count : count - lowest(e);
  }
  std::int64_t cost(std::size_t edge) const {
    if (told_[edge] != Told::shown) return 0;
    return 1 + counts_[edge] + (is_missing(edge) ? counts_[edge / columns_ * columns_] : 0);
  }

  std::size_t level_of(std::size_t edge) const { return edge / columns_; }
  std::size_t column_of(std::size_t edge) const { return levels_ + edge % columns_; }

  template <class Visit>
  void for_each_arc(std::size_t node, Visit visit) const {
    if (node < levels_) {
      for (std::size_t c = 0; c < columns_; ++c) visit(Arc{node * columns_ + c, levels_ + c, c > 0});
      return;
    }
    const std::size_t c = node - levels_;
    for (std::size_t level = 0; level < levels_; ++level) visit(Arc{level * columns_ + c, level, c == 0});
  }

  /// The cheapest way from one end of an edge to the other, not along it; empty if there is none.
  std::vector<Arc> cheapest_path(std::size_t from, std::size_t to, std::size_t beside) const {
    using Reached = std::pair<std::int64_t, std::size_t>;
    std::vector<std::int64_t> costs(levels_ + columns_, unlimited);
    std::vector<std::pair<std::size_t, Arc>> before(costs.size());
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> reached;
    costs[from] = 0;
    reached.emplace(0, from);
    while (!reached.empty() && reached.top().second != to) {
      const auto [so_far, node] = reached.top();
      reached.pop();
      if (so_far > costs[node]) continue;
      for_each_arc(node, [&, so_far = so_far, node = node](const Arc& arc) {
        const std::int64_t sum = so_far + cost(arc.edge);
        if (arc.edge == beside || sum >= costs[arc.to] || residual(arc) <= 0) return;
        costs[arc.to] = sum;
        before[arc.to] = {node, arc};
        reached.emplace(sum, arc.to);
      });
    }
    std::vector<Arc> path;
    if (costs[to] < unlimited)
      for (std::size_t node = to; node != from; node = before[node].first) path.push_back(before[node].second);
    return path;
  }

  /// Hides what it takes for a small count to be possibly the largest, or the smallest, that small ones are.
  bool protect(std::size_t edge, bool upwards) {
    std::int64_t needed = upwards ? highest(edge) - counts_[edge] : counts_[edge] - 1;
    const bool goes_to_column = upwards == (edge % columns_ != 0);
    const std::size_t level = level_of(edge), column = column_of(edge);
    std::ranges::fill(change_, 0);
    while (needed > 0) {
      poll_();
      const auto path = goes_to_column ? cheapest_path(column, level, edge) : cheapest_path(level, column, edge);
      if (path.empty()) return false;
      std::int64_t most = needed;
      for (const Arc& arc : path) most = std::min(most, residual(arc));
      for (const Arc& arc : path) {
        if (told_[arc.edge] == Told::shown) told_[arc.edge] = is_missing(arc.edge) ? Told::nothing : Told::many;
        change_[arc.edge] += arc.is_increase ? most : -most;
      }
      needed -= most;
    }
    return true;
  }

  std::size_t levels_, columns_;
  std::int64_t least_;
  const Poll& poll_;
  std::vector<std::int64_t> counts_, change_;
  std::vector<Told> told_;
};

}  // namespace

bool Suppression::hides_any() const {
  return std::ranges::any_of(cells_, [](Told told) { return told != Told::shown; });
}

Suppression suppressed(const Contingency& table, std::uint64_t least, const Poll& poll) {
  return {table.columns, Network(table, least, poll).protect()};
}

}  // namespace survival
