#include "cohort/stays.hpp"

#include <optional>

#include "declare/message.hpp"

namespace cohort {
namespace {

using declare::cat, declare::Error;
using survival::Histories, survival::Patients, survival::Poll;

double sort_times(Patients& patients, const FollowUp& follow_up, const Poll& poll) {
  try {
    return survival::merge_near_ties(patients, poll);
  } catch (const survival::EntryAtTime& problem) {
    throw Error(cat(follow_up.subject(Role::entry), " ", problem.what()));
  }
}

std::string name_of(std::uint32_t id, const FollowUp& follow_up) {
  const Dictionary& ids = follow_up.ids();
  return ids.size() == 0 ? cat("number ", id + 1, " of the blob") : declare::literal(ids.value(id));
}

std::string patients_in_words(std::size_t n) { return cat(n, n == 1 ? " patient" : " patients"); }

/// A row of a patient and their next one.
struct Pair {
  std::size_t earlier, later;
};

/// Patients of whom a row and the next do what they may not, and the first such rows.
struct Faults {
  std::size_t patients = 0;
  std::optional<Pair> first = {};
};

template <class Wrong>
Faults faults(const Patients& patients, const Histories& histories, const Poll& poll, Wrong wrong) {
  Faults found;
  std::uint32_t counted = 0;  // the last patient of them
  const auto& rows = histories.rows;
  survival::for_each_row(rows.empty() ? 0 : rows.size() - 1, poll, [&](std::size_t k) {
    const std::uint32_t id = patients.id[rows[k]];
    if (patients.id[rows[k + 1]] != id || !wrong(rows[k], rows[k + 1]) || (found.first && counted == id)) return;
    if (!found.first) found.first = Pair{rows[k], rows[k + 1]};
    counted = id;
    ++found.patients;
  });
  return found;
}

void check_overlaps(const Patients& patients, const Histories& histories, const FollowUp& follow_up) {
  if (!histories.overlap) return;
  const auto& [id, earlier, later] = *histories.overlap;
  const std::string whose = name_of(id, follow_up), n = patients_in_words(histories.overlapping);
  if (patients.entry.empty())
    throw Error(cat(follow_up.subject(Role::id), ": several rows in ", n, ", e.g. of ", whose, ": until ", earlier.time,
                    " and until ", later.time,
                    ", which overlap without entry; give the time at which a row begins as entry"));
  throw Error(cat(follow_up.subject(Role::id), ": rows overlap in ", n, ", e.g. of ", whose, ": from ", earlier.entry,
                  " to ", earlier.time, ", and from ", later.entry, " to ", later.time,
                  "; let a row begin where the one before it ends, or later"));
}

void check_weights(const Patients& patients, const Histories& histories, const FollowUp& follow_up, const Poll& poll) {
  if (patients.weight.empty() || follow_up.weights() != Weights::counts) return;  // a sampling weight may change
  const auto& weight = patients.weight;
  const Faults found = faults(patients, histories, poll,
                              [&](std::size_t earlier, std::size_t later) { return weight[earlier] != weight[later]; });
  if (!found.first) return;
  throw Error(cat(follow_up.subject(Role::weight), " changes between rows of ", patients_in_words(found.patients),
                  ", e.g. of ", name_of(patients.id[found.first->later], follow_up), ": ", weight[found.first->earlier],
                  ", then ", weight[found.first->later],
                  "; it counts patients, so that all rows of one id have the same"));
}

void check_stays(const Patients& patients, const Histories& histories, Stays stays, const FollowUp& follow_up,
                 const Poll& poll) {
  if (stays == Stays::recurrent) return;
  const bool one = stays == Stays::one;
  const Faults found = faults(patients, histories, poll,
                              [&](std::size_t earlier, std::size_t) { return one || patients.status[earlier] != 0; });
  if (!found.first) return;
  const std::size_t earlier = found.first->earlier, later = found.first->later;
  const std::string where =
      cat(patients_in_words(found.patients), ", e.g. of ", name_of(patients.id[earlier], follow_up), ": ");
  const std::string next = cat("from ", patients.entry[later], " to ", patients.time[later]);
  if (one)
    throw Error(cat(follow_up.subject(Role::id), ": rows do not join to one in ", where, "until ",
                    patients.time[earlier], ", then ", next,
                    "; here a patient has one follow-up, without gaps and with the same values throughout"));
  throw Error(cat(follow_up.subject(Role::id), ": rows follow an event in ", where, "an event at ",
                  patients.time[earlier], ", then a row ", next,
                  "; events that recur are for mcf_curve, changes of state for state_curve"));
}

}  // namespace

double sort_stays(Patients& patients, Stays stays, const FollowUp& follow_up, const Poll& poll,
                  const survival::Alike& alike) {
  survival::sort_by_time(patients, poll);
  if (patients.id.empty()) return sort_times(patients, follow_up, poll);
  // Those that meet exactly come first, so that a time at which follow-up was only split ties with nothing.
  survival::join(patients, survival::histories(patients, poll), poll, alike);
  const double tolerance = sort_times(patients, follow_up, poll);
  const Histories histories = survival::histories(patients, poll);
  check_overlaps(patients, histories, follow_up);
  check_weights(patients, histories, follow_up, poll);
  survival::join(patients, histories, poll, alike);
  if (stays != Stays::recurrent) check_stays(patients, survival::histories(patients, poll), stays, follow_up, poll);
  return tolerance;
}

void check_overlaps(Patients patients, const FollowUp& follow_up, const Poll& poll) {
  survival::sort_by_time(patients, poll);
  sort_times(patients, follow_up, poll);
  check_overlaps(patients, survival::histories(patients, poll), follow_up);
}

}  // namespace cohort
