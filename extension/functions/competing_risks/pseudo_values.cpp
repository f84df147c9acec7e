// pseudo_values: what each patient adds to an estimate, as an outcome for any regression.
#include <cmath>
#include <memory>
#include <numeric>

#include "functions/competing_risks/pseudo_options.hpp"
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "survival/competing_risks/pseudo_values.hpp"

namespace {

using declare::cat, declare::Error;
using survival::PseudoType;

struct Args : functions::StatusArgs, functions::PseudoOptions {
  Args() { cohort.keep_rows(); }
};

struct Row {
  std::int64_t row;
  declare::Patient patient;
  declare::Stratum strata;
  declare::Cause outcome;
  declare::Time time;
  double value;
};

/// What the rows are made of, one by one: never patients x causes x times side by side.
struct Values {
  cohort::RiskTables tables;
  std::vector<survival::PseudoValues> groups;
  survival::Patients patients;
  std::vector<std::uint32_t> order;  ///< of the source
  PseudoType type;
  std::vector<double> times;
  std::size_t causes;  ///< reported for each patient; 1 where all are one
  bool by_cause, has_id;

  Row make(std::size_t i) const {
    const std::size_t t = i % times.size(), cause = i / times.size() % causes;
    const std::uint32_t p = order[i / times.size() / causes];
    const double value = groups[patients.group_of(p)].value(patients.time[p], patients.status[p], type,
                                                            by_cause ? cause + 1 : 0, times[t]);
    return {.row = std::int64_t(patients.row[p]) + 1,
            .patient = {has_id ? patients.id[p] + 1 : 0},
            .strata = {patients.group_of(p)},
            .outcome = {by_cause ? std::uint32_t(cause + 1) : 0},
            .time = {times[t]},
            .value = value};
  }
};

/// Without entry, rows of one patient cannot be parts of one follow-up.
void check_patients(const survival::Patients& patients, const std::vector<declare::Value>& ids) {
  std::vector<bool> seen(ids.size());
  for (const std::uint32_t id : patients.id) {
    if (seen[id])
      throw Error(cat("id ", declare::literal(ids[id]),
                      " has several rows; a pseudo-value is of a patient, so give one row for each"));
    seen[id] = true;
  }
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const std::vector<declare::Value> causes = args.cohort.name_causes(args.censor);
  const PseudoType type = functions::pseudo_type(args, causes.size());
  const auto times = functions::pseudo_times(args, type);
  if (args.cohort.patients().size() == 0) return {};
  const bool by_cause = type == PseudoType::incidence || type == PseudoType::lost;
  if (by_cause && causes.empty()) return {};
  const bool has_id = !args.cohort.patients().id.empty();
  const auto ids = has_id ? args.cohort.ids() : std::vector<declare::Value>{};
  check_patients(args.cohort.patients(), ids);
  auto values = std::make_shared<Values>(Values{.tables = args.cohort.risk_tables(poll),
                                                .groups = {},
                                                .patients = args.cohort.patients(),
                                                .order = {},
                                                .type = type,
                                                .times = times,
                                                .causes = by_cause ? causes.size() : 1,
                                                .by_cause = by_cause,
                                                .has_id = has_id});
  for (const survival::RiskTable& table : values->tables.groups())
    values->groups.emplace_back(table, args.method, values->tables.tolerance, poll);
  values->order.resize(values->patients.size());
  std::iota(values->order.begin(), values->order.end(), 0U);
  std::ranges::sort(values->order, {}, [&](std::uint32_t i) { return values->patients.row[i]; });

  declare::Rows<Row> rows{.labels = {.strata = args.cohort.strata(), .causes = {{}}, .patients = {{}}}};
  rows.labels.causes.insert(rows.labels.causes.end(), causes.begin(), causes.end());
  rows.labels.patients.insert(rows.labels.patients.end(), ids.begin(), ids.end());
  rows.labels.whole_times = std::ranges::all_of(times, declare::is_whole);
  rows.count = values->order.size() * values->causes * times.size();
  rows.make = [values](std::size_t i) { return values->make(i); };
  return rows;
}

}  // namespace

declare::Function functions::pseudo_values() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "pseudo_values",
      .summary =
          "Pseudo-values of survival, incidences or mean times, for regressions that cannot handle censoring: one row "
          "for each patient, event and time. Their mean is the estimate, with the jackknife nearly so; censoring must "
          "not depend on covariates",
      .reference = "Andersen, Klein & Rosthoj 2003, Biometrika 90:15; infinitesimal: as R's survival::pseudo",
      .oracle = "R survival: pseudo, and leaving out one patient in turn",
      .cost = "O(n log n + n c t), c causes, t times",
      .example =
          "SELECT row, time, value FROM pseudo_values('overall_survival', 'os_days', 'died') WHERE times = '365,1095'",
      .since = {0, 2},
      .arguments = {unpacked_source(&CohortArgs::cohort), time_expr(), status_expr(), by_expr(), censor(),
                    pseudo_type_and_times(),
                    expression("id", Meaning::group,
                               "the patient (a column or an expression), for the column patient. Each has one row and "
                               "one pseudo-value for each event and time; several rows of one patient, and NULL, are "
                               "errors"),
                    pseudo_method()},
      .columns = {column("row", &Row::row, "number of the row in the source: 1, 2, ...; rows with a NULL have none"),
                  column("patient", &Row::patient, "the value of id; NULL if not given"),
                  column("strata", &Row::strata, "the group, whose patients alone are used; NULL if not given"),
                  column("outcome", &Row::outcome, "the event: a value of status_expr; NULL for survival and rmst"),
                  column("time", &Row::time, "one of times, or tau"),
                  column("value", &Row::value,
                         "the pseudo-value; it may lie outside [0, 1]. NULL past the end of follow-up while some are "
                         "free of every event")},
      .compute = compute};
}
