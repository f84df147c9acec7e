// The infinitesimal jackknife of state probabilities, without a matrix of patients x times.
//
// The influence of patient i is the row vector U_i(t) = dP(t) / d(weight of i):
//
//     U_i(t) = U_i(t-) M(t) + g_h (dN_ih(t) - Y_ih(t) dA_h(t)),    h the state i is at risk in,
//
// and the variance of a sum of states, u a vector of 0 and 1, is u' S u with S = sum a_i U_i' U_i, a_i = w_i^2 of a
// sampling weight, w_i of a number of patients who are alike. With M, c_h = -g_h dA_h and F_h = sum a_i U_i over those
// at risk in h, A_h = sum a_i over them, what all have in common moves S by
//
//     S(t) = M' S(t-) M + sum_h {M' F_h' c_h + c_h' F_h M + A_h c_h' c_h}.
//
// Only who moves needs a vector of his own: it is carried from his move before (step_maps.hpp). Those who have not
// moved since the start share one for each state.
//
// Aalen & Johansen 1978, Scand. J. Stat. 5:141; the infinitesimal jackknife of Jaeckel 1972 by patient, as R's survfit.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "survival/states/step_maps.hpp"

namespace survival {

class StateInfluences {
 public:
  StateInfluences(std::size_t states, bool integrated, std::size_t patients);

  /// Those at risk when the probabilities start, of whom nobody has moved.
  /// \param own      state h -> the influence at the start of a patient in it, states x states
  /// \param squares  the sum of a_i of those in each state
  /// \param heads    how many are in each state
  void start(std::span<const double> own, std::span<const double> squares, std::span<const std::size_t> heads);

  /// What all have in common at the step that `maps` closed last.
  void step(const StepMaps& maps);
  /// What a patient does beside that, or at a time without a step.
  /// \param share  g_h of the state he moves from
  void move(const Move& move, double squares, double share, const StepMaps& maps);
  /// Nobody is in the state any more, so that its probability is 0 whatever the weights.
  void empty(State state);

  /// S at row i, column j: states, then their integrals.
  double sum(std::size_t i, std::size_t j) const { return sums_[i * length_ + j]; }

 private:
  void bring(const Move& move, const StepMaps& maps);
  void leave(State state, double squares);
  void add_jump(const Move& move, double squares, double share);
  void keep(const Move& move, std::uint32_t steps);

  std::size_t states_, length_;
  std::vector<double> sums_, other_;  ///< S, and a place to turn it
  std::vector<double> at_risk_;       ///< F_h, a row for each state
  std::vector<double> squares_;       ///< A_h
  std::vector<std::size_t> heads_;    ///< how many are at risk in each state
  std::vector<double> started_;       ///< the influence of those who have not moved since the start
  std::vector<double> vector_;        ///< of the patient at hand
  /// Where the vector of each patient who has moved is, and the steps it has been carried over.
  LargeVector<std::uint32_t> slot_, carried_;
  LargeVector<double> vectors_;
  std::vector<std::uint32_t> free_;
};

}  // namespace survival
