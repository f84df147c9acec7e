#include "functions/prediction/risks.hpp"

#include <algorithm>
#include <cmath>

namespace functions {

using namespace declare;

void Risks::begin(std::span<const Expression> expressions, const Poll& poll) {
  poll_ = poll;
  std::vector<Expression> others;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    if (expressions[i].argument == "risk")
      risks_.push_back({.cell = i, .text = expressions[i].text});
    else
      others.push_back(expressions[i]);
  }
  cohort.begin(others, poll);
}

void Risks::row(std::span<const Cell> cells) {
  bool good = true;
  for (Risk& risk : risks_) {
    const Cell& cell = cells[risk.cell];
    if (cell.is_null()) return;
    if (!cohort::read_number(cell, risk.cell, problems_, risk.read)) {
      good = false;
    } else if (!std::isfinite(risk.read)) {
      problems_.add(risk.cell, "is infinite", cat(risk.read), cohort::mend);
      good = false;
    } else if (scale_ == RiskScale::probability && !(risk.read >= 0 && risk.read <= 1)) {
      problems_.add(risk.cell, "is no probability", cat(risk.read), "give the predicted probability, from 0 to 1");
      good = false;
    }
  }
  if (!good) return;
  cells_.clear();
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (std::ranges::find(risks_, i, &Risk::cell) == risks_.end()) cells_.push_back(cells[i]);
  cohort.row(cells_);
  for (Risk& risk : risks_) survival::append(risk.values, risk.read, poll_);
}

void Risks::end() {
  cohort.end();
  problems_.report([&](std::size_t cell) {
    return cat("risk ", literal(Value{std::ranges::find(risks_, cell, &Risk::cell)->text}));
  });
}

std::vector<double> Risks::of_patients(std::size_t which, const Poll& poll) const {
  const survival::Patients& patients = cohort.patients();
  std::vector<double> values(patients.size());
  survival::for_each_row(values.size(), poll,
                         [&](std::size_t i) { values[i] = risks_[which].values[patients.row[i]]; });
  return values;
}

Arguments<RiskArgs> prediction_arguments(const std::string& risk) {
  Argument<RiskArgs> times =
      numbers("times", &RiskArgs::times,
              "the times that are predicted of, in the unit of time: '365,1095', '[365,1095]' or a single number",
              {.low = 0, .with_low = true});
  times.info.required = true;
  return {unpacked_source(&RiskArgs::risks), time_expr(), status_expr(),
          expression("risk", Meaning::number, risk, true, true), std::move(times)};
}

Arguments<RiskArgs> prediction_options() {
  return {any_value("cause", &RiskArgs::cause,
                    "the event that is predicted, a value of status_expr; it must be given where there is more than "
                    "one"),
          censor(), conf_level()};
}

std::vector<PredictedTime> predicted_times(const RiskArgs& args) {
  const std::vector<double>& times = *args.times;
  const std::size_t risks = args.risks.size();
  if (risks != 1 && risks != times.size())
    throw Error(cat("argument 'risk' has ", risks, " expressions for ", times.size(),
                    times.size() == 1 ? " time" : " times", "; give one for each time, or one for all"));
  std::vector<PredictedTime> all;
  for (std::size_t i = 0; i < times.size(); ++i) all.push_back({times[i], risks == 1 ? 0 : i});
  std::ranges::sort(all, {}, &PredictedTime::time);
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i].time == all[i - 1].time && risks > 1)
      throw Error(cat("argument 'times' has ", all[i].time, " twice; give each time once, with its risk"));
  const auto same = [](const PredictedTime& a, const PredictedTime& b) { return a.time == b.time; };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

CauseOfInterest cause_of_interest(RiskArgs& args) {
  const std::vector<Value> causes = args.risks.cohort.name_causes(args.censor);
  if (args.cause && !causes.empty()) {
    const std::size_t cause = args.risks.cohort.cause(*args.cause);
    if (cause == 0) throw cohort::no_value("cause", *args.cause, "status", causes);
    return {cause, causes.size()};
  }
  if (causes.size() > 1)
    throw Error(cat("status has ", causes.size(),
                    " causes; name the one that is predicted with cause: ", any_of(cohort::literals(causes))));
  return {1, causes.size()};
}

}  // namespace functions
