// The characteristics of patients: any number of variables, numbers or categories, and the group of each patient.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "cohort/dictionary.hpp"
#include "cohort/grouping.hpp"
#include "cohort/problems.hpp"
#include "declare/rows.hpp"
#include "declare/value.hpp"
#include "survival/registry/contingency.hpp"

namespace cohort {

/// One variable. Row i of its column is patient i.
struct Variable {
  enum Type {
    unknown,  ///< no patient has a value
    numeric,
    categorical
  };
  static constexpr auto missing = std::numeric_limits<std::uint32_t>::max();

  std::string name = {};  ///< of the column, or the expression
  Type type = unknown;
  bool is_told = false;                   ///< types() says which
  std::vector<double> numbers = {};       ///< numeric: NaN where missing
  bool whole = true;                      ///< numeric: all are whole numbers
  std::vector<std::uint32_t> codes = {};  ///< categorical: `missing`, or which level
  Dictionary levels = {};                 ///< categorical: sorted as SQLite sorts
};

/// Takes cells of the arguments `variables` and `by`, each of which may be several expressions, and of `weight`.
///
/// A row with a NULL in `by` or `weight`, or of weight 0, is left out; a NULL in a variable is missing in that variable
/// alone. A variable is numeric when its values are numbers and categorical when they are texts, unless types() says
/// which. Values that do not fit are counted, and end() reports them.
class Characteristics : public declare::RowSink {
 public:
  /// \param text  'stage=categorical, age=numeric'
  /// \throws declare::Error that begins with "must"
  void types(const declare::Value& text);

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;

  std::size_t patients() const { return patients_; }
  const std::vector<Variable>& variables() const { return variables_; }
  /// The groups' values, sorted as SQLite sorts them; one NULL when there is no grouping.
  const std::vector<declare::Value>& groups() const { return group_values_; }
  bool is_grouped() const { return grouping_.size() > 0; }
  std::uint32_t group_of(std::size_t patient) const { return groups_.empty() ? 0 : groups_[patient]; }
  bool has_weights() const { return weight_cell_.has_value(); }
  double weight_of(std::size_t patient) const { return weights_.empty() ? 1 : weights_[patient]; }

  /// Makes as many rows of each as its weight says, which is then 1.
  /// \throws declare::Error where a weight is not whole, or they sum to more rows than can be held
  void write_out();

 private:
  /// What came in as a variable's values.
  struct Seen {
    double rows = 0;
    std::string example = {};
    void add(const declare::Cell& cell);
  };
  struct Input {
    std::string expression = {};
    Seen numbers, texts, blobs, infinite, inexact;
  };
  struct Told {
    std::string name;
    Variable::Type type;
  };

  void tell_types();
  bool read_weight(const declare::Cell& cell);
  void take(std::size_t variable, const declare::Cell& cell);
  void take_number(std::size_t variable, const declare::Cell& cell);
  void report_problems() const;
  void check_slips() const;

  std::vector<Told> told_;
  std::vector<Variable> variables_;
  std::vector<Input> inputs_;  ///< of each variable
  std::vector<std::size_t> variable_cells_, group_cells_;
  std::vector<std::string> group_expressions_;
  std::optional<std::size_t> weight_cell_;
  std::string weight_expression_;
  Problems weight_problems_;
  std::vector<declare::Cell> by_;
  Grouping grouping_;
  std::vector<std::uint32_t> groups_;  ///< of each patient; empty without grouping
  std::vector<double> weights_;        ///< of each patient; empty where none are given
  std::vector<declare::Value> group_values_ = {{}};
  std::size_t patients_ = 0;
  declare::Poll poll_;
};

}  // namespace cohort
