// Gives back large arrays in steps.
#pragma once
#include <cstdint>
#include <vector>
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

#include "survival/poll.hpp"

namespace survival {

/// Frees an array whose values are no longer needed. The system takes 20 ms to take back what sorted 10 million rows;
/// handed over in pieces, with a poll in between, that can be interrupted.
template <class T>
void release(std::vector<T>& values, const Poll& poll) {
#ifdef MADV_DONTNEED
  constexpr std::uintptr_t piece = std::uintptr_t{1} << 24;  // a multiple of every page size
  const auto begin = reinterpret_cast<std::uintptr_t>(values.data());
  const std::uintptr_t end = begin + values.size() * sizeof(T);
  for (std::uintptr_t at = (begin + piece - 1) / piece * piece; at + piece <= end; at += piece) {
    poll();
    madvise(reinterpret_cast<void*>(at), piece, MADV_DONTNEED);
  }
#endif
  poll();
  std::vector<T>().swap(values);  // `values = {}` would keep the memory
}

}  // namespace survival
