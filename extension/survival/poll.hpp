// How long work lets itself be stopped.
#pragma once
#include <algorithm>
#include <cstddef>
#include <functional>

namespace survival {

/// Called now and then by everything that takes long; throws when the user wants the work stopped.
using Poll = std::function<void()>;

/// Calls body(i) for i = 0 ... n - 1, and poll() often enough for 10 million rows to stop within milliseconds.
template <class Body>
void for_each_row(std::size_t n, const Poll& poll, Body body) {
  constexpr std::size_t rows_between_polls = 1 << 15;
  for (std::size_t begin = 0; begin < n; begin += rows_between_polls) {
    poll();
    const std::size_t end = std::min(begin + rows_between_polls, n);
    for (std::size_t i = begin; i < end; ++i) body(i);
  }
}

}  // namespace survival
