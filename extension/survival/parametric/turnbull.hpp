// The distribution of times known to lie between two others.
#pragma once
#include <vector>

#include "survival/large_vector.hpp"
#include "survival/poll.hpp"

namespace survival {

/// The event of `weight` patients: at `lower` where the two are one, else in (lower, upper]; inf: after lower.
struct Bracket {
  double lower, upper, weight;
};

/// The nonparametric maximum likelihood estimate. Mass is only where a lower end is followed by an upper one, and
/// within such an interval the data do not say where: Peto 1973, Turnbull 1976.
struct Turnbull {
  struct Step {
    double lower, upper;  ///< as those of a Bracket
    double mass;          ///< of the event in it; all add up to 1
    double estimate;      ///< S(upper)
  };
  std::vector<Step> steps;  ///< ascending
  /// With d_j the mean over patients of 1 / P(their bracket), over those whose bracket holds interval j, and 0 for the
  /// others, the estimate is the maximum where no d_j is above 1 (Gentleman & Geyer 1994): the largest d_j - 1. No
  /// distribution has a mean log-likelihood that is higher by more.
  double gap = 0;
  int iterations = 0;

  /// Of the gap, once converged.
  static constexpr double tolerance = 1e-9;
  bool converged() const { return gap <= tolerance; }
};

/// Steps of the EM algorithm (Turnbull 1976) take turns with those of the iterative convex minorant (Groeneboom &
/// Wellner 1992; together: Wellner & Zhan 1997), until converged. Ends within the tolerance of R's timefix are one.
/// O(n), and O(distinct brackets) an iteration. Fewer than 2^31 brackets.
Turnbull turnbull(const LargeVector<Bracket>& brackets, const Poll& poll);

}  // namespace survival
