#include "declare/argument.hpp"

#include <algorithm>
#include <cmath>

namespace declare {

void ArgumentList::add(BoundArgument argument, std::ptrdiff_t shift) {
  argument.offset += shift;
  items_.push_back(std::move(argument));
}

void ArgumentList::add(const ArgumentList& several, std::ptrdiff_t shift) {
  for (const BoundArgument& one : several.items_) add(one, shift);
}

void ArgumentList::order_by_release() {
  std::ranges::stable_sort(items_, {}, [](const BoundArgument& one) { return one.info.since; });
}

}  // namespace declare
