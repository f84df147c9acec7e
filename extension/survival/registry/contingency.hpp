// Counts of patients by level and group, and whether the groups differ in them.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "survival/chi_square.hpp"
#include "survival/poll.hpp"

namespace survival {

struct Contingency {
  std::size_t rows, columns;
  std::vector<std::uint64_t> counts;  ///< row by row

  Contingency(std::size_t r, std::size_t c) : rows(r), columns(c), counts(r * c) {}
  std::uint64_t& at(std::size_t row, std::size_t column) { return counts[row * columns + column]; }
  std::uint64_t at(std::size_t row, std::size_t column) const { return counts[row * columns + column]; }
};

struct ContingencyTest {
  enum Method {
    none,                ///< there is nothing to compare
    pearson,             ///< chi-square
    yates,               ///< chi-square with continuity correction: two rows, two columns
    fisher,              ///< exact, where an expected count is below 5
    pearson_for_fisher,  ///< chi-square though an expected count is below 5: there are too many tables to count
  };
  Method method;
  double p_value;  ///< NaN without a test
};

/// Tests whether rows and columns are independent; rows and columns without patients do not count.
ContingencyTest contingency_test(const Contingency& table, const Poll& poll);

/// With E the expected counts row total x column total / n:
///
///     sum (|O - E| - c)^2 / E,  c = 0; of two rows and columns min(1/2, |O - E|)     Pearson 1900; Yates 1934
///
/// \param table  no row or column is empty
ChiSquare pearson_test(const Contingency& table);

/// Fisher's exact test: the probability, given the totals, of the tables that are no more probable than this one
/// (Fisher 1922; Freeman & Halton 1951). Probabilities within 1e-7 of each other are equal, as in R.
///
/// Goes through the tables column by column. Of the columns so far only what they leave of each row matters, so that
/// tables share nodes of a network; a node from which all, or no, tables are improbable enough ends the search
/// (Mehta & Patel 1983).
///
/// \param table  no row or column is empty
/// \return nothing when the network is too large: finding that out takes a second or two
std::optional<double> fisher_exact(const Contingency& table, const Poll& poll);

}  // namespace survival
