// surv_rows: what a surv() blob holds, in the open.
#include "cohort/packed.hpp"
#include "declare/message.hpp"
#include "functions/functions.hpp"

namespace {

using declare::Cause, declare::Count, declare::Stratum, declare::Time;

struct Args {
  std::optional<declare::Value> blob;
};

struct Row {
  Stratum strata;
  Time time;
  Cause status;
  double entry;
  Count n;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const auto* blob = std::get_if<declare::Blob>(&*args.blob);
  if (!blob)
    throw declare::Error(
        declare::cat("argument 'blob' must be a value that surv() made, got ", declare::literal(*args.blob)));
  const cohort::Packed content = cohort::unpack(blob->bytes, poll);
  const survival::Patients& p = content.patients;
  declare::Rows<Row> rows{
      .labels = {.strata = content.groups, .causes = content.statuses, .whole_times = content.whole_times}};
  rows.rows.reserve(p.size());
  survival::for_each_row(p.size(), poll, [&](std::size_t i) {
    rows.labels.whole_counts = rows.labels.whole_counts && declare::is_whole(p.weight_of(i));
    const double entry = p.entry.empty() ? std::numeric_limits<double>::quiet_NaN() : p.entry[i];
    rows.rows.push_back({{p.group_of(i)}, {p.time[i]}, {p.status[i]}, entry, {p.weight_of(i)}});
  });
  return rows;
}

}  // namespace

declare::Function functions::surv_rows() {
  using namespace declare;
  auto blob = any_value("blob", &Args::blob, "a value that surv(), surv_merge() or surv_coarsen() made", true);
  blob.info.is_packed = true;  // NULL is surv() of nobody
  return DeclareTable<Args, Row>{
      .name = "surv_rows",
      .summary =
          "What a surv() blob holds, in the open: a row for each cell of patients alike in time, status, group and "
          "entry. "
          "For whoever must approve that it leaves the centre",
      .oracle = "by construction: packed again, the same bytes",
      .cost = "O(n)",
      .example =
          "SELECT time, status, n FROM surv_rows((SELECT surv(os_days / 365, died) FROM overall_survival)) ORDER BY n",
      .since = {0, 2},
      .arguments = {std::move(blob)},
      .columns = {column("strata", &Row::strata, "the group; NULL if there are none"),
                  column("time", &Row::time, "follow-up time"),
                  column("status", &Row::status, "the value that was given as status"),
                  column("entry", &Row::entry, "time of delayed entry; NULL if none was given"),
                  column("n", &Row::n, "patients in the cell: the sum of their weights")},
      .compute = compute};
}
