// New data to predict for: the rows of a second source, in which the covariates of a regression are evaluated again.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cohort/design.hpp"
#include "cohort/dictionary.hpp"
#include "cohort/problems.hpp"
#include "cohort/terms.hpp"
#include "declare/rows.hpp"

namespace cohort {

/// Covariates as the columns of a fitted design. A row with a NULL in any of them is not here, but keeps its number.
struct Profiles {
  std::vector<std::int64_t> row;        ///< its number in the source: 1, 2, ...
  std::vector<double> x;                ///< of each row, p numbers in the units of the columns
  std::vector<double> offset;           ///< empty: 0
  std::vector<std::uint32_t> stratum;   ///< empty where the source does not say: every stratum is meant
  std::vector<declare::Value> id = {};  ///< empty: none is asked for

  std::size_t size() const { return row.size(); }
};

/// Takes the covariates, the offsets and, where the source has their columns, the strata; clusters are not needed.
/// Bad values are counted, and end() reports them; what can be told only beside the fit, profiles() does.
class NewData : public declare::RowSink {
 public:
  std::vector<declare::Expression> choose(std::vector<declare::Expression> all) const override;
  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;

  /// There was a source of new data.
  bool given() const { return given_; }
  /// newdata_id was given.
  bool has_ids() const { return id_cell_.has_value(); }

  /// The rows as columns of the design. O(rows p).
  /// \param design  after regression(), of one row at least
  /// \throws declare::Error when a row has a level or a stratum that the fit did not, or text for a number
  Profiles profiles(const Design& design) const;

 private:
  /// The values of one expression: numbers, or codes of its levels.
  struct Column {
    Term::Kind kind;
    std::size_t term, part;  ///< its term's place in the list, and its own in the term
    std::string expression;
    bool is_factor = false;
    Dictionary levels = {};
    std::vector<double> values = {};
    double texts = 0, numbers = 0;                   ///< rows
    std::string first_text = {}, first_number = {};  ///< "'x' in row 3"
  };

  std::optional<std::size_t> find(std::size_t term, std::size_t part) const;
  std::vector<std::uint32_t> ranks(const Column& column, const std::vector<declare::Value>& known) const;
  void check_types(const Design& design) const;
  std::vector<std::uint32_t> strata(const Design& design) const;
  std::string subject(std::size_t column) const {
    return declare::cat("newdata: terms '", columns_[column].expression, "'");
  }

  std::vector<Column> columns_;
  std::optional<std::size_t> id_cell_;
  std::vector<declare::Value> ids_;
  std::vector<declare::Cell> read_;  ///< of the row at hand, without the id
  std::vector<std::int64_t> rows_;   ///< the numbers of those without a NULL
  std::int64_t n_ = 0;
  survival::Poll poll_;
  Problems problems_;  ///< by column
  bool given_ = false;
};

}  // namespace cohort
