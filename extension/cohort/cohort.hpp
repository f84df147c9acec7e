// The patients of one analysis: takes the rows of a source, checks every value, and keeps them in compact columns.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cohort/compactor.hpp"
#include "cohort/dictionary.hpp"
#include "cohort/follow_up.hpp"
#include "cohort/grouping.hpp"
#include "cohort/scores.hpp"
#include "cohort/stays.hpp"
#include "declare/column.hpp"
#include "declare/options.hpp"
#include "declare/rows.hpp"
#include "survival/patients.hpp"
#include "survival/risk_table.hpp"

namespace cohort {

/// The risk tables of an analysis.
struct RiskTables {
  survival::Groups all;  ///< those of the first block, then of the next, ...
  std::size_t by_block;  ///< groups of a block
  double tolerance;      ///< times nearer than this are one
  /// Patients of each group, of all blocks; one whose rows are of several groups counts in each of them.
  std::vector<double> n = {};

  /// One for each value of `stratify`, else one.
  std::size_t blocks() const { return by_block == 0 ? 1 : all.size() / by_block; }
  survival::Block block(std::size_t b) const { return survival::Block(all).subspan(b * by_block, by_block); }
  survival::Block groups() const { return block(0); }
};

/// Takes cells by the name of their argument, with or without "_expr": what FollowUp reads, by, stratify, and score, a
/// number whose rank takes the place of the group.
class Cohort : public declare::RowSink {
 public:
  enum class Patients { all, some };

  /// \param stays  what the rows of one patient may be
  explicit Cohort(Outcome outcome, Stays stays = Stays::until_event)
      : outcome_(outcome), stays_(stays), follow_up_(outcome) {}

  /// Before begin(): what the weights are. Unless they are counts, of rows that are alike the sum of the squared
  /// weights is kept too, and risk tables have errors that treat a weight as a sampling weight.
  void weigh(Weights weights) { weights_ = weights, keep_.weight2 = weights != Weights::counts; }
  /// Before begin(): keep every row as one, with its number among those of the source, from 0 on.
  void keep_rows() { keep_.row = true; }

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  bool takes_blobs() const override { return true; }
  void unpack(std::string_view packed, const declare::Poll& poll) override;
  bool packs(std::string_view argument) const override;
  bool unpacked(std::string_view argument) const override;
  bool in_order() const override { return keep_.row; }
  void end() override;

  const survival::Patients& patients() const { return patients_; }
  /// The groups' values, sorted as SQLite sorts them; one NULL when there is no grouping.
  const std::vector<declare::Value>& strata() const { return strata_; }
  /// The values of `stratify`, one for each block in the order of RiskTables::block; one NULL without.
  const std::vector<declare::Value>& blocks() const { return block_values_; }
  /// What Patients::status and Patients::from stand for, sorted, as long as name_causes() has not numbered the causes.
  const std::vector<declare::Value>& statuses() const { return statuses_; }
  /// What Patients::id stands for, sorted.
  const std::vector<declare::Value>& ids() const { return follow_up_.ids().values(poll_); }
  /// Outcome::status: tells the causes from `censor` (default 0), and numbers the patients' statuses so.
  /// \return the causes' values, sorted: status 1, 2, ...
  /// \throws declare::Error when the statuses are texts and no `censor` is given, or it is misspelt
  ///
  /// \param patients  `some`: of a group among others, where a value may rightly be missing
  const std::vector<declare::Value>& name_causes(const std::optional<declare::Value>& censor,
                                                 Patients patients = Patients::all);
  /// The status of a cause's value after name_causes(); 0 when no patient had it.
  /// \throws declare::Error when it is misspelt, or means censored
  std::size_t cause(const declare::Value& value) const;
  /// Patients left out for a NULL.
  double n_missing() const { return follow_up_.n_missing(); }
  /// Every time was an INTEGER.
  bool whole_times() const { return follow_up_.whole_times(); }
  /// Every weight is a whole number, and so is every sum of them.
  bool whole_counts() const { return follow_up_.whole_counts(); }

  bool has_sampling_weights() const { return weights_ == Weights::sampling; }

  /// The number of distinct scores.
  std::size_t scores() const { return scores_.size(); }

  /// Sorts the patients by time, makes near ties one, and one row of a patient's rows that only split follow-up.
  /// Returns the distance below which times are one. \throws declare::Error as sort_stays()
  double sort(const survival::Poll& poll) { return sort_stays(patients_, stays_, follow_up_, poll); }

  /// Sorts likewise, and counts. \param from_time  leaves only those who are followed just then, and what comes after
  RiskTables risk_tables(const survival::Poll& poll, std::optional<double> from_time = {});

  /// The patients as a blob, equal ones collapsed; the same bytes for the same rows in any order.
  std::string pack(const survival::Poll& poll);

 private:
  struct Numbered {
    survival::LargeVector<std::uint32_t> number, first;
  };

  std::vector<double> count(const survival::Groups& tables, const survival::Poll& poll) const;
  void number_patients(const survival::Poll& poll);
  void number_groups();
  Numbered numbered(std::size_t first, std::size_t count) const;
  void statuses_to_events();

  std::shared_ptr<const survival::Followers> followers(const survival::Poll& poll) const;

  Outcome outcome_;
  Stays stays_;
  Weights weights_ = Weights::counts;
  survival::Columns keep_;
  FollowUp follow_up_;
  std::vector<std::size_t> group_cells_;  ///< which of a row's cells make groups: those of `by`, then of `stratify`
  std::size_t block_cells_ = 0;           ///< how many of them are of `stratify`
  std::optional<std::size_t> score_cell_;
  std::vector<declare::Cell> group_;  ///< of the row at hand
  survival::Poll poll_;
  std::optional<Compactor> compactor_;
  survival::Patients patients_;
  Grouping grouping_;
  Scores scores_;
  std::vector<declare::Value> strata_ = {{}};
  std::vector<declare::Value> statuses_;
  declare::Value censored_ = std::int64_t{0};
  std::vector<declare::Value> causes_;  ///< once they are named
  std::vector<declare::Value> block_values_ = {{}};
};

}  // namespace cohort
