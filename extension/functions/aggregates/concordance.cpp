// concordance: Harrell's C of a score.
#include "survival/regression/concordance.hpp"

#include "functions/functions.hpp"
#include "functions/shared.hpp"

namespace {

struct Args {
  cohort::Cohort cohort{cohort::Outcome::event};
};

declare::Value compute(Args& args, const declare::Poll& poll) {
  args.cohort.sort(poll);
  return survival::concordance(args.cohort.patients(), args.cohort.scores(), poll);
}

}  // namespace

declare::Function functions::concordance() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Cohort>{
      .name = "concordance",
      .summary =
          "Harrell's C, the share of comparable pairs in which the patient with the higher score lives longer. Equal "
          "scores count half; patients with the event at the same time are not compared",
      .reference = "Harrell et al. 1982, JAMA 247:2543, as R's concordance(Surv(time, event) ~ score)",
      .oracle = "R survival: concordance",
      .cost = "O(n log n)",
      .example =
          "SELECT concordance(os_days, died, wbc_at_diagnosis_1e9_l) FROM overall_survival JOIN patients USING "
          "(patient_id)",
      .rows = &Args::cohort,
      .arguments = {time_cells(), event_cells(),
                    cells("score", "number",
                          "higher for patients expected to live longer; for a risk score the result is 1 - C", true)},
      .returns = {"", "REAL", "between 0 and 1, 0.5 for a score without information; NULL if no pair can be compared"},
      .compute = compute};
}
