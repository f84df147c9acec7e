// Patients who move between states: what happens to whom, time by time.
#pragma once
#include <cstdint>
#include <vector>

#include "survival/large_vector.hpp"
#include "survival/patients.hpp"

namespace survival {

/// A state, 0, 1, ...; at most 254 of them.
using State = std::uint8_t;
inline constexpr State nowhere = 255;  ///< out of sight
inline constexpr std::size_t most_states = 254;

/// Whether a patient is observed after a move.
enum class After : std::uint8_t {
  stays,  ///< observed on
  away,   ///< out of sight, and comes back later
  gone    ///< not observed any more
};

/// What happens to one patient at one time.
struct Move {
  std::uint32_t time;     ///< its place in Movements::times
  std::uint32_t patient;  ///< 0, 1, ...
  State from;             ///< nowhere: comes into sight, at risk from just after the time
  State to;               ///< nowhere: leaves sight without a transition, at risk at the time
  After after;

  bool enters() const { return from == nowhere; }
  bool is_event() const { return from != nowhere && to != nowhere; }
};

/// The histories of all patients. A patient is followed through moves of ascending time: comes into sight, has
/// transitions, leaves. Of one time there is one move of a patient, or a leaving and a coming back.
struct Movements {
  LargeVector<double> times = {0};  ///< ascending; [0] is the start, before all that happens, also at time 0
  std::size_t states = 0;
  std::size_t patients = 0;
  LargeVector<std::uint32_t> group = {};    ///< of each patient; empty: one group
  LargeVector<double> weight = {};          ///< of each patient, > 0; empty: 1 each
  std::vector<std::uint8_t> leavable = {};  ///< of each state, whether somebody is at risk in it at any time
  bool sampling = false;                    ///< a weight is a sampling weight, not a number of patients who are alike
  LargeVector<Move> moves = {};             ///< patient by patient, each in time
  double tolerance = tie_tolerance;         ///< times nearer than this are one

  double weight_of(std::uint32_t patient) const { return weight.empty() ? 1 : weight[patient]; }
  std::uint32_t group_of(std::uint32_t patient) const { return group.empty() ? 0 : group[patient]; }
  /// What a patient's squared influence counts in a variance: so many patients who are alike, or one of that weight.
  double squares_of(std::uint32_t patient) const {
    const double one = weight_of(patient);
    return sampling ? one * one : one;
  }
  /// The last place in `times` that is reached at a time.
  std::uint32_t place(double time) const;
};

/// The moves of each group by time; of one time those who come into sight last. O(moves + times + groups).
std::vector<LargeVector<Move>> moves_by_time(const Movements& histories, std::size_t groups, const Poll& poll);

}  // namespace survival
