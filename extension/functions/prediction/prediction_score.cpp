// prediction_score: how good a prediction was, of patients some of whom are censored.
#include "survival/prediction/prediction_score.hpp"

#include <algorithm>
#include <cmath>

#include "functions/functions.hpp"
#include "functions/prediction/risks.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Count, declare::Time;

struct Args : functions::RiskArgs {
  Args() : RiskArgs(functions::RiskScale::any) {}
};

struct Row {
  Time time;
  Count n, n_event;
  double brier, brier_null, ipa, auc, auc_se, auc_low, auc_high, c_index;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const auto times = functions::predicted_times(args);
  const auto [cause, causes] = functions::cause_of_interest(args);
  cohort::Cohort& cohort = args.risks.cohort;
  declare::Rows<Row> rows{
      .labels = {.whole_times = cohort.whole_times() &&
                                std::ranges::all_of(times, [](const auto& at) { return declare::is_whole(at.time); })}};
  if (cohort.patients().size() == 0) return rows;
  const auto tables = cohort.risk_tables(poll);
  survival::Patients patients = cohort.patients();
  for (std::uint8_t& status : patients.status) status = status == 0 ? 0 : status == cause ? 1 : 2;
  const survival::ScoredFollowUp scored(patients, tables.groups().front(), tables.tolerance, poll);
  const double z = survival::two_sided_quantile(args.conf_level), n = double(patients.size());
  for (const auto& [time, which] : times) {
    const std::vector<double> risk = args.risks.of_patients(which, poll);
    const survival::PredictionScore score = scored.score(risk, time);
    const auto limit = [&](double by) {
      return std::isnan(score.auc_se) ? score.auc_se : score.auc + by * score.auc_se;
    };
    const auto cut = [](double x) { return std::isnan(x) ? x : std::clamp(x, 0.0, 1.0); };
    rows.rows.push_back({.time = {time},
                         .n = {n},
                         .n_event = {score.n_event},
                         .brier = score.brier,
                         .brier_null = score.brier_null,
                         .ipa = score.brier_null > 0 ? 1 - score.brier / score.brier_null : std::nan(""),
                         .auc = score.auc,
                         .auc_se = score.auc_se,
                         .auc_low = cut(limit(-z)),
                         .auc_high = cut(limit(z)),
                         .c_index = causes > 1 ? std::nan("") : score.c_index});
  }
  return rows;
}

}  // namespace

declare::Function functions::prediction_score() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "prediction_score",
      .summary =
          "How good predictions were, of patients some of whom are censored: Brier score, AUC and C at given times, "
          "one "
          "row for each. Patients whose predictions were made from them look better than others will; censoring must "
          "not depend on the risk, and nobody may enter late",
      .reference =
          "Brier score: Gerds & Schumacher 2006, Biom. J. 48:1029; IPA: Kattan & Gerds 2018, Diagn. Progn. Res. 2:7; "
          "AUC and its error: Blanche, Dartigues & Jacqmin-Gadda 2013, Stat. Med. 32:5381; C: Uno et al. 2011, Stat. "
          "Med. 30:1105",
      .oracle =
          "R riskRegression: Score; survival: concordance(timewt = 'n/G2'). Where events and censorings are tied, "
          "Score's error of the AUC takes those who had the event for at risk of censoring; here they have left",
      .cost = "O(t n log n), t times",
      .example =
          "SELECT time, n_event, round(brier, 3), round(brier_null, 3), round(auc, 3), round(c_index, 3) FROM "
          "prediction_score('SELECT * FROM overall_survival JOIN characteristics USING (patient_id)', 'os_days', "
          "'died', 'age / 100.0') WHERE times = 365",
      .since = {0, 2},
      .arguments = {prediction_arguments(
                        "what was predicted, the higher the sooner the event: the probability of the event up to each "
                        "time, or any score, of which there is no Brier score. One expression, or one for each time, "
                        "in the order of times"),
                    prediction_options()},
      .columns = {column("time", &Row::time, "one of times"),
                  column("n", &Row::n, "patients, but for those with a NULL"),
                  column("n_event", &Row::n_event, "events of the cause up to time"),
                  column("brier", &Row::brier,
                         "mean squared error of the probability, censored patients made up for by weights; NULL if a "
                         "risk is outside [0, 1]; this and the rest NULL where nobody is left who tells of time"),
                  column("brier_null", &Row::brier_null,
                         "the same where all are given the incidence of all patients together"),
                  column("ipa", &Row::ipa,
                         "index of prediction accuracy, 1 - brier / brier_null: 0 is no better than "
                         "the same for all"),
                  column("auc", &Row::auc,
                         "probability that of a patient with the event up to time and one without it, or with another "
                         "event, the first had the higher risk; ties count half"),
                  column("auc_se", &Row::auc_se, "its standard error, for that of the weights too"),
                  column("auc_low", &Row::auc_low, "lower confidence limit"),
                  column("auc_high", &Row::auc_high, "upper confidence limit"),
                  column("c_index", &Row::c_index,
                         "probability that of a patient with the event up to time and one who is followed longer, the "
                         "first had the higher risk (Uno); NULL where there are several causes")},
      .compute = compute};
}
