// km_plot: the figure of Kaplan-Meier curves, as SVG.
#include "functions/comparison.hpp"
#include "functions/figures/curve_figure.hpp"
#include "functions/functions.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/curves/quantile.hpp"

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
  const auto tables = args.cohort.patients().risk_tables(poll);
  const auto& groups = tables.groups();
  if (args.cohort.patients().patients().size() == 0) return {};
  functions::CurveFigure figure(options, args.cohort, tables,
                                options.event ? "Probability of the event" : "Survival probability", poll);
  plot::CurvePlot& plot = figure.plot();
  plot.y_max = options.y_max.value_or(1);
  plot.frame.name = options.title.empty() ? "Kaplan-Meier curves: " + plot.y_title : options.title;
  std::string& description = plot.frame.description;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    survival::Crossing median(0.5), low(0.5), high(0.5);
    const functions::CurveFigure::Look look{.label = figure.group_label(g),
                                            .color = g,
                                            .has_band = figure.has_bands(groups.size()),
                                            .has_marks = options.censor_marks,
                                            .is_complement = options.event};
    figure.add(g, survival::KaplanMeier(), look, [&](double x, double s, survival::Limits limits) {
      median.step(x, s), low.step(x, limits.low), high.step(x, limits.high);
    });
    description += in_words(look.label, groups[g], median.time(), low.time(), high.time(), options);
    if (options.median && !std::isnan(median.time()) && plot.y_min < 0.5 && plot.y_max > 0.5)
      plot.medians.push_back({median.time(), 0.5});
  }
  if (options.p_value && groups.size() > 1) {
    functions::LogRankArgs test;
    test.weighting = options.weighting;
    const double p =
        survival::log_rank(functions::samples(tables), {options.weighting, 0, 0}, std::nullopt, poll).test.p_value;
    if (!std::isnan(p)) {
      plot.notes.push_back(cat(test.method(), ", ", functions::p_text(p)));
      description += plot.notes.back() + ".";
    }
  }
  return figure.draw();
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
