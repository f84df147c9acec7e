#include "cohort/model_matrix.hpp"

#include <algorithm>
#include <array>

#include "cohort/problems.hpp"
#include "declare/sql_text.hpp"
#include "survival/regression/spline.hpp"

namespace cohort {

using declare::cat, declare::Error, declare::literal, declare::Value;

namespace {

/// One column before it is multiplied out.
struct Basis {
  survival::LargeVector<double> values;
  Value level;
  std::vector<Factor> factors;
  bool nonlinear = false;
  bool has_by = false;                      ///< an expression of `by` is in it
  survival::LargeVector<double> rest = {};  ///< then, of a product, what the others make; empty: nothing but 1
};

class Builder {
 public:
  Builder(const std::vector<Term>& terms, std::vector<std::vector<TermValues>>& values,
          const survival::LargeVector<double>& weights, bool sampling, std::size_t most_levels,
          const std::vector<std::string>& by, const survival::Poll& poll)
      : terms_(terms),
        values_(values),
        weights_(weights),
        sampling_(sampling),
        most_levels_(most_levels),
        by_(by),
        poll_(poll) {}

  void add(std::size_t term) {
    std::vector<Basis> product;
    for (std::size_t part = 0; part < terms_[term].parts.size(); ++part) {
      std::vector<Basis> found = bases(term, part);
      const std::string& expression = terms_[term].parts[part].expression;
      const bool is_by = std::ranges::any_of(by_, [&](const auto& one) { return same_expression(one, expression); });
      for (Basis& basis : found) basis.has_by = is_by;
      product = part == 0 ? std::move(found) : multiplied(product, found);
    }
    for (Basis& basis : product) {
      if (basis.has_by) matrix_.rests.push_back({matrix_.columns.size(), std::move(basis.rest)});
      matrix_.coefficients.push_back(
          {terms_[term].name, std::move(basis.level), matrix_.columns.size(), basis.nonlinear});
      matrix_.factors.push_back(std::move(basis.factors));
      matrix_.columns.push_back(std::move(basis.values));
    }
  }

  ModelMatrix take() { return std::move(matrix_); }

 private:
  std::vector<Basis> bases(std::size_t term, std::size_t part) {
    if (terms_[term].parts[part].is_spline()) return spline(term, part);
    if (values_[term][part].numbers) return {{std::move(values_[term][part].values), {}, {{term, part, {}}}}};
    std::vector<Basis> found = indicators(term, part);
    if (terms_[term].parts.size() > 1)
      for (Basis& basis : found)
        basis.level = cat(terms_[term].parts[part].expression, "=", declare::text(basis.level));
    return found;
  }

  /// The numbers, then what bends, named as R's rms names them: age, age', age''.
  std::vector<Basis> spline(std::size_t term, std::size_t part) {
    TermValues& column = values_[term][part];
    const TermPart& typed = terms_[term].parts[part];
    if (!column.numbers && !column.values.empty())
      throw Error(cat("terms '", typed.expression, "' is text, and rcs() bends numbers; make it a number"));
    column.knots = typed.knots;
    if (typed.knots.empty())
      column.knots = survival::default_knots(
          column.values, sampling_ ? survival::of_mean_one(weights_, poll_) : weights_, typed.number_of_knots, poll_);
    for (std::size_t i = 1; i < column.knots.size(); ++i)
      if (!(column.knots[i - 1] < column.knots[i]))
        throw Error(cat("terms '", typed.expression, "' has too few different values for ", column.knots.size(),
                        " knots: two would be ", column.knots[i], "; ask for fewer, or name their places: rcs(",
                        typed.expression, ", ...)"));
    std::vector<Basis> found;
    std::string name = typed.expression;
    found.push_back({std::move(column.values), name, {{term, part, {}, {}}}});
    for (std::size_t j = 0; j + 2 < column.knots.size(); ++j) {
      name += '\'';
      const auto& x = found.front().values;
      Basis basis{survival::LargeVector<double>(x.size()), name, {{term, part, {}, j}}, true};
      survival::for_each_row(
          x.size(), poll_, [&](std::size_t i) { basis.values[i] = survival::restricted_cubic(x[i], column.knots, j); });
      found.push_back(std::move(basis));
    }
    return found;
  }

  /// A column for each level but the reference.
  std::vector<Basis> indicators(std::size_t term, std::size_t part) {
    TermValues& column = values_[term][part];
    const TermPart& typed = terms_[term].parts[part];
    if (column.levels.size() > most_levels_)
      throw Error(cat("terms '", typed.expression, "' has ", column.levels.size(), " levels, and ", most_levels_,
                      " are allowed; group them, or raise max_levels"));
    const std::vector<std::uint32_t> sorted = column.levels.sort(poll_);
    const std::vector<Value>& levels = column.levels.values(poll_);
    const std::size_t reference = typed.reference ? place(*typed.reference, levels) : 0;
    if (reference == levels.size())
      throw no_value("reference", *typed.reference, cat("terms '", typed.expression, "'"), levels);
    std::vector<Basis> found;
    if (terms_[term].parts.size() == 1)
      matrix_.coefficients.push_back({terms_[term].name, levels[reference], std::nullopt});
    for (std::size_t level = 0; level < levels.size(); ++level) {
      if (level == reference) continue;
      Basis basis{survival::LargeVector<double>(column.values.size()), levels[level], {{term, part, level}}};
      survival::for_each_row(column.values.size(), poll_,
                             [&](std::size_t i) { basis.values[i] = sorted[std::size_t(column.values[i])] == level; });
      found.push_back(std::move(basis));
    }
    if (found.empty() && !levels.empty())
      throw Error(cat("terms '", typed.expression, "' is ", literal(levels.front()), " in every row; leave it out"));
    survival::release(column.values, poll_);
    return found;
  }

  /// Every product of one of each.
  std::vector<Basis> multiplied(const std::vector<Basis>& left, const std::vector<Basis>& right) const {
    std::vector<Basis> all;
    for (const Basis& a : left)
      for (const Basis& b : right) {
        Basis both{survival::LargeVector<double>(a.values.size()), a.level.index() ? a.level : b.level, a.factors};
        both.nonlinear = a.nonlinear || b.nonlinear, both.has_by = a.has_by || b.has_by;
        if (both.has_by) both.rest = rest_of(a, b);
        both.factors.insert(both.factors.end(), b.factors.begin(), b.factors.end());
        if (a.level.index() && b.level.index()) both.level = cat(declare::text(a.level), ", ", declare::text(b.level));
        survival::for_each_row(a.values.size(), poll_,
                               [&](std::size_t i) { both.values[i] = a.values[i] * b.values[i]; });
        all.push_back(std::move(both));
      }
    return all;
  }

  /// What makes the product of two but for the expressions of `by`.
  survival::LargeVector<double> rest_of(const Basis& a, const Basis& b) const {
    const auto &left = a.has_by ? a.rest : a.values, &right = b.has_by ? b.rest : b.values;
    if (left.empty() || right.empty()) return left.empty() ? right : left;
    survival::LargeVector<double> rest(left.size());
    survival::for_each_row(rest.size(), poll_, [&](std::size_t i) { rest[i] = left[i] * right[i]; });
    return rest;
  }

  const std::vector<Term>& terms_;
  std::vector<std::vector<TermValues>>& values_;
  const survival::LargeVector<double>& weights_;
  bool sampling_;
  std::size_t most_levels_;
  const std::vector<std::string>& by_;
  const survival::Poll& poll_;
  ModelMatrix matrix_;
};

}  // namespace

/// What may be behind a term that is 0 in every row: "... else "
std::string why_zero(const std::string& term) {
  constexpr std::array<std::string_view, 9> conditions = {"=", "<", ">", "IN", "LIKE", "IS", "GLOB", "BETWEEN", "AND"};
  bool condition = false, product = false;
  for (const declare::Token& token : declare::tokens(term)) {
    product = product || token.is('*');
    for (const std::string_view one : conditions)
      condition = condition || (token.kind != declare::Token::string && declare::same_name(token.text, one));
  }
  if (condition) return "no row meets this condition, so look at how its value is spelt; else ";
  return product ? "a text counts as 0 in a product, of which interaction(x, y) makes levels; else " : "";
}

bool same_expression(const std::string& a, const std::string& b) {
  return std::ranges::equal(declare::tokens(a), declare::tokens(b), [](const auto& left, const auto& right) {
    return left.is_name() && right.is_name() ? declare::same_name(left.unquoted(), right.unquoted())
                                             : left.text == right.text;
  });
}

std::string named(const Coefficient& coefficient) {
  return coefficient.level.index() == 0 ? cat("'", coefficient.term, "'")
                                        : cat("'", coefficient.term, "' (", literal(coefficient.level), ")");
}

ModelMatrix model_matrix(const std::vector<Term>& terms, std::vector<std::vector<TermValues>>& values,
                         const survival::LargeVector<double>& weights, bool sampling, std::size_t most_levels,
                         const std::vector<std::string>& by, const survival::Poll& poll) {
  Builder builder(terms, values, weights, sampling, most_levels, by, poll);
  for (std::size_t term = 0; term < terms.size(); ++term)
    if (terms[term].kind == Term::covariate) builder.add(term);
  return builder.take();
}

Error superfluous(const std::vector<Coefficient>& coefficients, const survival::Superfluous& found, double value) {
  const auto name = [&](std::size_t column) {
    return named(*std::ranges::find(coefficients, column, &Coefficient::column));
  };
  const std::string it = name(found.column);
  if (found.given.empty()) {
    const Coefficient& one = *std::ranges::find(coefficients, found.column, &Coefficient::column);
    return Error(cat("terms ", it, " is ", value, " in every row; ",
                     value == 0 && one.level.index() == 0 ? why_zero(one.term) : "", "leave it out"));
  }
  std::string others;
  for (std::size_t i = 0; i < found.given.size(); ++i)
    others += cat(i == 0 ? "" : i + 1 == found.given.size() ? " and " : ", ", name(found.given[i]));
  return Error(cat("terms ", it, " is known from ", others, " (a linear combination of them); leave it out"));
}

}  // namespace cohort
