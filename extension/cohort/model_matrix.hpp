// Terms made into columns of numbers.
//
// A term whose values are numbers is one column; texts, and factor(), are a column of 0 and 1 for each value but the
// reference, which is the first in SQLite's order unless it is named; rcs() is a column of the numbers and some of what
// bends (survival/regression/spline.hpp). An interaction's columns are the products.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cohort/dictionary.hpp"
#include "cohort/terms.hpp"
#include "declare/message.hpp"
#include "declare/value.hpp"
#include "survival/large_vector.hpp"
#include "survival/poll.hpp"
#include "survival/regression/regression.hpp"

namespace cohort {

/// What a coefficient is about.
struct Coefficient {
  std::string term;
  declare::Value level;               ///< of a categorical term; NULL for a linear one
  std::optional<std::size_t> column;  ///< nothing for the reference level
  bool nonlinear = false;             ///< a part of a spline that is no straight line
};

/// "'arm' ('B')", for messages.
std::string named(const Coefficient& coefficient);

/// A column is a product of these: the number that a part of a term is, or 1 where it has a level and 0 where it has
/// not.
struct Factor {
  std::size_t term, part;
  std::optional<std::size_t> level;           ///< among the sorted values
  std::optional<std::size_t> nonlinear = {};  ///< which column of a spline
};

/// The values of one part of a term: numbers, or codes of its levels.
struct TermValues {
  bool is_factor = false;
  bool numbers = false, texts = false;  ///< seen
  std::vector<double> knots = {};       ///< of a spline, once its columns are made
  Dictionary levels;
  survival::LargeVector<double> values;
};

/// Whether two expressions are the same but for blanks, and for upper and lower case in names.
bool same_expression(const std::string& a, const std::string& b);

/// Of a column that is a product with expressions of `by`: what the others make.
struct Rest {
  std::size_t column;
  survival::LargeVector<double> values;
};

struct ModelMatrix {
  std::vector<survival::LargeVector<double>> columns;
  std::vector<Coefficient> coefficients;
  std::vector<std::vector<Factor>> factors;  ///< of each column
  std::vector<Rest> rests;
};

/// The columns of the covariates among `terms`. O(rows columns).
/// \param values  by term and part; the numbers are handed over, the levels come out sorted
/// \param weights  of the rows, for knots; empty: 1 each
/// \param sampling  only the ratios of weights count
/// \param most_levels  of a categorical part
/// \param by  expressions that tell the group, whose products have a Rest
/// \throws declare::Error when a part has more levels, or one only
ModelMatrix model_matrix(const std::vector<Term>& terms, std::vector<std::vector<TermValues>>& values,
                         const survival::LargeVector<double>& weights, bool sampling, std::size_t most_levels,
                         const std::vector<std::string>& by, const survival::Poll& poll);

/// What to tell of a column that the others make superfluous.
/// \param value  the column's own in any row
declare::Error superfluous(const std::vector<Coefficient>& coefficients, const survival::Superfluous& found,
                           double value);

}  // namespace cohort
