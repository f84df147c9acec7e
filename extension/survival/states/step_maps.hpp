// How probabilities and influences are carried from one time of transitions to a later one.
//
// At a time u with transitions, rates dA_hk = (transitions from h to k) / Y_h, M = I + dA, a row vector v of the states
// goes to v M. The influence of a patient at risk in state h has the row -g_h dA_h added, g_h = P_h(u-) / Y_h(u), which
// is the same as moving v - g_h e_h by M and adding g_h e_h again. In integrated maps a vector has a second half, the
// integral of the first over time: it gains (time since the step before) x v before v moves.
//
// A vector may have to be carried over many steps at once, from where a patient moved last. So the maps of 2^l blocks
// of steps are kept composed, for each l: O(log steps) products of a vector and a matrix in place of one a step, and
// O(steps) memory. No map is inverted.
#pragma once
#include <span>
#include <vector>

#include "survival/states/movements.hpp"

namespace survival {

/// The transitions out of one state at one time.
struct Exit {
  double share;              ///< g_h
  double stay;               ///< 1 - sum of the rates; 0 where all leave
  std::uint32_t end_target;  ///< its targets begin where those of the exit before end
  State from;
};
struct Target {
  double rate;  ///< dA_hk
  State to;
};

class StepMaps {
 public:
  StepMaps(std::size_t states, bool integrated);

  /// The length of a vector: states, or twice that.
  std::size_t length() const { return length_; }
  /// Steps so far.
  std::uint32_t steps() const { return std::uint32_t(steps_.size()); }

  /// A step: first the exits, each with its targets, then close() with the time since the step before.
  void exit(State from, double share, double stay);
  void target(State to, double rate);
  void close(double elapsed);

  /// Of the step closed last.
  std::span<const Exit> exits() const { return exits_of(steps() - 1); }
  /// Of one of its exits.
  std::span<const Target> targets(const Exit& exit) const {
    const std::uint32_t begin = &exit == exits_.data() ? 0 : (&exit - 1)->end_target;
    return {targets_.data() + begin, targets_.data() + exit.end_target};
  }

  /// Carries a vector over the step closed last. \param in  the state its patient is at risk in; nowhere: in none
  void step(double* vector, State in) const { step(steps() - 1, vector, in); }
  /// M' S M at the step closed last, S a symmetric matrix of vectors. \param scratch  as large as S
  void square(std::vector<double>& sums, std::vector<double>& scratch) const;
  /// Carries a vector over the steps from `begin` on up to, but not including, `end`.
  void carry(double* vector, State in, std::uint32_t begin, std::uint32_t end) const;

 private:
  struct Step {
    double elapsed;
    std::uint32_t end_exit;  ///< its exits begin where those of the step before end
  };

  std::span<const Exit> exits_of(std::uint32_t step) const {
    return {exits_.data() + (step == 0 ? 0 : steps_[step - 1].end_exit), exits_.data() + steps_[step].end_exit};
  }
  void step(std::uint32_t number, double* vector, State in) const;
  void block(const double* rows, double* vector, State in) const;
  void add_block(std::size_t level);
  /// The rows of a block: what it makes of each state's unit vector, then of the 0 of a patient in each state.
  std::size_t block_size() const { return 2 * states_ * length_; }

  std::size_t states_, length_;
  std::uint32_t steps_in_block_ = 8;
  LargeVector<Step> steps_;
  LargeVector<Exit> exits_;
  LargeVector<Target> targets_;
  std::vector<LargeVector<double>> levels_;  ///< blocks of (steps in a block) 2^level steps
};

}  // namespace survival
