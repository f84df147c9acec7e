#include "plot/spread.hpp"

#include <algorithm>

namespace plot {

// With the distances that the heights ask for taken off, the places need only ascend: an isotonic regression, by
// pooling adjacent violators (Barlow & Brunk 1972, JASA 67:140); its fit within bounds is the fit clamped to them.
std::vector<double> spread(std::span<const double> wanted, std::span<const double> heights, double top, double bottom) {
  struct Pool {
    double sum;
    std::size_t size;
    double mean() const { return sum / double(size); }
  };
  std::vector<Pool> pools;
  std::vector<double> offsets;
  double offset = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i > 0) offset += (heights[i - 1] + heights[i]) / 2;
    offsets.push_back(offset);
    pools.push_back({wanted[i] - offset, 1});
    while (pools.size() > 1 && pools.end()[-2].mean() > pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum, pools.back().size += last.size;
    }
  }
  std::vector<double> places;
  if (wanted.empty()) return places;
  const double least = top + heights.front() / 2, most = std::max(least, bottom - heights.back() / 2 - offset);
  for (const Pool& pool : pools)
    for (std::size_t i = 0; i < pool.size; ++i)
      places.push_back(std::clamp(pool.mean(), least, most) + offsets[places.size()]);
  return places;
}

}  // namespace plot
