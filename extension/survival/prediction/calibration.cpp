#include "survival/prediction/calibration.hpp"

#include <algorithm>

#include "survival/radix_sort.hpp"

namespace survival {

RiskBins risk_bins(std::span<const double> risk, std::size_t bins, const Poll& poll) {
  const std::size_t n = risk.size();
  const auto order = sorted_rows(n, poll, [&](std::size_t i) { return risk[i] + 0.0; });  // + 0.0: -0 is 0
  RiskBins split{std::vector<std::uint32_t>(n), 0};
  std::size_t last = bins;
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    while (end < n && order[end].bits == order[begin].bits) ++end;
    const std::size_t bin = std::min(bins * (begin + end) / (2 * n), bins - 1);
    if (split.count == 0 || bin != last) ++split.count, last = bin;
    for (std::size_t k = begin; k < end; ++k) split.bin[order[k].row] = std::uint32_t(split.count - 1);
    if (begin % (1 << 14) == 0) poll();
  }
  return split;
}

}  // namespace survival
