// P values adjusted for the number of comparisons.
#pragma once
#include <vector>

namespace survival {

enum class Adjustment {
  holm,  ///< Holm 1979: step-down Bonferroni
  bonferroni,
  benjamini_hochberg,  ///< Benjamini & Hochberg 1995: the false discovery rate
  none
};

/// The adjusted values in the same order; a NaN stays one and is not counted.
std::vector<double> adjust(const std::vector<double>& p_values, Adjustment adjustment);

}  // namespace survival
