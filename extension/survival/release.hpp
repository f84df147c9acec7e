// Gives back large arrays in steps.
#pragma once
#include <cstddef>
#include <memory>
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

#include "survival/poll.hpp"

namespace survival {

/// Frees an array whose values are no longer needed. The system takes 20 ms to take back what sorted 10 million rows;
/// handed over in pieces, with a poll in between, that can be interrupted.
template <class Vector>
void release(Vector& values, const Poll& poll) {
#ifdef MADV_DONTNEED
  constexpr std::size_t piece = std::size_t{1} << 24;  // a multiple of every page size
  void* at = values.data();
  for (std::size_t left = values.size() * sizeof(values[0]); std::align(piece, piece, at, left);) {
    poll();
    madvise(at, piece, MADV_DONTNEED);
    at = static_cast<char*>(at) + piece;
    left -= piece;
  }
#endif
  poll();
  Vector().swap(values);  // `values = {}` would keep the memory
}

}  // namespace survival
