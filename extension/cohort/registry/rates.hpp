// Death rates of a population: the rows age, sex, year, rate of a second source.
#pragma once
#include <vector>

#include "cohort/dictionary.hpp"
#include "cohort/problems.hpp"
#include "declare/rows.hpp"
#include "survival/registry/relative_survival.hpp"

namespace cohort {

/// Takes a row for each age, sex and calendar year, with the rate of death per year.
class Rates : public declare::RowSink {
 public:
  std::vector<declare::Expression> choose(std::vector<declare::Expression> all) const override;
  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;

  bool given() const { return given_; }
  /// \param sexes  the values that patients have, sorted
  /// \throws declare::Error when a patient's sex has no rates, or a rate is missing or there twice
  survival::PopulationRates rates(const std::vector<declare::Value>& sexes) const;

 private:
  struct Row {
    double age, year, rate;
    std::uint32_t sex;
  };

  std::vector<Row> rows_;
  Dictionary sexes_;
  Problems problems_;
  bool given_ = false;
};

}  // namespace cohort
