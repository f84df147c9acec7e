#include "functions/states/walk.hpp"

#include <algorithm>

#include "declare/message.hpp"

namespace functions::states {

using declare::cat, declare::Error;
using survival::After, survival::nowhere;

Walk::Walk(const Events& events, const Naming& naming, const survival::Places& places, PatientHistories& made,
           const declare::Poll& poll)
    : events_(events), naming_(naming), places_(places), made_(made), poll_(poll) {
  const std::size_t codes = events.state_values.values().size();
  open_.resize(codes);
  leave_.resize(codes);
  first_seen_.assign(codes, Slip::no_patient);
}

void Walk::see(std::uint8_t state, std::uint32_t time) { first_seen_[state] = std::min(first_seen_[state], time); }

void Walk::patient(std::uint32_t id, std::span<const Event> rows) {
  id_ = id;
  state_ = naming_.start == Naming::no_code ? events_.people[id].initial : naming_.start;
  in_sight_ = moved_last_ = censored_ = false;
  first_ = true;
  start_ = end_ = 0;
  const bool late_entry = have_one_entry(rows);
  for (std::size_t begin = 0, next = 0; begin < rows.size(); begin = next) {
    while (next < rows.size() && rows[next].time == rows[begin].time) ++next;
    rows_of_a_time(rows.subspan(begin, next - begin), late_entry);
    first_ = false;
  }
  if (in_sight_)
    leave(After::gone);
  else
    no_time_.add(id, [&] { return cat(patient_name(), " at time ", time(end_)); });
  if (!censored_) open_[state_].add(id, [&] { return events_.name(id_); });
}

void Walk::rows_of_a_time(std::span<const Event> rows, bool late_entry) {
  const std::uint32_t now = rows.front().time;
  if (!first_ && naming_.absorbing[state_])
    after_absorbing_.add(id_, [&] {
      return cat(patient_name(), ", in ", state(state_), " from time ", time(end_), " on, at time ", time(now));
    });
  const bool names_entry = come_into_sight(rows, late_entry);
  const std::uint8_t to = winner(rows);
  overrule(rows, to, names_entry);
  end_ = now;
  if (names_entry) {
    if (to != Naming::no_code) state_ = to;
    return;
  }
  if (!in_sight_) {
    made_.histories.moves.push_back({start_, id_, nowhere, state_, After::stays});
    see(state_, start_);
    in_sight_ = true;
  }
  moved_last_ = to != Naming::no_code && to != state_;
  if (!moved_last_) return;
  leave_[state_].add(id_, [&] { return cat(patient_name(), " for ", state(to), " at time ", time(now)); });
  made_.histories.moves.push_back({now, id_, state_, to, After::stays});
  see(to, now);
  state_ = to;
}

/// Sees to it that the patient is in sight up to the time of the rows. Returns whether they name his state of entry.
bool Walk::come_into_sight(std::span<const Event> rows, bool late_entry) {
  const Event& row = rows.front();
  for (const Event& other : rows)
    if (other.has_entry != row.has_entry || other.entry != row.entry)
      overlap_.add(id_, [&] { return cat(patient_name(), " has two for time ", time(row.time)); });
  if (!row.has_entry || (late_entry && !first_)) return false;
  const std::uint32_t entry = row.starts && first_ ? 0 : row.entry;  // later rows may start at the time 0
  const bool names_entry = row.entry > 0 && row.entry == row.time;
  if (first_) {
    start_ = entry;
    return names_entry;
  }
  if (entry < end_)
    overlap_.add(id_, [&] { return cat(patient_name(), " has a row at ", time(end_), " and one from ", time(entry)); });
  if (entry <= end_) return false;
  if (in_sight_) leave(After::away);
  start_ = entry;
  return names_entry;
}

/// The state that a patient is in after the rows of one time; no_code: they name none.
std::uint8_t Walk::winner(std::span<const Event> rows) {
  std::uint8_t best = Naming::no_code;
  censored_ = false;
  for (const Event& row : rows) {
    if (row.state == naming_.censor) {
      censored_ = true;
    } else if (best != Naming::no_code && row.state != best && naming_.rank.empty()) {
      same_time_.add(id_, [&] {
        return cat(patient_name(), " at time ", time(row.time), ": ", state(best), " and ", state(row.state));
      });
    } else if (best == Naming::no_code || (row.state != best && naming_.rank[row.state] > naming_.rank[best])) {
      best = row.state;
    }
  }
  return best;
}

void Walk::overrule(std::span<const Event> rows, std::uint8_t winner, bool names_entry) {
  if (naming_.rank.empty()) return;
  const std::size_t before = made_.overruled.size();
  for (const Event& row : rows) {
    if (row.state == winner || row.state == naming_.censor || (row.state == state_ && !names_entry)) continue;
    const auto known = std::find_if(made_.overruled.begin() + std::ptrdiff_t(before), made_.overruled.end(),
                                    [&](const Overruled& one) { return one.to == row.state; });
    if (known == made_.overruled.end()) made_.overruled.push_back({id_, names_entry ? nowhere : state_, row.state});
  }
}

/// Out of sight after the rows so far.
void Walk::leave(After after) {
  if (moved_last_)
    made_.histories.moves.back().after = after;
  else
    made_.histories.moves.push_back({end_, id_, state_, nowhere, after});
  in_sight_ = moved_last_ = false;
}

void Walk::end() const {
  overlap_.report(cat(events_.subject("entry"), " makes rows overlap"),
                  "rows of a patient follow one another: correct the rows, or leave them out with a query as source");
  no_time_.report(cat(events_.subject("time"), " ends at the entry, and no follow-up is left"),
                  "add a row with the censor value at each patient's last contact, or leave them out with a query as "
                  "source");
  same_time_.report(cat(events_.subject("state"), " names two states at one time"),
                    "list the states with states = '...', those that win at one time later than those that lose, or "
                    "correct the rows");
  after_absorbing_.report(cat(events_.subject("state"), " goes on after an absorbing state"), cohort::mend);
  check_ends();
}

void Walk::check_ends() const {
  const std::string censor =
      naming_.censor == Naming::no_code ? "the censor value" : cat("the censor value ", state(naming_.censor));
  for (std::size_t code = 0; code < open_.size(); ++code) {
    const Slip &open = open_[code], &left = leave_[code];
    if (open.patients == 0 || left.patients == 0) continue;
    const bool few = left.patients <= Slip::most_examples || 10 * left.patients <= open.patients;
    throw Error(cat(patients(open.patients), " (", open.listed(), ")", open.patients == 1 ? " enters " : " enter ",
                    state(std::uint8_t(code)), " and ", open.patients == 1 ? "has" : "have", " no row after it",
                    few ? cat(", but it is left by ", left.listed()) : "", "; ", few ? "correct those rows, or " : "",
                    "add a row with ", censor, " at each patient's last contact"));
  }
}

}  // namespace functions::states
