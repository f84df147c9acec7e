// Sums by rank that change as a sweep goes on.
#pragma once
#include "survival/large_vector.hpp"

namespace survival {

/// Sums of weights by rank, each change and each sum of a prefix in O(log n): a Fenwick tree.
class RankSums {
 public:
  explicit RankSums(std::size_t ranks) : own_(ranks), sums_(ranks + 1) {}
  void add(std::size_t rank, double weight) {
    own_[rank] += weight;
    for (std::size_t i = rank + 1; i < sums_.size(); i += i & (~i + 1)) sums_[i] += weight;
  }
  double below(std::size_t rank) const {
    double sum = 0;
    for (std::size_t i = rank; i > 0; i &= i - 1) sum += sums_[i];
    return sum;
  }
  double at(std::size_t rank) const { return own_[rank]; }

 private:
  LargeVector<double> own_, sums_;
};

}  // namespace survival
