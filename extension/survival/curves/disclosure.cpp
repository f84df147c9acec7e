#include "survival/curves/disclosure.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace survival {
namespace {

/// Patients who leave together, in one way: censored, 0, or by a cause.
struct Release {
  double time;
  std::size_t way;
  double n;
};

/// What one way of leaving has come to.
struct Waiting {
  double n = 0, last = 0;
  std::optional<std::size_t> released = {};  ///< the number of its last release
};

double leaving(const RiskTable& table, std::size_t row, std::size_t way) {
  return way == 0 ? table.rows[row].n_censor : table.n_event(row, way);
}

/// What a table of its own looks at.
struct CoarseMemory {
  std::vector<RiskRow> rows;
  std::vector<double> by_cause;
};

RiskTable rebuilt(std::vector<Release> releases, std::size_t causes) {
  std::ranges::stable_sort(releases, {}, &Release::time);
  const auto memory = std::make_shared<CoarseMemory>();
  auto& [rows, by_cause] = *memory;
  for (const auto& [time, way, n] : releases) {
    if (rows.empty() || rows.back().time != time) {
      rows.push_back({time, 0, 0, 0});
      if (causes > 1) by_cause.resize(by_cause.size() + causes);
    }
    (way == 0 ? rows.back().n_censor : rows.back().n_event) += n;
    if (way > 0 && causes > 1) by_cause[(rows.size() - 1) * causes + way - 1] += n;
  }
  double followed = 0;
  for (std::size_t i = rows.size(); i-- > 0;) {
    followed += rows[i].n_event + rows[i].n_censor;
    rows[i].n_risk = followed;
  }
  return {rows, causes, by_cause, {}, memory};
}

}  // namespace

std::optional<Coarse> coarsened(const RiskTable& table, double least, const Poll& poll) {
  std::vector<Waiting> ways(table.causes + 1);
  std::vector<Release> releases;
  for_each_row(table.rows.size(), poll, [&](std::size_t i) {
    for (std::size_t way = 0; way < ways.size(); ++way) {
      const double n = leaving(table, i, way);
      if (n == 0) continue;
      Waiting& waiting = ways[way];
      waiting.n += n, waiting.last = table.rows[i].time;
      if (waiting.n < least) continue;
      waiting.released = releases.size();
      releases.push_back({waiting.last, way, std::exchange(waiting.n, 0)});
    }
  });
  for (Waiting& waiting : ways) {  // those left over leave with the last of their kind
    if (waiting.n == 0 || !waiting.released) continue;
    releases[*waiting.released].time = waiting.last;
    releases[*waiting.released].n += std::exchange(waiting.n, 0);
  }
  for (std::size_t way = 1; way < ways.size(); ++way)
    if (ways[way].n > 0) return std::nullopt;
  double told_until = std::numeric_limits<double>::infinity();
  if (ways[0].n > 0) {
    const auto last = std::ranges::max_element(releases, {}, [](const Release& r) { return r.time; });
    if (last == releases.end()) return std::nullopt;
    if (std::ranges::count(releases, last->way, &Release::way) == 1) return std::nullopt;
    last->n += ways[0].n;
    last->way = 0;
    last->time = told_until = table.rows.back().time;
  }
  return Coarse{rebuilt(std::move(releases), table.causes), told_until};
}

}  // namespace survival
