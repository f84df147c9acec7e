// state_rmst: the mean time that patients spend in each of several states up to a horizon, in each group.
#include <algorithm>

#include "functions/functions.hpp"
#include "functions/states/model.hpp"
#include "survival/normal.hpp"

namespace {

using namespace functions::states;

struct Args : StateArgs,
              StartOptions,
              VarianceOption,
              UnionsOption,
              functions::TauOption,
              functions::ConfLevelOption {};

struct Row {
  declare::Stratum strata;
  declare::Cause state;
  double tau, estimate, std_error, conf_low, conf_high;
};

using Moves = survival::LargeVector<survival::Move>;

/// The shortest last time of the groups whose probabilities may change later; if there is none, the longest of all.
double horizon(const PatientHistories& made, const std::vector<Moves>& moves, const survival::StateStart& start,
               const declare::Poll& poll) {
  double shortest = HUGE_VAL, longest = 0;
  for (const Moves& one : moves) {
    if (one.empty()) continue;
    survival::Occupation now(made.histories, one, start, survival::StateVariance::none, false, poll);
    while (now.next()) {
    }
    longest = std::max(longest, now.last_time());
    if (!now.finished()) shortest = std::min(shortest, now.last_time());
  }
  const double tau = std::isinf(shortest) ? longest : shortest;
  if (tau > start.time.value_or(0)) return tau;
  throw declare::Error(
      "a group is followed for no time, which leaves no default for tau; give tau, or leave that group out with a "
      "query "
      "as source");
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  args.check(args.weight_type);
  const double z = survival::two_sided_quantile(args.conf_level);
  const PatientHistories made = args.histories(poll);
  declare::Rows<Row> rows{.labels = {.strata = args.events.strata}};
  if (made.histories.moves.empty()) return rows;
  const Sums sums(made.states, args);
  const survival::StateStart start = args.start(made.states);
  if (args.tau && *args.tau <= args.from_time.value_or(0))
    throw declare::Error(declare::cat("tau is ", *args.tau, ", and the time in the states counts from from_time, ",
                                      *args.from_time, ", on"));
  const auto moves = survival::moves_by_time(made.histories, args.events.strata.size(), poll);
  const double tau = args.tau ? *args.tau : horizon(made, moves, start, poll);
  for (std::uint32_t g = 0; g < moves.size(); ++g) {
    if (moves[g].empty()) continue;
    survival::Occupation now(made.histories, moves[g], start, args.var_type, true, poll);
    while (now.next(tau)) {
    }
    const bool known = tau <= now.last_time() + made.histories.tolerance || now.finished();
    now.integrate(tau);
    for (std::uint32_t sum = 0; sum < sums.size(); ++sum) {
      double mean = known ? 0 : std::nan("");
      for (std::size_t k = 0; k < made.states.size(); ++k)
        if (sums.members[sum][k]) mean += now.integral(k);
      const double se = known ? std::sqrt(now.integral_variance(sums.members[sum])) : std::nan("");
      rows.rows.push_back({{g}, {sum}, tau, mean, se, mean - z * se, mean + z * se});
    }
  }
  rows.labels.causes = sums.labels;
  return rows;
}

}  // namespace

declare::Function functions::state_rmst() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "state_rmst",
      .summary = "Mean time that patients spend in each state up to tau: the area under the curve of state_curve",
      .reference =
          "Andersen, Borgan, Gill & Keiding 1993, Statistical Models Based on Counting Processes; as print(survfit, "
          "rmean = ) of R's survfit with id and istate",
      .oracle = "R survival: summary(survfit, rmean = ); the influences of all patients, worked one by one",
      .cost = "O(n log n + n log t k^2 + t k^3), k states, t times",
      .example =
          "SELECT state, tau, estimate, conf_low, conf_high FROM state_rmst('moves', 'day', 'state') WHERE id = "
          "'patient_id' AND censor = 'last contact' AND states = 'GVHD,relapse,death' AND tau = 365",
      .since = {0, 2},
      .arguments = {data_arguments(),
                    number(
                        "tau", &functions::TauOption::tau,
                        "horizon, in the unit of time. Default: the shortest last follow-up time among the groups in "
                        "which patients may still move; if there is none, the longest",
                        {.low = 0}),
                    conf_level(), state_options(), start_options(), variance_option(), unions_option()},
      .columns =
          {column("strata", &Row::strata, strata_doc),
           column("state", &Row::state, "the state: a value of state_expr or initial, or a union's name"),
           column("tau", &Row::tau, "the horizon, as given or by default"),
           column("estimate", &Row::estimate,
                  "mean time spent in the state from 0, or from_time, up to tau; NULL if the group's follow-up ends "
                  "before tau while patients may still move"),
           column("std_error", &Row::std_error, "standard error of the mean, as chosen by var_type"),
           column("conf_low", &Row::conf_low, "lower confidence limit (normal approximation)"),
           column("conf_high", &Row::conf_high, "upper confidence limit (normal approximation)")},
      .compute = compute};
}
