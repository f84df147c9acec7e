// The terms of a regression as they are typed: SQL expressions, some of them in a wrapper of ours.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "declare/value.hpp"

namespace cohort {

/// One expression of a term.
struct TermPart {
  std::string expression;
  bool is_factor = false;                   ///< categorical whatever its type
  std::optional<declare::Value> reference;  ///< the level the others are compared with
  std::size_t number_of_knots = 0;          ///< of a spline whose knots are not named
  std::vector<double> knots = {};           ///< of one whose are

  bool is_spline() const { return number_of_knots > 0 || !knots.empty(); }
};

struct Term {
  /// intercept: a 1 that stands for no covariate, where a model may be without
  enum Kind { covariate, strata, cluster, offset, intercept };
  Kind kind = covariate;
  std::string name;             ///< what it is called in results and messages
  std::vector<TermPart> parts;  ///< of a covariate: several make an interaction
};

/// Understands, at the top of a term and nowhere else, factor(x), factor(x, 'reference'), rcs(x, 4), rcs(x, 1, 5, 9),
/// strata(x, ...), cluster(x), offset(x) and interaction(x, y, ...), whose x and y may be factor(...) or rcs(...).
/// Anything else is one SQL expression.
/// \throws declare::Error for a wrapper that holds too little or too much
Term parse_term(const std::string& typed);

/// The SQL expressions in a term, in order.
std::vector<std::string> term_expressions(const std::string& typed);

}  // namespace cohort
