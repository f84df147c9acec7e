// logrank_maxcombo: the largest of several weighted log-rank tests of two groups.

#include <algorithm>

#include "functions/comparison.hpp"
#include "functions/functions.hpp"
#include "survival/tests/max_combo.hpp"

namespace {

using survival::EventWeight, survival::Tail;

struct Args : functions::CohortArgs {
  std::string components = "0,0;1,0;0,1;1,1";
  Tail alternative = Tail::both;
};

struct Row {
  std::string component;
  double rho, gamma, z, p_value;
};

constexpr std::size_t most = 4;  // a probability of more variables would take long

/// "0,0;1,0" -> the weights.
std::vector<EventWeight> read_components(const std::string& text) {
  const auto bad = [&](const std::string& why) {
    return declare::Error(declare::cat("argument 'components' must be pairs of rho and gamma, e.g. '0,0;1,0;0,1;1,1'",
                                       why, ", got ", declare::literal(text)));
  };
  std::vector<EventWeight> weights;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(';', from), text.size());
    std::vector<double> pair;
    try {
      pair = declare::read_numbers(text.substr(from, to - from));
    } catch (const declare::Error&) {
      throw bad("");
    }
    if (pair.size() != 2) throw bad("");
    if (!(pair[0] >= 0) || !(pair[1] >= 0)) throw bad(", 0 or more");
    for (const EventWeight& other : weights)
      if (other.rho == pair[0] && other.gamma == pair[1]) throw bad(", each once");
    weights.push_back({EventWeight::fleming_harrington, pair[0], pair[1]});
    from = to + 1;
  }
  if (weights.size() > most) throw bad(declare::cat(", ", most, " pairs at most"));
  return weights;
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const auto weights = read_components(args.components);
  if (args.cohort.patients().size() == 0) return {};
  const auto& groups = args.cohort.strata();
  if (groups.size() != 2)
    throw declare::Error(declare::cat("by makes ", groups.size(), groups.size() == 1 ? " group" : " groups",
                                      ", and two are compared; choose two with a query as source"));
  const auto tables = args.cohort.risk_tables(poll);
  const auto result = survival::max_combo(functions::samples(tables), weights, args.alternative, poll);
  declare::Rows<Row> rows;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto& [z, p_value] = result.components[i];
    rows.rows.push_back(
        {declare::cat(weights[i].rho, ",", weights[i].gamma), weights[i].rho, weights[i].gamma, z, p_value});
  }
  Row largest = rows.rows[result.largest];
  largest.component = "max", largest.p_value = result.p_value;
  rows.rows.push_back(largest);
  return rows;
}

}  // namespace

declare::Function functions::logrank_maxcombo() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "logrank_maxcombo",
      .summary =
          "The largest of several weighted log-rank tests of two groups (MaxCombo), for hazards that may not be "
          "proportional. One row for each weight, then one for the largest",
      .reference =
          "Lee 1996, Biometrics 52:721; Karrison 2016, Stata J. 16:678. Joint normal distribution of the statistics; "
          "the P value is computed to 1e-5 of itself, without random numbers",
      .oracle = "R survival: survdiff; mvtnorm for the joint distribution",
      .cost = "O(n log n + k^2 n), k weights",
      .example =
          "SELECT * FROM logrank_maxcombo('SELECT * FROM overall_survival JOIN patients USING (patient_id)', "
          "'os_days', 'died', 'sex')",
      .since = {0, 2},
      .arguments = {event_arguments(true),
                    words("components", &Args::components,
                          "the Fleming-Harrington weights S^rho (1 - S)^gamma: pairs of rho and gamma, 4 at most"),
                    choice(
                        "alternative", &Args::alternative,
                        "two-sided: the largest |z|; greater: the largest z, more events than expected in the second "
                        "group; less: the smallest z, fewer",
                        {{"two-sided", Tail::both}, {"greater", Tail::upper}, {"less", Tail::lower}}),
                    stratify(), follow_up_options(), weight_type()},
      .columns = {column("component", &Row::component, "the weight as 'rho,gamma', then 'max'"),
                  column("rho", &Row::rho, "power of S in the weight; in the row max, that of the largest"),
                  column("gamma", &Row::gamma, "power of 1 - S, likewise"),
                  column("z", &Row::z,
                         "standardised statistic: above 0 with more events than expected in the second group; NULL if "
                         "there is nothing to compare"),
                  column("p_value", &Row::p_value,
                         "P value of this weight alone; in the row max, that of the largest of all, which allows for "
                         "their number and correlation")},
      .compute = compute};
}
