#include "survival/risk_table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "survival/influences.hpp"
#include "survival/radix_sort.hpp"

namespace survival {
namespace {

constexpr double rounding = 1e-12;  // of sums of weights that are not whole, relative to the largest

/// Patients who enter at or after `time`.
double entering_from(std::span<const Entering> entering, double time) {
  const auto next = std::ranges::lower_bound(entering, time, {}, &Entering::entry);
  return next == entering.end() ? 0 : next->n_from;
}

void sum_entering(std::span<Entering> entering, const Poll& poll) {
  if (entering.empty()) return;
  const auto order = sorted_rows(entering.size(), poll, [&](std::size_t i) { return entering[i].entry; });
  LargeVector<Entering> sorted(entering.size());
  double later = 0;
  for_each_row(order.size(), poll, [&](std::size_t i) {
    const std::size_t from_end = order.size() - 1 - i;
    const Entering& next = entering[order[from_end].row];
    later += next.n_from;
    sorted[from_end] = {next.entry, later};
  });
  for_each_row(order.size(), poll, [&](std::size_t i) { entering[i] = sorted[i]; });
}

/// Sums from the end, so that where the last patients leave, n_risk is exactly what leaves.
void sum_at_risk(std::span<RiskRow> rows, std::span<const Entering> entering, const Poll& poll) {
  double followed = 0, largest = 0;
  for_each_row(rows.size(), poll, [&](std::size_t i) {
    RiskRow& row = rows[rows.size() - 1 - i];
    followed += row.n_event + row.n_censor;
    largest = std::max(largest, followed);
    row.n_risk = followed;
  });
  if (entering.empty()) return;
  for_each_row(rows.size(), poll, [&](std::size_t i) {
    RiskRow& row = rows[i];
    row.n_risk -= entering_from(entering, row.time);
    // Weights that are not whole leave a rounding error where all at risk leave, and the curve would not reach 0.
    const double leave = row.n_event + row.n_censor;
    if (std::abs(row.n_risk - leave) < rounding * largest) row.n_risk = leave;
  });
}

/// The rows of all groups, one after the other.
struct Memory {
  std::unique_ptr<RiskRow[]> rows;
  std::unique_ptr<double[]> by_cause;
  std::unique_ptr<Entering[]> entering;
};

/// An array whose values are yet to be set.
template <class T>
std::unique_ptr<T[]> array(std::size_t n) {
  std::unique_ptr<T[]> values(new T[n]);
  prefer_huge_pages(values.get(), n * sizeof(T));
  return values;
}

/// Where the next row, or who enters next, of a group goes.
struct Ends {
  std::size_t first_row = 0, rows = 0, first_entering = 0, entering = 0;
};

/// Takes those who go on from n_censor: they leave their row, and come back in the next.
void go_on(const Followers& followers, std::size_t group, std::span<RiskRow> rows, const Poll& poll) {
  const auto begin = followers.groups.begins[group], end = followers.groups.begins[group + 1];
  const Patients& patients = followers.patients;
  auto at = rows.begin();
  for_each_row(followers.goes_on.empty() ? 0 : end - begin, poll, [&](std::size_t k) {
    const std::uint32_t i = followers.groups.rows[begin + k];
    while (at->time != patients.time[i]) ++at;
    if (!followers.ends(i)) at->n_censor -= patients.weight_of(i);
    if (std::abs(at->n_censor) < rounding * at->n_risk) at->n_censor = 0;
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

Groups risk_tables(const Patients& patients, std::size_t groups, const Poll& poll, std::size_t causes,
                   const std::shared_ptr<const Followers>& followers) {
  const std::size_t n = patients.size();
  const auto enters_late = [&](std::size_t i) { return !patients.entry.empty() && patients.entry[i] > 0; };
  LargeVector<Ends> ends;
  ends.reserve(groups);
  for_each_row(groups, poll, [&](std::size_t) { ends.push_back({}); });
  for_each_row(n, poll, [&](std::size_t i) {
    Ends& end = ends[patients.group_of(i)];
    ++end.rows;
    end.entering += enters_late(i);
  });
  std::size_t all_rows = 0, all_entering = 0;
  for_each_row(groups, poll, [&](std::size_t g) {
    ends[g].first_row = std::exchange(all_rows, all_rows + std::exchange(ends[g].rows, 0));
    ends[g].first_entering = std::exchange(all_entering, all_entering + std::exchange(ends[g].entering, 0));
  });
  const auto memory = std::make_shared<Memory>();
  memory->rows = array<RiskRow>(n);
  if (causes > 1) memory->by_cause = array<double>(n * causes);
  memory->entering = array<Entering>(all_entering);

  for_each_row(n, poll, [&](std::size_t i) {
    Ends& end = ends[patients.group_of(i)];
    RiskRow* const rows = &memory->rows[end.first_row];
    double* const by_cause = causes > 1 ? &memory->by_cause[end.first_row * causes] : nullptr;
    const double time = patients.time[i], weight = patients.weight_of(i);
    const std::uint8_t status = patients.status[i];
    if (end.rows == 0 || rows[end.rows - 1].time != time) {
      rows[end.rows] = {time, 0, 0, 0};
      if (causes > 1) std::fill_n(by_cause + end.rows * causes, causes, 0.0);
      ++end.rows;
    }
    RiskRow& row = rows[end.rows - 1];
    (status ? row.n_event : row.n_censor) += weight;
    if (status && causes > 1) by_cause[(end.rows - 1) * causes + status - 1] += weight;
    if (enters_late(i)) memory->entering[end.first_entering + end.entering++] = {patients.entry[i], weight};
  });

  Groups tables;
  tables.reserve(groups);
  for_each_row(groups, poll, [&](std::size_t g) {
    const Ends& end = ends[g];
    const std::span<RiskRow> rows(memory->rows.get() + end.first_row, end.rows);
    const std::span<Entering> entering(memory->entering.get() + end.first_entering, end.entering);
    sum_entering(entering, poll);
    sum_at_risk(rows, entering, poll);
    const double* const by_cause = causes > 1 ? memory->by_cause.get() + end.first_row * causes : nullptr;
    tables.push_back({rows, causes, {by_cause, by_cause ? end.rows * causes : 0}, entering, memory, followers, g});
    if (followers) go_on(*followers, g, rows, poll);
  });
  return tables;
}

}  // namespace survival
