#include "functions/states/recurrences.hpp"

#include "functions/states/patient_rows.hpp"
#include "survival/states/mean_count.hpp"

namespace functions::states {

using declare::cat, declare::Error;
using survival::After, survival::nowhere;

namespace {

/// One patient's rows as moves, and the count of what is wrong in them.
class Recurrences {
 public:
  Recurrences(const Events& events, const survival::Places& places, survival::LargeVector<survival::Move>& moves)
      : events_(events), places_(places), moves_(moves) {}

  void patient(std::uint32_t id, std::span<const Event> rows) {
    id_ = id;
    start_ = end_ = 0;
    in_sight_ = dead_ = false;
    const bool late_entry = have_one_entry(rows);
    bool ends_in_event = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Event& row = rows[i];
      const bool is_new_time = i == 0 || row.time != rows[i - 1].time;
      if (is_new_time) ends_in_event = false;
      if (is_new_time && dead_) after_death_.add(id, [&] { return at(row.time); });
      come_into_sight(row, i == 0, late_entry);
      end_ = row.time;
      const bool event = row.state & Events::happened;
      ends_in_event |= event;
      if (event) moves_.push_back({row.time, id, survival::observed, survival::recurrent, After::stays});
      dead_ |= (row.state & Events::died) != 0;
    }
    moves_.push_back({end_, id, survival::observed, dead_ ? survival::State(survival::dead) : nowhere, After::gone});
    if (ends_in_event && !dead_ && !events_.has_entry()) open_.add(id, [&] { return events_.name(id); });
  }

  void end() const {
    overlap_.report(cat(events_.subject("entry"), " makes rows overlap"),
                    "rows of a patient follow one another: correct the rows, or leave them out with a query as source");
    no_time_.report(cat(events_.subject("entry"), " leaves a row no time"), cohort::mend);
    after_death_.report(cat(events_.subject("terminal"), " is followed by a later row"), cohort::mend);
    if (open_.patients)
      throw Error(cat(patients(open_.patients), " (", open_.listed(), open_.patients == 1 ? ") has" : ") have",
                      " an event in the last row, and nothing tells the follow-up after it; add a row without an event "
                      "at each patient's last contact, or give entry where a row's time is all that was observed"));
  }

 private:
  std::string at(std::uint32_t place) const {
    return cat("patient ", events_.name(id_), " at time ", places_.times[place]);
  }

  void come_into_sight(const Event& row, bool first, bool late_entry) {
    const bool tells = row.has_entry && (first || !late_entry);
    const std::uint32_t entry = row.starts && first ? 0 : row.entry;  // later rows may start at the time 0
    if (tells && first) start_ = entry;
    if (tells && !first && entry < end_ && row.time != end_) overlap_.add(id_, [&] { return at(row.time); });
    if (row.has_entry && !row.starts && row.entry == row.time) no_time_.add(id_, [&] { return at(row.time); });
    if (tells && !first && entry > end_) {
      moves_.push_back({end_, id_, survival::observed, nowhere, After::away});
      start_ = entry;
      in_sight_ = false;
    }
    if (!in_sight_) moves_.push_back({start_, id_, nowhere, survival::observed, After::stays});
    in_sight_ = true;
  }

  const Events& events_;
  const survival::Places& places_;
  survival::LargeVector<survival::Move>& moves_;
  std::uint32_t id_ = 0, start_ = 0, end_ = 0;
  bool in_sight_ = false, dead_ = false;
  Slip overlap_, no_time_, after_death_, open_;
};

}  // namespace

survival::Movements recurrences(const Events& events, bool sampling, const declare::Poll& poll) {
  survival::Movements histories;
  if (events.rows() == 0) return histories;
  check_weights(events, sampling);
  survival::Places places = survival::places_of(events.time, events.entry, poll);
  histories.moves.reserve(2 * events.rows());
  Recurrences walk(events, places, histories.moves);
  for_each_patient(events, places, poll,
                   [&](std::uint32_t id, std::span<const Event> rows) { walk.patient(id, rows); });
  walk.end();
  copy_people(events, sampling, histories, poll);
  histories.states = 1;
  histories.tolerance = places.tolerance;
  histories.times = std::move(places.times);
  return histories;
}

}  // namespace functions::states
