// One patient's rows as moves, and the count of what is wrong in them.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "declare/message.hpp"
#include "functions/states/events.hpp"
#include "functions/states/histories.hpp"
#include "functions/states/naming.hpp"
#include "functions/states/patient_rows.hpp"
#include "survival/states/movements.hpp"
#include "survival/states/places.hpp"

namespace functions::states {

/// Walks through the patients one by one. States of moves are codes of the rows' values, to be numbered later.
class Walk {
 public:
  Walk(const Events& events, const Naming& naming, const survival::Places& places, PatientHistories& made,
       const declare::Poll& poll);

  /// \param rows  of one patient, by time
  void patient(std::uint32_t id, std::span<const Event> rows);
  /// After the last of them. Throws declare::Error about what is wrong.
  void end() const;

  /// Where a state is first lived in or entered; of each code.
  const std::vector<std::uint32_t>& first_seen() const { return first_seen_; }

 private:
  void rows_of_a_time(std::span<const Event> rows, bool late_entry);
  bool come_into_sight(std::span<const Event> rows, bool late_entry);
  std::uint8_t winner(std::span<const Event> rows);
  void overrule(std::span<const Event> rows, std::uint8_t winner, bool names_entry);
  void leave(survival::After after);
  void see(std::uint8_t state, std::uint32_t time);
  void check_ends() const;
  std::string patient_name() const { return declare::cat("patient ", events_.name(id_)); }
  std::string state(std::uint8_t code) const { return declare::literal(events_.state_values.values()[code]); }
  std::string time(std::uint32_t place) const { return declare::cat(places_.times[place]); }

  const Events& events_;
  const Naming& naming_;
  const survival::Places& places_;
  PatientHistories& made_;
  declare::Poll poll_;

  // The patient at hand.
  std::uint32_t id_ = 0;
  std::uint32_t start_ = 0;  ///< where he comes into sight, or came last
  std::uint32_t end_ = 0;    ///< the time of the rows so far
  std::uint8_t state_ = 0;
  bool in_sight_ = false;    ///< has come into sight
  bool first_ = true;        ///< at the first of his rows
  bool moved_last_ = false;  ///< his last move is a transition at end_
  bool censored_ = false;    ///< the last rows say that follow-up ends

  Slip same_time_, overlap_, no_time_, after_absorbing_;
  std::vector<Slip> open_, leave_;  ///< of each code: last rows that enter it; transitions out of it
  std::vector<std::uint32_t> first_seen_;
};

}  // namespace functions::states
