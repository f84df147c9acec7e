// The rows of a regression: takes those of a source and checks every value.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cohort/follow_up.hpp"
#include "cohort/grouping.hpp"
#include "cohort/model_matrix.hpp"
#include "cohort/stays.hpp"
#include "cohort/terms.hpp"
#include "declare/column.hpp"
#include "declare/rows.hpp"
#include "survival/regression/regression.hpp"

namespace cohort {

/// Takes cells by the name of their argument: what FollowUp reads, terms, and censor_by, treatment, by or subgroups. A
/// NULL leaves the row out. Where origins are kept, id is a label that may be NULL.
class Design : public declare::RowSink {
 public:
  explicit Design(Outcome outcome) : Design(outcome, outcome == Outcome::event ? Stays::recurrent : Stays::one) {}
  Design(Outcome outcome, Stays stays) : stays_(stays), follow_up_(outcome) {}

  /// Before begin(): a model without covariates is one too, whose terms are 1, offsets, strata or clusters.
  void allow_no_covariate() { may_lack_covariates_ = true; }

  /// Before begin(): what the weights are.
  void weigh(Weights weights) { rows_.sampling = is_sampling_ = weights == Weights::sampling; }
  /// Before begin(): remember which row of the source each one kept is, and its id.
  void keep_origins() { keeps_origins_ = true; }

  std::vector<declare::Expression> choose(std::vector<declare::Expression> all) const override;
  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;
  bool in_order() const override { return keeps_origins_; }

  /// Outcome::status: which status is the event, 1, which means censored, 0; the others become 2.
  /// \throws declare::Error when there are several causes and none is named, texts and no `censor`, or one is misspelt
  void name_cause(const std::optional<declare::Value>& cause, const std::optional<declare::Value>& censor);
  /// Likewise, but every cause is an event: 1, 2, ... in the order of what it returns.
  std::vector<declare::Value> name_causes(const std::optional<declare::Value>& censor);
  /// Outcome::status, before one of them is named: the values that do not mean censored, sorted.
  /// \throws declare::Error when the statuses are texts and no `censor` is given, or it is misspelt
  std::vector<declare::Value> causes(const std::optional<declare::Value>& censor);
  /// Outcome::status, once causes() has been asked for: every cause is the event, 1.
  void name_any_event(const std::optional<declare::Value>& censor);

  /// The columns, handed over; coefficients() tells what they are.
  /// \param most_levels  of a categorical term
  /// \throws declare::Error when a term has more levels, is constant, or a combination of those before it
  survival::Regression regression(std::size_t most_levels);

  std::size_t size() const { return rows_.patients.size(); }
  bool is_nobody(std::span<const declare::Cell> cells) const { return follow_up_.is_nobody(cells); }
  const std::vector<Coefficient>& coefficients() const { return matrix_.coefficients; }
  /// Patients, once regression() has been called; without ids it knows of rows alone, and says nothing.
  std::optional<double> n() const { return n_; }
  /// Of them, those with more than one event.
  double repeated_events() const { return repeated_events_; }
  double n_missing() const { return follow_up_.n_missing(); }
  /// Every time was an INTEGER.
  bool whole_times() const { return follow_up_.whole_times(); }
  bool has_strata() const { return strata_.size() > 0; }
  bool has_clusters() const { return clusters_.size() > 0; }
  std::size_t clusters() const { return clusters_.groups(); }
  bool has_sampling_weights() const { return is_sampling_; }
  /// The variance of the coefficients is one over clusters: of cluster(), or else of patients with several events, or
  /// with sampling weights.
  bool is_robust() const { return is_sampling_ || clusters_.size() > 0 || repeated_events_ > 0; }
  /// newdata_id was given, which is for the rows of another source.
  bool names_newdata() const { return names_newdata_; }
  bool whole_counts() const { return follow_up_.whole_counts(); }

  /// Of each row kept: its place among all of the source, from 1 on.
  const std::vector<std::int64_t>& origins() const { return origins_; }
  /// And its id, handed over; empty where none is given.
  std::vector<declare::Value> ids() { return std::move(ids_); }

  // How rows become columns, for other rows; known once regression() has been called.

  const std::vector<Term>& terms() const { return terms_; }
  /// The expressions of by, where there is one.
  const std::vector<std::string>& by() const { return by_; }
  /// The columns that are products with them.
  const std::vector<Rest>& rests() const { return matrix_.rests; }
  /// Of each column.
  const std::vector<std::vector<Factor>>& factors() const { return matrix_.factors; }
  /// The sorted values of a categorical part of a covariate; none where it is a number.
  const std::vector<declare::Value>& levels(std::size_t term, std::size_t part) const {
    return values_[term][part].levels.values();
  }
  /// The knots of a part that is a spline.
  const std::vector<double>& knots(std::size_t term, std::size_t part) const { return values_[term][part].knots; }
  /// The strata, sorted; one NULL when there are none.
  std::vector<declare::Value> strata() const;
  const Grouping& strata_grouping() const { return strata_; }
  /// What Regression::censoring stands for, sorted: values of censor_by, treatments, groups of by, or of subgroups.
  const Grouping& censoring_grouping() const { return censoring_; }

 private:
  /// One expression of a covariate.
  struct Covariate {
    std::size_t cell, term, part;
    double read = 0;  ///< of the row at hand
  };

  void check_levels() const;
  void add_term(const std::string& given);
  void add_term_cell(std::size_t cell, std::size_t part);
  bool read_terms(std::span<const declare::Cell> cells, double& offset);
  bool read_finite(const declare::Cell& cell, std::size_t place, double& number);
  bool read_value(const declare::Cell& cell, Covariate& one);
  void join_rows();
  void keep(const survival::LargeVector<std::uint32_t>& rows);
  void tell_patients();

  Stays stays_;
  FollowUp follow_up_;
  std::vector<Term> terms_;
  std::vector<std::vector<TermValues>> values_;  ///< by term and part
  std::vector<Covariate> covariates_;
  std::vector<std::size_t> offset_cells_, strata_cells_, cluster_cells_, censoring_cells_;
  Grouping strata_, clusters_, censoring_;
  std::optional<std::size_t> label_cell_;
  std::vector<std::string> by_;
  std::vector<declare::Cell> group_;  ///< of the row at hand
  survival::Poll poll_;
  survival::Columns columns_;
  survival::Regression rows_;
  ModelMatrix matrix_;
  bool keeps_origins_ = false, may_lack_covariates_ = false, is_sampling_ = false;
  std::optional<double> n_;
  double repeated_events_ = 0;
  mutable bool names_newdata_ = false;
  std::vector<std::int64_t> origins_;
  std::vector<declare::Value> ids_;
};

}  // namespace cohort
