// Gray's test of two groups, in one pass over their event times; and what it has in common with that of more.
#pragma once
#include <array>

#include "survival/chi_square.hpp"
#include "survival/risk_sets.hpp"

namespace survival {

/// 1 - (m - 1) / (n - 1), the correction for m tied events among n.
inline double tie_correction(double m, double n) { return m > 1 ? 1 - (m - 1) / (n - 1) : 1; }

/// A group at a time t, alike for every cause: its own curve, frozen once nobody is at risk.
struct GrayGroup {
  double n = 0, d = 0;                    ///< at risk, events
  double survival_before = 1;             ///< S(t-)
  double survival = 1, per_survival = 1;  ///< S(t) and 1 / S(t), which is 0 at S(t) = 0
  double h = 0, per_h = 0;                ///< n / S(t-) and its inverse; both 0 where nobody is at risk
  void step(double at_risk, double events);
};

/// Score and variance of the first group for one cause, added up over blocks. The second group's are - score and
/// variance.
///
/// The two rows of gray.cpp's a and c are a and - a there, c and - c, so that one process serves both groups:
///
///     a = w h_0 h_1 / sum h      c += a d1 / (sum h (1 - F0(t-)))      C: c at the end
///     V = sum over t and k of tau1 (a + e (C - c))^2 + tau2 g^2 (C - c)^2
///
/// C - c is the sum of the steps of c that are still to come, all of one sign. So V is kept as sums of powers of C - c,
/// to which each step of c adds what it changes: nothing cancels, and no second pass is needed.
class GrayOfTwo {
 public:
  GrayOfTwo(std::size_t cause, double rho) : cause_(cause), rho_(rho) {}

  using Groups = std::array<GrayGroup, 2>;

  void start_block();
  void step(const Groups& groups, const RiskSets& sets);
  void end_block();

  /// NaN if the groups were never both at risk when the cause happened.
  ChiSquare test() const;

 private:
  void at_event(const Groups& groups, const std::array<double, 2>& d1);

  std::size_t cause_;
  double rho_;
  double score_ = 0, variance_ = 0, magnitude_ = 0;
  bool compared_ = false;
  // of the block at hand
  std::array<double, 2> incidence_{};  ///< F(t) of each group
  double null_ = 0;                    ///< F0(t)
  double squares_ = 0;                 ///< sum tau1 a^2
  double cross_ = 0, crossed_ = 0;     ///< sum tau1 a e, and tau1 a e (c - c at its time)
  /// W = sum tau1 e^2 + tau2 g^2, and sums of W times (c - c at its time) and its square
  double weight_ = 0, first_ = 0, second_ = 0;
};

}  // namespace survival
