// km_plot: the figure of Kaplan-Meier curves, as SVG.
#include "functions/comparison.hpp"
#include "functions/figures/plot.hpp"
#include "functions/functions.hpp"
#include "plot/axis.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/curves/quantile.hpp"
#include "survival/normal.hpp"

namespace {

using declare::cat;

struct Options : functions::CurveOptions {
  bool event = false;
  bool censor_marks = true, median = true;
  survival::EventWeight::Kind weighting = survival::EventWeight::log_rank;
};

struct Args {
  cohort::OptionalGroups cohort{cohort::Outcome::event};
  Options options;
};

/// "A: 20 patients, 9 events, median 23 (95% limits 10 to not reached)"
std::string in_words(const std::string& label, const survival::RiskTable& table, double median, double low, double high,
                     const Options& options) {
  double events = 0;
  for (const auto& row : table.rows) events += row.n_event;
  const auto time = [](double t) { return std::isnan(t) ? std::string("not reached") : functions::number_text(t); };
  const double n = table.n();
  std::string words = cat(label.empty() ? "" : label + ": ", n, n == 1 ? " patient, " : " patients, ", events,
                          events == 1 ? " event, median " : " events, median ", time(median));
  if (!std::isnan(median) && !options.time_unit.empty()) words += " " + options.time_unit;
  if (options.conf_type != survival::ConfType::none)
    words +=
        cat(" (", functions::number_text(100 * options.conf_level), "% limits ", time(low), " to ", time(high), ")");
  return words + ". ";
}

declare::Value compute(Args& args, const declare::Poll& poll) {
  const Options& options = args.options;
  cohort::Cohort& patients = args.cohort.patients();
  const auto tables = patients.risk_tables(poll);
  const auto& groups = tables.groups();
  if (patients.patients().size() == 0) return {};
  plot::CurvePlot figure = functions::curve_plot(options, patients, args.cohort.has_groups(), tables, poll);
  figure.y_title = options.y_title.value_or(options.event ? "Probability of the event" : "Survival probability");
  figure.y_max = options.y_max.value_or(1);
  figure.frame.name = options.title.empty() ? "Kaplan-Meier curves: " + figure.y_title : options.title;
  const double z = survival::two_sided_quantile(options.conf_level), nan = std::numeric_limits<double>::quiet_NaN();
  const auto limits = [&](double p, double se) { return survival::confidence_limits(p, se, z, options.conf_type); };
  constexpr std::size_t most_bands = 4;
  const bool bands = options.conf_band.value_or(groups.size() <= most_bands);
  if (options.times) figure.estimates = functions::landmark_table(options, figure.y_title);
  std::string& description = figure.frame.description;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    survival::Crossing median(0.5), low(0.5), high(0.5);
    plot::Curve curve = functions::trace_curve(
        groups[g], survival::KaplanMeier(), options.time_scale, poll, [&](double x, double s, double se) {
          const survival::Limits l = limits(s, se);
          median.step(x, s), low.step(x, l.low), high.step(x, l.high);
          if (!bands) return plot::Step{x, options.event ? 1 - s : s, nan, nan};
          return options.event ? plot::Step{x, 1 - s, 1 - l.high, 1 - l.low} : plot::Step{x, s, l.low, l.high};
        });
    curve.label = args.cohort.has_groups() ? functions::label_of(patients.strata()[g], options.group_labels) : "";
    curve.color = g;
    if (!options.censor_marks) curve.marks.clear();
    description += in_words(curve.label, groups[g], median.time(), low.time(), high.time(), options);
    if (const double time = median.time();
        options.median && !std::isnan(time) && figure.y_min < 0.5 && figure.y_max > 0.5)
      figure.medians.push_back({time, 0.5});
    if (options.times)
      figure.estimates->rows.push_back(
          {curve.label, g, 0,
           functions::landmark_cells(options, tables, g, survival::KaplanMeier(), poll, options.event, limits)});
    figure.curves.push_back(std::move(curve));
  }
  if (options.p_value && groups.size() > 1) {
    functions::LogRankArgs test;
    test.weighting = options.weighting;
    const double p =
        survival::log_rank(functions::samples(tables), {options.weighting, 0, 0}, std::nullopt, poll).test.p_value;
    if (!std::isnan(p)) {
      figure.notes.push_back(cat(test.method(), ", ", functions::p_text(p)));
      description += figure.notes.back() + ".";
    }
  }
  if (figure.y_min >= figure.y_max) throw declare::Error("argument 'options' key 'y_min' must be below y_max");
  return plot::draw(figure, poll);
}

}  // namespace

declare::Function functions::km_plot() {
  using namespace declare;
  using survival::EventWeight;
  return DeclareAggregate<Args, cohort::OptionalGroups>{
      .name = "km_plot",
      .summary =
          "Figure of Kaplan-Meier curves, as one self-contained SVG document. With confidence bands, censoring marks, "
          "medians, the log-rank test and a table of the numbers at risk",
      .reference = "estimates as km_curve, medians as km_summary, P value as logrank",
      .example =
          "SELECT length(km_plot(os_days, died, sex, '{\"title\": \"Overall survival\", \"time_unit\": \"months\", "
          "\"time_scale\": 30.4375}')) > 0 AS drawn FROM overall_survival JOIN patients USING (patient_id)",
      .rows = &Args::cohort,
      .arguments = {time_cells(), event_cells(), figure_group_cells(),
                    object("options", &Args::options, "JSON object with the keys below",
                           {curve_keys(),
                            choice("curve", &Options::event,
                                   "what to draw (survival S, or the probability of the event, 1 - S)",
                                   {{"survival", false}, {"event", true}}),
                            flag("censor_marks", &Options::censor_marks, "marks where patients were censored"),
                            flag("median", &Options::median, "lines to the median of each curve that reaches it"),
                            choice("weighting", &Options::weighting, "test of equal groups",
                                   {{"logrank", EventWeight::log_rank},
                                    {"gehan", EventWeight::gehan},
                                    {"tarone-ware", EventWeight::tarone_ware},
                                    {"peto", EventWeight::peto}})})},
      .returns = {"", "TEXT", "the SVG document; NULL if there are no patients"},
      .compute = compute};
}
