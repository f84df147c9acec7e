// Patients in groups of like predictions.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "survival/poll.hpp"

namespace survival {

struct RiskBins {
  std::vector<std::uint32_t> bin;  ///< of each patient, 0, 1, ... by ascending risk
  std::size_t count = 0;           ///< of bins
};

/// Splits patients into bins of like size by their risk. Those with one risk stay together, in the bin of their middle:
/// with L patients below them and m of them, bin floor(bins (L + m / 2) / n); bins that nobody is in are left out.
/// O(n).
RiskBins risk_bins(std::span<const double> risk, std::size_t bins, const Poll& poll);

}  // namespace survival
