#include "functions/regression/adjusted/cause_models.hpp"

#include <algorithm>

#include "declare/sql_text.hpp"

namespace functions {

CauseModels::CauseModels(survival::Regression rows, const std::vector<declare::Value>& causes,
                         const survival::CoxRule& rule,
                         const std::function<void(const survival::Fit&, const std::string& where)>& check,
                         const declare::Poll& poll) {
  for (std::size_t cause = 1; cause <= causes.size(); ++cause) {
    survival::Regression own = rows;
    survival::for_each_row(rows.patients.size(), poll,
                           [&](std::size_t i) { own.patients.status[i] = rows.patients.status[i] == cause; });
    if (cause == causes.size()) rows = {};
    models.push_back(worded([&] { return std::make_unique<survival::Cox>(std::move(own), rule, poll); }));
  }
  for (std::size_t j = 0; j < causes.size(); ++j)
    check(models[j]->fit(), declare::cat("; in the model of ", declare::literal(causes[j])));
  for (const auto& model : models) predictions.push_back(worded([&] { return model->prediction(); }));
}

CauseModels::Stations CauseModels::stations(std::size_t stratum, const RequestedTimes& times, bool every,
                                            const declare::Poll& poll) const {
  std::vector<std::vector<survival::Station>> by_cause;
  for (const survival::Prediction& one : predictions)
    by_cause.push_back(survival::stations(one.tables[stratum], times.request(), poll));
  Stations found;
  const std::size_t n = by_cause.front().size();
  for (std::size_t i = 0; i < n; ++i) {
    const bool any = std::ranges::any_of(by_cause, [&](const auto& of) { return of[i].n_event > 0; });
    if (!times.request() && !every && !any && i > 0 && i + 1 < n) continue;
    survival::PassedEvents passed;
    std::vector<double> n_event;
    for (const auto& of : by_cause) {
      if (const auto events = passed_at(of[i])) passed.push_back(*events);
      n_event.push_back(of[i].n_event);
    }
    found.time.push_back(by_cause.front()[i].time), found.n_risk.push_back(by_cause.front()[i].n_risk);
    found.n_event.push_back(std::move(n_event));
    found.passed.push_back(passed.size() == by_cause.size() ? std::optional(std::move(passed)) : std::nullopt);
  }
  return found;
}

CauseModels cause_models(const AdjustedArgs& args, AdjustedModel& of, const std::vector<declare::Value>& causes,
                         const declare::Poll& poll) {
  const auto check = [&](const survival::Fit& fit, const std::string& where) { check_estimates(args, of, fit, where); };
  return {std::move(of.rows), causes, {.ties = args.ties, .newton = args.newton}, check, poll};
}

}  // namespace functions
