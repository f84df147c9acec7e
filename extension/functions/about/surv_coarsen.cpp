// surv_coarsen: a blob with coarser times, and without small cells, before it leaves a centre.
#include "cohort/registry/merged.hpp"
#include "declare/message.hpp"
#include "functions/functions.hpp"

namespace {

struct Args {
  std::optional<declare::Value> blob;
  std::optional<double> width, least;
  cohort::SmallCells small = cohort::SmallCells::refuse;
};

declare::Value compute(Args& args, const declare::Poll& poll) {
  const auto* blob = std::get_if<declare::Blob>(&*args.blob);
  if (!blob)
    throw declare::Error(
        declare::cat("argument 'blob' must be a value that surv() made, got ", declare::literal(*args.blob)));
  cohort::Packed content = cohort::unpack(blob->bytes, poll);
  return declare::Blob{
      cohort::pack(cohort::coarsened(std::move(content), *args.width, *args.least, args.small, poll), poll)};
}

}  // namespace

declare::Function functions::surv_coarsen() {
  using namespace declare;
  using enum cohort::SmallCells;
  return DeclareScalar<Args>{
      .name = "surv_coarsen",
      .summary =
          "Makes the times of a surv() blob coarser, so that every cell, of patients alike in time, status, group and "
          "entry, holds so many patients. A precaution and no proof: a curve with numbers at risk still tells about "
          "patients; look at what leaves with surv_rows()",
      .reference = "what curves tell: Guyot et al. 2012, BMC Med. Res. Methodol. 12:9",
      .oracle = "by construction: cells counted by hand",
      .cost = "O(n log n)",
      .example = "SELECT length(surv_coarsen(surv(os_days, died), 365, 2, 'suppress')) FROM overall_survival",
      .since = {0, 2},
      .arguments = {any_value("blob", &Args::blob, "a value that surv() or surv_merge() made", true),
                    number("width", &Args::width,
                           "times go up to the next multiple of it, entry times down, in the unit of time", {.low = 0},
                           true),
                    number("least", &Args::least, "fewer patients than this make a cell small",
                           {.low = 1, .with_low = true}, true),
                    choice("small", &Args::small, "what becomes of small cells: an error, or left out and not counted",
                           {{"refuse", refuse}, {"suppress", suppress}})},
      .returns = {"", "BLOB", "the same patients, coarser; NULL if an argument is NULL"},
      .compute = compute};
}
