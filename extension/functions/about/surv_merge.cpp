// surv_merge: the blobs of several centres or shards made one.
#include "cohort/registry/merged.hpp"
#include "functions/functions.hpp"

namespace {

struct Args {
  cohort::Blobs blobs;
};

declare::Value compute(Args& args, const declare::Poll& poll) {
  std::vector<cohort::Packed> parts = args.blobs.take();
  if (parts.empty()) return {};
  return declare::Blob{cohort::pack(cohort::merged(std::move(parts), poll), poll)};
}

}  // namespace

declare::Function functions::surv_merge() {
  using namespace declare;
  return DeclareAggregate<Args, cohort::Blobs>{
      .name = "surv_merge",
      .summary =
          "Makes one of the blobs of several centres, databases or shards: what surv() of all their rows gives, byte "
          "for "
          "byte, where weights are whole. 1 and '1' of two centres stay two groups, and two statuses; a blob without "
          "entry times or weights is of single patients followed from the start. A blob is close to the patients' own "
          "data: by exact day most of its cells are of one patient. surv_rows() shows them, surv_coarsen() makes them "
          "larger before they leave",
      .oracle = "by construction: the bytes are those of surv() of all rows",
      .cost = "O(n log n)",
      .example =
          "SELECT length(surv_merge(part)) FROM (SELECT surv(os_days, died, sex) AS part FROM overall_survival JOIN "
          "patients USING (patient_id) GROUP BY sex)",
      .since = {0, 2},
      .rows = &Args::blobs,
      .arguments = {cells("blob", "BLOB", "a value that surv() or surv_merge() made; NULL is left out", true)},
      .returns = {"", "BLOB", "the patients of all the blobs; NULL if there are none"},
      .compute = compute};
}
