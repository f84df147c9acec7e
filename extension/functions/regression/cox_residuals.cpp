// cox_residuals: what a Cox model leaves unexplained of each patient, or of each event.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "functions/functions.hpp"
#include "functions/regression/cox_model.hpp"

namespace {

using survival::Residual;

constexpr std::pair<const char*, Residual> types[] = {{"martingale", Residual::martingale},
                                                      {"deviance", Residual::deviance},
                                                      {"score", Residual::score},
                                                      {"schoenfeld", Residual::schoenfeld},
                                                      {"scaled schoenfeld", Residual::scaled_schoenfeld},
                                                      {"dfbeta", Residual::dfbeta},
                                                      {"dfbetas", Residual::dfbetas}};

const char* name_of(Residual type) {
  return std::ranges::find(types, type, &std::pair<const char*, Residual>::second)->first;
}

struct Args : functions::CoxArgs {
  Residual type = Residual::martingale;

  Args() { design.keep_origins(), design.allow_no_covariate(); }
};

struct Row {
  std::int64_t row;
  Residual type;
  declare::Patient patient;
  declare::Stratum strata;
  declare::Term term;
  declare::Level level;
  declare::Time time;
  double value;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  declare::Rows<Row> rows;
  if (args.design.size() == 0) return rows;
  const survival::Cox model = args.model(poll);
  if (survival::is_by_coefficient(args.type) && args.design.factors().empty()) return rows;
  const survival::Residuals residuals = functions::worded([&] { return model.residuals(args.type); });
  rows.labels.strata = args.design.strata();
  rows.labels.whole_times = args.design.whole_times();
  rows.labels.patients = args.design.ids();
  const bool has_id = !rows.labels.patients.empty();
  if (!has_id) rows.labels.patients = {{}};
  if (survival::is_by_coefficient(args.type)) {
    for (const cohort::Coefficient& one : args.design.coefficients()) {
      if (!one.column) continue;  // a reference level
      rows.labels.terms.push_back(one.term);
      rows.labels.levels.push_back(one.level.index() ? declare::Value{declare::text(one.level)} : declare::Value{});
    }
  } else {
    rows.labels.terms = rows.labels.levels = {{}};
  }
  rows.rows.reserve(residuals.value.size());
  survival::for_each_row(residuals.row.size(), poll, [&](std::size_t i) {
    const std::uint32_t row = residuals.row[i];
    for (std::uint32_t j = 0; j < residuals.width; ++j)
      rows.rows.push_back({.row = args.design.origins()[row],
                           .type = args.type,
                           .patient = {has_id ? row : 0},
                           .strata = {residuals.stratum[i]},
                           .term = {j},
                           .level = {j},
                           .time = {residuals.time[i]},
                           .value = residuals.value[i * residuals.width + j]});
  });
  return rows;
}

}  // namespace

declare::Function functions::cox_residuals() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "cox_residuals",
      .summary =
          "Residuals of a Cox model. One row for each patient, or for each event with the schoenfeld types, and for "
          "each coefficient, except with martingale and deviance. A row of weight w gives the residual of one of its w "
          "patients. Where follow-up is split into several rows, sum them with GROUP BY patient",
      .reference =
          "martingale: Barlow & Prentice 1988, Biometrika 75:65; deviance: Therneau et al. 1990, Biometrika "
          "77:147; schoenfeld: Schoenfeld 1982, Biometrika 69:239; scaled: Grambsch & Therneau 1994, Biometrika "
          "81:515; dfbeta: Cain & Lange 1984, Biometrics 40:493; as R's survival",
      .oracle = "R survival: residuals of coxph",
      .cost = "O(n log n + i n p^2), i iterations, p coefficients",
      .example =
          "SELECT patient, value FROM cox_residuals('SELECT * FROM overall_survival JOIN patients USING "
          "(patient_id)', 'os_days', 'died', 'sex, wbc_at_diagnosis_1e9_l') WHERE type = 'deviance' AND id = "
          "'patient_id' ORDER BY abs(value) DESC LIMIT 5",
      .arguments = {cox_arguments(),
                    expression(
                        "id", Meaning::any,
                        "patient identifier, returned in column patient; may be NULL (a column or an expression)"),
                    choice("type", &Args::type, "type of the residuals", {std::begin(types), std::end(types)}),
                    cox_options(IdWords{})},
      .columns =
          {column("row", &Row::row,
                  "number of the row among all rows of the source: by rowid for a table, by its ORDER BY for a view or "
                  "query"),
           Column<Row>(
               {"type", "TEXT", "the type"},
               +[](const Row& row, const Labels&) { return Cell(Type::text, name_of(row.type)); }),
           column("patient", &Row::patient, "the value of id; NULL if not given"),
           column("strata", &Row::strata, "the value of strata() in terms; NULL if there is none"),
           column("time", &Row::time, "end of the row's follow-up; with the schoenfeld types, time of the event"),
           column("term", &Row::term, "the term as written, without factor(); NULL for martingale and deviance"),
           column("level", &Row::level, "for a categorical term, the level compared with the reference, as text"),
           column("value", &Row::value,
                  "the residual; NULL if the coefficient has no estimate. martingale: observed minus expected events; "
                  "deviance: the martingale residual, transformed to be more symmetric; score: contribution to the "
                  "derivative of the log-likelihood; schoenfeld: covariate of the patient with the event minus the "
                  "mean over those at risk; scaled schoenfeld: estimate of the coefficient at that time; dfbeta: "
                  "approximate change in the coefficient due to the patient, that is, the coefficient minus the one "
                  "without the patient; dfbetas: dfbeta divided by the standard error, the one without cluster(). With "
                  "weight_type sampling score, dfbeta and "
                  "dfbetas are those of the whole weight, and dfbetas has the robust standard error")},
      .compute = compute};
}
