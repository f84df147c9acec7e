// Sums of weights by rank, asked in the course of a sweep and answered after it.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "survival/large_vector.hpp"

namespace survival {

/// Of the weights added before a question, the sum of those of lower ranks: a Fenwick tree, each step O(log n).
///
/// A tree of a million ranks does not fit a processor's caches, and would spend its time waiting for memory. So ranks
/// are in blocks. The sums of whole blocks are known at once; what is asked within a block waits, and is answered block
/// by block, each from a tree that is small enough.
///
/// A sweep is run twice: expect() for every step that it will take; begin(); then add() and ask() in their order;
/// answer().
class RankSums {
 public:
  /// Forgets what was before.
  /// \param ranks  all are lower
  void reset(std::size_t ranks) {
    ranks_ = ranks;
    blocks_.assign(ranks / block + 1, 0);
    end_.assign(ranks / block + 1, 0);
    steps_.clear();
  }
  void expect(std::size_t rank) { ++end_[rank / block]; }
  void begin() {
    std::size_t steps = 0;
    for (std::size_t& end : end_)
      end = std::exchange(steps, steps + end);  // where its block begins, until its steps are there
    steps_.resize(steps);
  }

  void add(std::size_t rank, double weight) {
    step(rank) = {weight, 0, std::int16_t(rank % block), 0};
    for (std::size_t i = rank / block + 1; i < blocks_.size(); i += i & (~i + 1)) blocks_[i] += weight;
  }
  /// \param asker   below 2^32; goes back with the answer
  /// \param factor  1 or -1: of the sums in the answer
  void ask(std::size_t rank, std::size_t asker, int factor = 1) {
    double below = 0;
    for (std::size_t i = rank / block; i > 0; i &= i - 1) below += blocks_[i];
    step(rank) = {below, std::uint32_t(asker), std::int16_t(rank % block), std::int16_t(factor)};
  }

  /// Calls take(asker, sum of lower ranks, sum of its own rank) for every question; those of one rank in their order.
  template <class Take>
  void answer(const Poll& poll, Take take) {
    std::array<double, block> own;
    std::array<double, block + 1> tree;
    std::size_t first = 0;
    for (std::size_t b = 0; b < end_.size(); first = end_[b++]) {
      const std::size_t ranks = std::min(block, ranks_ - b * block);
      std::fill_n(own.begin(), ranks, 0);
      std::fill_n(tree.begin(), ranks + 1, 0);
      for (std::size_t k = first; k < end_[b]; ++k) {
        if (k % steps_between_polls == 0) poll();
        const Step& step = steps_[k];
        const auto rank = std::size_t(step.rank);
        if (step.factor == 0) {
          own[rank] += step.value;
          for (std::size_t i = rank + 1; i <= ranks; i += i & (~i + 1)) tree[i] += step.value;
          continue;
        }
        double below = step.value;
        for (std::size_t i = rank; i > 0; i &= i - 1) below += tree[i];
        take(step.asker, step.factor * below, step.factor * own[rank]);
      }
    }
  }

 private:
  static constexpr std::size_t block = 1024, steps_between_polls = 1 << 13;

  struct Step {
    double value;  ///< the weight; of a question, the sum of the lower blocks
    std::uint32_t asker;
    std::int16_t rank;    ///< within its block
    std::int16_t factor;  ///< 0: no question
  };
  Step& step(std::size_t rank) { return steps_[end_[rank / block]++]; }

  std::size_t ranks_ = 0;
  std::vector<double> blocks_;    ///< a tree over the sums of blocks, from 1 on
  std::vector<std::size_t> end_;  ///< of each block's steps
  LargeVector<Step> steps_;
};

}  // namespace survival
