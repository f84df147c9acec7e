// calibration: what was predicted beside what happened, in groups of like predictions.
#include "survival/prediction/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "functions/functions.hpp"
#include "functions/prediction/risks.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Count, declare::Time;

struct Args : functions::RiskArgs {
  std::int64_t bins = 10;

  Args() : RiskArgs(functions::RiskScale::probability) {}
};

struct Row {
  Time time;
  std::optional<std::int64_t> bin;
  Count n;
  double predicted, observed, conf_low, conf_high, ratio;
};

/// Those of one time, or of a bin.
struct Observed {
  double value = std::nan(""), low = std::nan(""), high = std::nan("");
};

Observed observed(const survival::RiskTable& table, const functions::CauseOfInterest& cause, double time,
                  double tolerance, double z, const declare::Poll& poll) {
  const survival::Request request{{&time, 1}, false, tolerance};
  Observed found;
  if (cause.causes > 1) {
    const survival::CumulativeIncidence incidence(cause.cause, survival::IncidenceVariance::gray);
    survival::trace(table, incidence, request, poll, [&](const survival::CurvePoint& p) {
      const auto limits = survival::confidence_limits(p.estimate, p.std_err, z, survival::ConfType::log_log);
      found = {p.estimate, limits.low, limits.high};
    });
  } else {
    survival::trace(table, survival::KaplanMeier{}, request, poll, [&](const survival::CurvePoint& p) {
      const auto limits = survival::confidence_limits(p.estimate, p.std_err, z, survival::ConfType::log_log);
      found = {1 - p.estimate, 1 - limits.high, 1 - limits.low};
    });
  }
  return found;
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  const auto times = functions::predicted_times(args);
  const auto cause = functions::cause_of_interest(args);
  cohort::Cohort& cohort = args.risks.cohort;
  declare::Rows<Row> rows{
      .labels = {.whole_times = cohort.whole_times() &&
                                std::ranges::all_of(times, [](const auto& at) { return declare::is_whole(at.time); })}};
  if (cohort.patients().size() == 0) return rows;
  const auto all = cohort.risk_tables(poll);
  const double z = survival::two_sided_quantile(args.conf_level);
  survival::Patients patients = cohort.patients();
  for (const auto& at : times) {
    const double time = at.time;
    const std::vector<double> risk = args.risks.of_patients(at.risk, poll);
    const survival::RiskBins split = survival::risk_bins(risk, std::size_t(args.bins), poll);
    patients.group.assign(split.bin.begin(), split.bin.end());
    const auto tables = survival::risk_tables(patients, split.count, poll, std::max<std::size_t>(cause.causes, 1));
    std::vector<double> n(split.count), sum(split.count);
    double total = 0;
    survival::for_each_row(risk.size(), poll,
                           [&](std::size_t i) { ++n[split.bin[i]], sum[split.bin[i]] += risk[i], total += risk[i]; });
    const auto add = [&](std::optional<std::int64_t> bin, const survival::RiskTable& table, double patients_in,
                         double risks) {
      const Observed found = observed(table, cause, time, all.tolerance, z, poll);
      const double predicted = risks / patients_in;
      rows.rows.push_back({{time},
                           bin,
                           {patients_in},
                           predicted,
                           found.value,
                           found.low,
                           found.high,
                           predicted > 0 ? found.value / predicted : std::nan("")});
    };
    add({}, all.groups().front(), double(risk.size()), total);
    for (std::size_t b = 0; b < split.count; ++b) add(std::int64_t(b + 1), tables[b], n[b], sum[b]);
  }
  return rows;
}

}  // namespace

declare::Function functions::calibration() {
  using namespace declare;
  return DeclareTable<Args, Row>{
      .name = "calibration",
      .summary =
          "Predicted beside observed probabilities of an event up to given times: of all patients, in a first row with "
          "bin NULL, then in bins of like predictions, of about as many patients each. Nobody may enter late",
      .reference =
          "the observed by Kaplan & Meier 1958 or Aalen & Johansen 1978 within the bin: Royston & Altman 2013, BMC "
          "Med. Res. Methodol. 13:33",
      .oracle = "R survival: survfit in each bin",
      .cost = "O(t n log n), t times",
      .example =
          "SELECT bin, n, round(predicted, 3), round(observed, 3), round(conf_low, 3), round(conf_high, 3) FROM "
          "calibration('SELECT * FROM overall_survival JOIN characteristics USING (patient_id)', 'os_days', 'died', "
          "'age / 100.0') WHERE times = 365 AND bins = 3",
      .since = {0, 2},
      .arguments = {prediction_arguments(
                        "the predicted probability of the event up to each time, from 0 to 1. One expression, or one "
                        "for each time, in the order of times"),
                    whole_number("bins", &Args::bins,
                                 "into how many bins the patients are split. Those with the same prediction stay "
                                 "together, so that there may be fewer",
                                 {1, 1000, true, true}),
                    prediction_options()},
      .columns = {column("time", &Row::time, "one of times"),
                  column("bin", &Row::bin, "1, 2, ... by ascending prediction; NULL for all patients"),
                  column("n", &Row::n, "patients, but for those with a NULL"),
                  column("predicted", &Row::predicted, "mean of their predictions"),
                  column("observed", &Row::observed,
                         "the probability by their follow-up, as 1 - km_curve, or as cuminc where there are several "
                         "causes; NULL past the end of follow-up while some are free of every event"),
                  column("conf_low", &Row::conf_low, "lower log-log confidence limit of the observed"),
                  column("conf_high", &Row::conf_high, "upper confidence limit, likewise"),
                  column("ratio", &Row::ratio, "observed / predicted; NULL if 0 is predicted")},
      .compute = compute};
}
