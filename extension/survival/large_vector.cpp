#include "survival/large_vector.hpp"

namespace survival {

void prefer_huge_pages([[maybe_unused]] void* array, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr std::size_t worth_it = std::size_t{1} << 22;   // the least that is sure to hold a huge page
  constexpr std::size_t alignment = std::size_t{1} << 16;  // a multiple of every page size in use
  if (bytes < worth_it) return;
  if (std::align(alignment, 1, array, bytes)) madvise(array, bytes / alignment * alignment, MADV_HUGEPAGE);
#endif
}

}  // namespace survival
