#include "functions/states/patient_rows.hpp"

#include <algorithm>
#include <cmath>

namespace functions::states {

using declare::cat, declare::Error;
using survival::LargeVector;

namespace {

/// The rows patient by patient, in the order that they came.
LargeVector<std::uint32_t> by_patient(const Events& events, const declare::Poll& poll) {
  LargeVector<std::uint32_t> order;
  if (std::ranges::is_sorted(events.patient)) return order;  // empty: as they are
  LargeVector<std::uint32_t> next(events.patients() + 1, 0);
  survival::for_each_row(events.rows(), poll, [&](std::size_t i) { ++next[events.patient[i] + 1]; });
  for (std::size_t id = 1; id < next.size(); ++id) next[id] += next[id - 1];
  order.resize(events.rows());
  survival::for_each_row(events.rows(), poll,
                         [&](std::size_t i) { order[next[events.patient[i]]++] = std::uint32_t(i); });
  return order;
}

Event event_of(const Events& events, const survival::Places& places, std::size_t row) {
  Event event{places.time[row], 0, events.state[row]};
  if (events.has_entry() && !std::isnan(events.entry[row])) {
    event.has_entry = true;
    event.entry = places.entry[row];
    event.starts = events.entry[row] <= 0;
  }
  return event;
}

}  // namespace

void for_each_patient(const Events& events, const survival::Places& places, const declare::Poll& poll,
                      const std::function<void(std::uint32_t, std::span<const Event>)>& visit) {
  const LargeVector<std::uint32_t> order = by_patient(events, poll);
  const auto row_of = [&](std::size_t i) { return order.empty() ? i : order[i]; };
  std::vector<Event> rows;
  survival::for_each_row(events.rows(), poll, [&](std::size_t i) {
    const std::uint32_t id = events.patient[row_of(i)];
    rows.push_back(event_of(events, places, row_of(i)));
    for (std::size_t at = rows.size() - 1; rows.size() <= 32 && at > 0 && rows[at].time < rows[at - 1].time; --at)
      std::swap(rows[at], rows[at - 1]);
    if (i + 1 < events.rows() && events.patient[row_of(i + 1)] == id) return;
    if (rows.size() > 32) std::ranges::stable_sort(rows, {}, &Event::time);
    if (!events.people[id].left_out && events.people[id].weight > 0) visit(id, rows);
    rows.clear();
  });
}

void copy_people(const Events& events, bool sampling, survival::Movements& histories, const declare::Poll& poll) {
  histories.patients = events.patients();
  histories.sampling = sampling;
  if (events.strata.size() > 1) histories.group.resize(events.patients());
  if (events.has_weight) histories.weight.resize(events.patients());
  survival::for_each_row(events.patients(), poll, [&](std::size_t id) {
    if (!histories.group.empty()) histories.group[id] = events.people[id].group;
    if (!histories.weight.empty()) histories.weight[id] = events.people[id].weight;
  });
}

void check_weights(const Events& events, bool sampling) {
  if (!sampling && events.fraction)
    throw Error(cat(events.subject("weight"), " is not whole, e.g. ", *events.fraction,
                    "; a weight counts patients who are alike; of a sampling weight say weight_type = 'sampling'"));
}

bool have_one_entry(std::span<const Event> rows) {
  return std::ranges::all_of(rows, [&](const Event& row) {
    return row.has_entry && row.entry == rows.front().entry && row.starts == rows.front().starts;
  });
}

std::string patients(std::size_t count) { return cat(count, count == 1 ? " patient" : " patients"); }

std::string Slip::listed() const {
  std::string all;
  for (const std::string& example : examples) all += cat(all.empty() ? "" : ", ", example);
  return patients > examples.size() ? all + ", ..." : all;
}

void Slip::report(const std::string& what, const char* way_out) const {
  if (patients == 0) return;
  throw Error(cat(what, " for ", states::patients(patients), " (", listed(), "); ", way_out));
}

}  // namespace functions::states
