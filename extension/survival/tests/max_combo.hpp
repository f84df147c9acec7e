// The largest of several weighted log-rank tests of two groups.
#pragma once
#include <vector>

#include "survival/tests/log_rank.hpp"
#include "survival/tests/normal_maximum.hpp"

namespace survival {

struct MaxCombo {
  struct Component {
    double z, p_value;  ///< NaN where there is nothing to compare
  };
  std::vector<Component> components;
  std::size_t largest = 0;  ///< the component furthest out in the tail; of none where p_value is NaN
  double p_value = 0;       ///< of the largest
};

/// Tests of two groups with several weights, and their largest (Lee 1996, Biometrics 52:721; Karrison 2016, Stata J.
/// 16:678): in each block, second group against first,
///
///     U_a  = sum w_a (d_2 - d n_2 / n)    V_ab = sum w_a w_b d (n - d) / (n - 1) n_1 n_2 / n^2    z_a = U_a / sqrt
///     V_aa
///
/// and the P value of the largest z from the joint normal distribution with correlations V_ab / sqrt(V_aa V_bb).
/// \param blocks   of two groups each; sums add up over them
/// \param weights  at most 4
/// \param tail     `upper`: more events than expected in the second group; `lower`: fewer
MaxCombo max_combo(const Blocks& blocks, std::span<const EventWeight> weights, Tail tail, const Poll& poll);

}  // namespace survival
