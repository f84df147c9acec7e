// Patients with what was predicted of them: what prediction_score and calibration share.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cohort/cohort.hpp"
#include "cohort/problems.hpp"
#include "declare/function.hpp"
#include "functions/shared.hpp"

namespace functions {

/// What risks are: any number, of which a higher one should mean an earlier event, or nothing but probabilities.
enum class RiskScale { any, probability };

/// Takes what a Cohort takes, and `risk`, one expression or several. A row with a NULL in any is left out.
class Risks : public declare::RowSink {
 public:
  explicit Risks(RiskScale scale) : scale_(scale) { cohort.keep_rows(); }

  void begin(std::span<const declare::Expression> expressions, const declare::Poll& poll) override;
  void row(std::span<const declare::Cell> cells) override;
  void end() override;

  std::size_t size() const { return risks_.size(); }
  /// One of them, of each patient in the order in which the cohort has them now.
  std::vector<double> of_patients(std::size_t which, const declare::Poll& poll) const;

  cohort::Cohort cohort{cohort::Outcome::status};

 private:
  struct Risk {
    std::size_t cell;
    std::string text;
    survival::LargeVector<double> values = {};
    double read = 0;  ///< of the row at hand
  };

  RiskScale scale_;
  std::vector<Risk> risks_;
  std::vector<declare::Cell> cells_;  ///< of the row at hand, those of the cohort
  cohort::Problems problems_;
  declare::Poll poll_;
};

struct RiskArgs : CensorOption, ConfLevelOption {
  Risks risks;
  std::optional<std::vector<double>> times;
  std::optional<declare::Value> cause;

  RiskArgs() : RiskArgs(RiskScale::any) {}
  explicit RiskArgs(RiskScale scale) : risks(scale) {}
};

/// source, time_expr, status_expr, risk, times
/// \param risk  what it says of risk
declare::Arguments<RiskArgs> prediction_arguments(const std::string& risk);
/// cause, censor, conf_level
declare::Arguments<RiskArgs> prediction_options();

/// A time, and which of the risks is about it.
struct PredictedTime {
  double time;
  std::size_t risk;
};
/// Ascending. \throws declare::Error when there are neither one risk nor as many as times
std::vector<PredictedTime> predicted_times(const RiskArgs& args);

/// Numbers the causes: that of interest, and how many there are. No patients, no causes.
/// \throws declare::Error when it is not named though there are several, or misspelt
struct CauseOfInterest {
  std::size_t cause, causes;
};
CauseOfInterest cause_of_interest(RiskArgs& args);

}  // namespace functions
