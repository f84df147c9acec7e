// Curves that other functions have estimated, row by row.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cohort/dictionary.hpp"
#include "declare/rows.hpp"
#include "plot/curves/figure.hpp"

namespace functions {

/// Takes the cells time, estimate, by, low, high, n_risk, panel, as far as they are given. A row without a time or an
/// estimate is left out.
class DrawnRows : public declare::RowSink {
 public:
  struct Row {
    plot::Step step;  ///< in the unit of the rows; low and high NaN where there are none
    double n_risk;    ///< NaN where it is not told
  };
  struct Key {
    std::size_t panel, group;
    auto operator<=>(const Key&) const = default;  // NOLINT(modernize-use-nullptr): it takes <=> 0 for a pointer
  };

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  /// Sorts the rows of each curve by time. \throws declare::Error when one has two rows at a time
  void end() override;

  /// In the order in which they came first.
  const std::vector<declare::Value>& groups() const { return groups_; }
  const std::vector<declare::Value>& panels() const { return panels_; }
  const std::map<Key, std::vector<Row>>& curves() const { return curves_; }
  bool has_limits() const { return has_limits_; }
  bool has_n_risk() const { return has_n_risk_; }

 private:
  enum Place { time, estimate, by, low, high, n_risk, panel, places };

  std::optional<double> number(std::span<const declare::Cell> cells, Place place) const;
  std::size_t code(std::vector<declare::Value>& values, const declare::Cell& cell, std::size_t most,
                   const char* name) const;

  std::array<std::optional<std::size_t>, places> at_ = {};  // takes no memory before there are rows
  declare::Poll poll_;
  std::vector<declare::Value> groups_, panels_;
  std::map<Key, std::vector<Row>> curves_;
  std::size_t rows_ = 0;
  bool has_limits_ = false, has_n_risk_ = false;
};

}  // namespace functions
