// follow_up_completeness: of the time that patients could have been followed, how much they were.
#include "survival/registry/completeness.hpp"

#include "cohort/registry/measured.hpp"
#include "functions/functions.hpp"
#include "functions/shared.hpp"

namespace {

using declare::Count, declare::Stratum;

struct Args {
  cohort::Measured patients{{"potential"}};
};

struct Row {
  Stratum strata;
  Count n;
  double person_time, potential_time, completeness, modified;
};

/// Nobody is followed for longer than possible, but for rounding.
void check(const Args& args, const declare::Poll& poll) {
  const survival::Patients& patients = args.patients.patients();
  const auto& potential = args.patients.numbers(0);
  double rows = 0, least = 0, time = 0;
  survival::for_each_row(patients.size(), poll, [&](std::size_t i) {
    if (potential[i] >= patients.time[i] - survival::tie_tolerance * std::max(1.0, patients.time[i])) return;
    if (rows++ == 0) least = potential[i], time = patients.time[i];
  });
  if (rows > 0)
    throw declare::Error(declare::cat(args.patients.subject(0), " is before time in ", declare::rows(rows), ", e.g. ",
                                      least, " at time ", time,
                                      "; it is the time at which follow-up would have ended: end all follow-up at the "
                                      "same cut-off"));
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const cohort::Measured& from = args.patients;
  declare::Rows<Row> rows{.labels = {.strata = from.strata(), .whole_counts = from.whole_counts()}};
  if (from.patients().size() == 0) return rows;
  check(args, poll);
  const auto groups = survival::completeness(from.patients(), from.numbers(0), from.strata().size(), poll);
  for (std::uint32_t g = 0; g < groups.size(); ++g) {
    const survival::Completeness& group = groups[g];
    rows.rows.push_back({{g}, {group.n}, group.person_time, group.potential_time, group.clark(), group.modified()});
  }
  return rows;
}

}  // namespace

declare::Function functions::follow_up_completeness() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "follow_up_completeness",
      .summary =
          "How complete the follow-up of each group is: the time that patients were followed, of the time that they "
          "could have been until the cut-off",
      .reference =
          "Clark, Altman & De Stavola 2002, Lancet 359:1309; modified: Wu, Takkenberg & Grunkemeier 2008, Ann. Thorac. "
          "Surg. 85:1155",
      .oracle = "by hand; the definition over R's survfit",
      .cost = "O(n log n)",
      .example =
          "SELECT n, person_time, completeness, modified FROM follow_up_completeness('follow_up', "
          "'julianday(last_seen) "
          "- julianday(origin)', 'died') WHERE potential = 'julianday(''2020-09-01'') - julianday(origin)'",
      .since = {0, 2},
      .arguments = {unpacked_source(&Args::patients), time_expr(), event_expr(), by_expr(),
                    expression("weight", Meaning::number,
                               "number of identical patients the row represents, >= 0 (a column or an expression)"),
                    expression(
                        "potential", Meaning::number,
                        "time at which follow-up would have ended, for those with the event too: from the origin "
                        "to the cut-off, in the unit of time (a column or an expression). It must be given")},
      .columns = {column("strata", &Row::strata, "the group: the value of by_expr; NULL if not given"),
                  column("n", &Row::n, "patients"), column("person_time", &Row::person_time, "sum of the times"),
                  column("potential_time", &Row::potential_time,
                         "sum of the times of those with the event, and of the potential times of the others"),
                  column("completeness", &Row::completeness,
                         "Clark's C, person_time / potential_time; NULL if that is 0"),
                  column(
                      "modified", &Row::modified,
                      "Wu's C*: likewise, but with the time that those lost would have been expected to be followed, "
                      "by their group's Kaplan-Meier curve from then on; past its end the curve is carried on")},
      .compute = compute};
}
