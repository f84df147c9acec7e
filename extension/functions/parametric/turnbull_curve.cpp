// turnbull_curve: the distribution of times that are known to lie between two others.
#include "survival/parametric/turnbull.hpp"

#include <cmath>

#include "cohort/parametric/intervals.hpp"
#include "functions/functions.hpp"
#include "functions/shared.hpp"

namespace {

struct Args {
  cohort::Intervals patients;
};

struct Row {
  declare::Stratum strata;
  declare::Time lower;
  double upper;
  double mass, estimate;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  declare::Rows<Row> rows{.labels = {.strata = args.patients.strata(), .whole_times = args.patients.whole_times()}};
  for (std::uint32_t g = 0; g < args.patients.brackets().size(); ++g) {
    const survival::Turnbull found = survival::turnbull(args.patients.brackets()[g], poll);
    if (!found.converged())
      throw declare::Error(declare::cat(
          "the iteration has not converged after ", found.iterations,
          " iterations; a coarser unit of time makes fewer intervals: round the times to weeks or months"));
    for (const auto& step : found.steps) rows.rows.push_back({{g}, {step.lower}, step.upper, step.mass, step.estimate});
  }
  return rows;
}

/// NULL where the event is after lower.
declare::Cell upper_of(const Row& row, const declare::Labels& all) {
  if (std::isinf(row.upper)) return {};
  return all.whole_times ? declare::Cell(std::int64_t(row.upper)) : declare::Cell(row.upper);
}

std::vector<declare::Column<Row>> columns() {
  using declare::column;
  return {
      column("strata", &Row::strata, "the group: the value of by_expr; NULL if not given"),
      column("lower", &Row::lower, "the mass lies after this time, or at it where upper is the same"),
      {{"upper", "INTEGER or REAL", "and no later than this one; NULL: anywhere after lower"}, upper_of},
      column("mass", &Row::mass,
             "probability of the event between lower and upper; where in between the data do not say. The masses of "
             "a group add up to 1"),
      column("estimate", &Row::estimate,
             "probability of no event up to and including upper; between lower and upper it is anything between the "
             "row before's and this one")};
}

}  // namespace

declare::Function functions::turnbull_curve() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "turnbull_curve",
      .summary =
          "Survival of each group where events are only known to lie between two times (Turnbull's nonparametric "
          "maximum likelihood estimate): a row for each interval that has mass or may have",
      .reference =
          "Peto 1973, J. R. Stat. Soc. C 22:86; Turnbull 1976, J. R. Stat. Soc. B 38:290; iteration: Wellner & Zhan "
          "1997, J. Am. Stat. Assoc. 92:945, until no distribution has a mean log-likelihood higher by more than 1e-9: "
          "Gentleman & Geyer 1994, Biometrika 81:618. There are no standard errors: the usual ones do not hold here",
      .oracle = "the Kuhn-Tucker conditions; Kaplan-Meier; R survival: survfit of interval2",
      .cost = "O(i n), i iterations, tens to hundreds",
      .example =
          "SELECT lower, upper, mass, estimate FROM turnbull_curve('VALUES (0, 5), (3, 8), (5, 5), (6, 10), (7, "
          "NULL)', "
          "'column1', 'column2')",
      .since = {0, 2},
      .arguments = {unpacked_source(&Args::patients),
                    expression("lower_expr", Meaning::number,
                               "the last time at which the event had not happened, >= 0 (a column or an expression)",
                               true),
                    expression("upper_expr", Meaning::number,
                               "the first time at which it had; equal to lower: it was seen then; NULL: it had not "
                               "happened by lower (right-censored) (a column or an expression)",
                               true),
                    by_expr(),
                    expression("weight", Meaning::number,
                               "the weight of each row, >= 0 (a column or an expression); weight_type says what it is"),
                    Argument<Args>(weight_type_info("Here it decides only whether a weight must be whole"),
                                   [](Args& args, const Value& value) {
                                     args.patients.weigh(functions::read_weight_type(value));
                                   })},
      .columns = columns(),
      .compute = compute};
}
