// The rows of a regression: takes those of a source, checks every value, and makes columns of numbers out of terms.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cohort/cohort.hpp"
#include "cohort/dictionary.hpp"
#include "cohort/grouping.hpp"
#include "cohort/terms.hpp"
#include "declare/rows.hpp"
#include "survival/regression/regression.hpp"

namespace cohort {

/// What a coefficient is about.
struct Coefficient {
  std::string term;
  declare::Value level;               ///< of a categorical term; NULL for a linear one
  std::optional<std::size_t> column;  ///< nothing for the reference level
};

/// "'arm' ('B')", for messages.
std::string named(const Coefficient& coefficient);

/// A column of the design is a product of these: the number that a part of a term is, or 1 where it has a level and 0
/// where it has not.
struct Factor {
  std::size_t term, part;
  std::optional<std::size_t> level;  ///< among levels()
};

/// Takes cells by the name of their argument: time_expr, event_expr or status_expr, terms, weight, entry, censor_by,
/// id. A row with a NULL in any of them but id is left out and counted. Bad values are counted, and end() reports them.
///
/// A term whose values are numbers is one column; texts, and factor(), are a column of 0 and 1 for each value but the
/// reference, which is the first in SQLite's order unless it is named. An interaction's columns are the products.
class Design : public declare::RowSink {
 public:
  explicit Design(Outcome outcome) : outcome_(outcome) {}

  /// Before begin(): remember which row of the source each one kept is, and its id.
  void keep_origins() { keeps_origins_ = true; }

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;
  bool in_order() const override { return keeps_origins_; }

  /// Outcome::status: which status is the event, 1, which means censored, 0; the others become 2.
  /// \throws declare::Error when there are several causes and none is named, texts and no `censor`, or one is misspelt
  void name_cause(const std::optional<declare::Value>& cause, const std::optional<declare::Value>& censor);

  /// The columns, handed over; coefficients() tells what they are.
  /// \param most_levels  of a categorical term
  /// \throws declare::Error when a term has more levels, is constant, or a combination of those before it
  survival::Regression regression(std::size_t most_levels);

  std::size_t size() const { return rows_.patients.size(); }
  const std::vector<Coefficient>& coefficients() const { return coefficients_; }
  double n_missing() const { return n_missing_; }
  /// Every time was an INTEGER.
  bool whole_times() const { return whole_times_; }
  bool has_strata() const { return strata_.size() > 0; }
  bool has_clusters() const { return clusters_.size() > 0; }
  bool whole_counts() const { return whole_counts_ && declare::is_whole(total_); }

  /// Of each row kept: its place among all of the source, from 1 on.
  const std::vector<std::int64_t>& origins() const { return origins_; }
  /// And its id, handed over; empty where none is given.
  std::vector<declare::Value> ids() { return std::move(ids_); }

  // How rows become columns, for other rows; known once regression() has been called.

  const std::vector<Term>& terms() const { return terms_; }
  /// Of each column.
  const std::vector<std::vector<Factor>>& factors() const { return factors_; }
  /// The sorted values of a categorical part of a covariate; none where it is a number.
  const std::vector<declare::Value>& levels(std::size_t term, std::size_t part) const {
    return columns_[term][part].levels.values();
  }
  /// The strata, sorted; one NULL when there are none.
  std::vector<declare::Value> strata() const;
  const Grouping& strata_grouping() const { return strata_; }

 private:
  enum class Role : std::uint8_t { time, outcome, term, weight, entry, censor_by, id };
  struct Input {
    Role role;
    std::string text;
    std::size_t term = 0, part = 0;
  };
  /// The values of one expression of a term, in numbers or as codes.
  struct Column {
    bool is_factor = false;
    bool numbers = false, texts = false;  ///< seen
    Dictionary levels;
    survival::LargeVector<double> values;
  };
  /// One column of the design, before it is multiplied out.
  struct Basis {
    survival::LargeVector<double> values;
    declare::Value level;
    std::vector<Factor> factors;
  };

  bool read_number(const declare::Cell& cell, std::size_t input, double& number);
  bool read_outcome(const declare::Cell& cell, std::size_t input, std::uint8_t& code);
  bool read_term(const declare::Cell& cell, std::size_t input, double& number);
  std::string subject(std::size_t input) const;
  std::size_t input_of(Role role) const;
  std::vector<Basis> bases(std::size_t term, std::size_t part, std::size_t most_levels);
  void add_covariate(std::size_t term, std::size_t most_levels);
  declare::Error superfluous(const survival::Superfluous& found) const;

  Outcome outcome_;
  std::vector<Input> inputs_;
  std::vector<Term> terms_;
  std::vector<std::vector<Column>> columns_;  ///< by term and part
  std::vector<double> read_;                  ///< the numbers of the row at hand
  Grouping strata_, clusters_, censoring_;
  std::vector<declare::Cell> group_cells_;
  survival::Poll poll_;
  survival::Regression rows_;
  Dictionary status_values_;
  std::vector<Coefficient> coefficients_;
  std::vector<std::vector<Factor>> factors_;
  Problems problems_;  ///< by input
  double n_missing_ = 0, total_ = 0;
  bool whole_counts_ = true, whole_times_ = true;
  bool keeps_origins_ = false;
  std::int64_t seen_ = 0;  ///< rows of the source
  std::vector<std::int64_t> origins_;
  std::vector<declare::Value> ids_;
};

}  // namespace cohort
