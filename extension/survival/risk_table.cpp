#include "survival/risk_table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "survival/radix_sort.hpp"

namespace survival {
namespace {

constexpr double rounding = 1e-12;  // of sums of weights that are not whole, relative to the largest

/// Patients who enter at or after `time`.
double entering_from(const LargeVector<Entering>& entering, double time) {
  const auto next = std::ranges::lower_bound(entering, time, {}, &Entering::entry);
  return next == entering.end() ? 0 : next->n_from;
}

void sum_entering(LargeVector<Entering>& entering, const Poll& poll) {
  const auto order = sorted_rows(entering.size(), poll, [&](std::size_t i) { return entering[i].entry; });
  LargeVector<Entering> sorted(entering.size());
  double later = 0;
  for_each_row(order.size(), poll, [&](std::size_t i) {
    const std::size_t from_end = order.size() - 1 - i;
    const Entering& next = entering[order[from_end].row];
    later += next.n_from;
    sorted[from_end] = {next.entry, later};
  });
  entering = std::move(sorted);
}

/// Sums from the end, so that where the last patients leave, n_risk is exactly what leaves.
void sum_at_risk(RiskTable& table, const Poll& poll) {
  double followed = 0, largest = 0;
  for_each_row(table.rows.size(), poll, [&](std::size_t i) {
    RiskRow& row = table.rows[table.rows.size() - 1 - i];
    followed += row.n_event + row.n_censor;
    largest = std::max(largest, followed);
    row.n_risk = followed;
  });
  if (table.entering.empty()) return;
  for_each_row(table.rows.size(), poll, [&](std::size_t i) {
    RiskRow& row = table.rows[i];
    row.n_risk -= entering_from(table.entering, row.time);
    // Weights that are not whole leave a rounding error where all at risk leave, and the curve would not reach 0.
    const double leave = row.n_event + row.n_censor;
    if (std::abs(row.n_risk - leave) < rounding * largest) row.n_risk = leave;
  });
}

}  // namespace

double RiskTable::at_risk(double time) const {
  const auto next = std::ranges::lower_bound(rows, time, {}, &RiskRow::time);
  if (next == rows.end()) return 0;
  const double followed = next->n_risk + entering_from(entering, next->time);
  const double at_risk = followed - entering_from(entering, time);
  return at_risk > rounding * followed ? at_risk : 0;
}

double RiskTable::n() const {
  return std::accumulate(rows.begin(), rows.end(), 0.0,
                         [](double sum, const RiskRow& row) { return sum + row.n_event + row.n_censor; });
}

Groups risk_tables(const Patients& patients, std::size_t groups, const Poll& poll, std::size_t causes) {
  const auto enters_late = [&](std::size_t i) { return !patients.entry.empty() && patients.entry[i] > 0; };
  std::vector<std::size_t> sizes(groups), late(groups);
  for_each_row(patients.size(), poll, [&](std::size_t i) {
    ++sizes[patients.group_of(i)];
    late[patients.group_of(i)] += enters_late(i);
  });
  Groups tables(groups);
  for (std::size_t g = 0; g < groups; ++g) {
    tables[g].causes = causes;
    tables[g].rows.reserve(sizes[g]);
    tables[g].entering.reserve(late[g]);
    if (causes > 1) tables[g].by_cause.reserve(sizes[g] * causes);
  }

  for_each_row(patients.size(), poll, [&](std::size_t i) {
    RiskTable& table = tables[patients.group_of(i)];
    const double time = patients.time[i], weight = patients.weight_of(i);
    const std::uint8_t status = patients.status[i];
    if (table.rows.empty() || table.rows.back().time != time) {
      table.rows.push_back({time, 0, 0, 0});
      if (causes > 1) table.by_cause.resize(table.by_cause.size() + causes);
    }
    (status ? table.rows.back().n_event : table.rows.back().n_censor) += weight;
    if (status && causes > 1) table.by_cause[(table.rows.size() - 1) * causes + status - 1] += weight;
    if (enters_late(i)) table.entering.push_back({patients.entry[i], weight});
  });
  for (RiskTable& table : tables) {
    sum_entering(table.entering, poll);
    sum_at_risk(table, poll);
  }
  return tables;
}

}  // namespace survival
