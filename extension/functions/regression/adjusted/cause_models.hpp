// Cox models of all causes, which predict cumulative incidences.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "functions/regression/adjusted/adjusted.hpp"
#include "survival/regression/adjusted/standard_incidence.hpp"

namespace functions {

/// A Cox model of each cause, over the same rows, whose status is 1, 2, ... of the causes: the others are censored.
struct CauseModels {
  std::vector<std::unique_ptr<survival::Cox>> models;
  std::vector<survival::Prediction> predictions;

  /// \param check  throws where nothing can be predicted by a fit, that of the model which `where` names
  CauseModels(survival::Regression rows, const std::vector<declare::Value>& causes, const survival::CoxRule& rule,
              const std::function<void(const survival::Fit&, const std::string& where)>& check,
              const declare::Poll& poll);

  struct Stations {
    std::vector<double> time;
    std::vector<std::optional<survival::PassedEvents>> passed;  ///< nothing past the end of follow-up
    std::vector<double> n_risk;
    std::vector<std::vector<double>> n_event;  ///< by cause
  };

  /// Where a stratum's curves have a step: at 0, at the events of any cause (`every`: at all times) and at the end of
  /// follow-up; or the times asked for.
  Stations stations(std::size_t stratum, const RequestedTimes& times, bool every, const declare::Poll& poll) const;
};

/// Those with the groups in them; once: the patients go into the models.
CauseModels cause_models(const AdjustedArgs& args, AdjustedModel& of, const std::vector<declare::Value>& causes,
                         const declare::Poll& poll);

/// What the errors of incidences take for granted.
inline const char* const incidence_errors =
    ". The errors take event-free survival for exp(-H), of which the product limit in the estimates is nearly the "
    "same: with heavily tied times, whole years say, they are some percent too large, 6 % in 150 patients; give exact "
    "times";

}  // namespace functions
