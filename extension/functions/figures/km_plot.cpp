// km_plot: the figure of Kaplan-Meier curves, as SVG.
#include <algorithm>
#include <cmath>

#include "functions/comparison.hpp"
#include "functions/figures/curve_figure.hpp"
#include "functions/figures/hazard_ratios.hpp"
#include "functions/functions.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/curves/quantile.hpp"
#include "survival/curves/restricted_mean.hpp"
#include "survival/normal.hpp"

namespace {

using declare::cat, functions::CurveFigure, functions::ShownTables, functions::Words;

struct Options : functions::CurveOptions {
  bool event = false;
  bool censor_marks = true, median = true, medians = false, hazard_ratio = false;
  std::optional<std::string> reference;
  std::optional<double> rmst;
  survival::EventWeight::Kind weighting = survival::EventWeight::log_rank;
};

struct Args {
  functions::OptionalGroups cohort{cohort::Outcome::event};
  Options options;
};

struct Median {
  double time;
  survival::Limits limits;
};

/// "A: 20 patients, 9 events, median 23 (95% limits 10 to not reached)"
std::string in_words(const CurveFigure& figure, std::size_t group, const Median& median, const Options& options) {
  const Words& words = figure.words();
  const survival::RiskTable& table = figure.groups()[group];
  double events = 0;
  for (const auto& row : table.rows) events += row.n_event;
  const auto count = [&](double n, const char* one, const char* many) {
    const double shown = std::round(n * 10) / 10;  // a sum of sampling weights has more digits than sense
    return n == 1 ? words(one) : words(many, {{"n", cat(shown)}});
  };
  const auto joined = [&](const std::string& a, const std::string& b) {
    return words("{text}, {more}", {{"text", a}, {"more", b}});
  };
  std::string time = words("median {time}", {{"time", words.time(median.time, options.time_unit)}});
  if (options.conf_type != survival::ConfType::none)
    time =
        words("{time} ({level}% limits {low} to {high})", {{"time", time},
                                                           {"level", functions::number_text(100 * options.conf_level)},
                                                           {"low", words.time(median.limits.low, "")},
                                                           {"high", words.time(median.limits.high, "")}});
  std::string event_count = count(events, "1 event", "{n} events");
  if (!figure.is_told(group)) event_count = words("at least {events}", {{"events", event_count}});
  std::string text = joined(joined(count(table.n(), "1 patient", "{n} patients"), event_count), time);
  if (const std::string label = figure.group_label(group); !label.empty())
    text = words("{group}: {text}", {{"group", label}, {"text", text}});
  return words("{sentence}. ", {{"sentence", text}});
}

std::string test_name(const Options& options, const Words& words, const ShownTables& tables) {
  functions::LogRankArgs test;
  test.weighting = options.weighting;
  const std::string name = words(test.method());
  return tables.panels() > 1 ? words("{test}, stratified", {{"test", name}}) : name;
}

/// The median of each group, as far as it is asked for.
void add_medians(CurveFigure& figure, const Options& options, const std::vector<Median>& medians) {
  const Words& words = figure.words();
  for (std::size_t g = 0; g < medians.size(); ++g) {
    const auto& [median, limits] = medians[g];
    const std::string label = figure.group_label(g);
    const std::string time = options.conf_type == survival::ConfType::none
                                 ? words.time(median, options.time_unit)
                                 : words.time(median, limits, options.conf_level, options.time_unit);
    figure.plot().notes.push_back(label.empty() ? words("Median: {time}", {{"time", time}})
                                                : words("Median, {group}: {time}", {{"group", label}, {"time", time}}));
  }
}

void add_restricted_means(CurveFigure& figure, const Options& options, const declare::Poll& poll) {
  const Words& words = figure.words();
  const double z = survival::two_sided_quantile(options.conf_level), scale = options.time_scale;
  const std::string tau = words.time(*options.rmst, options.time_unit);
  for (std::size_t g = 0; g < figure.groups().size(); ++g) {
    auto [mean, se] = survival::restricted_mean(figure.groups()[g], *options.rmst * scale, figure.tolerance(), poll);
    mean /= scale, se /= scale;
    const std::string label = figure.group_label(g);
    const std::string time =
        std::isnan(mean) ? "\u2013"
                         : words.time(mean, {mean - z * se, mean + z * se}, options.conf_level, options.time_unit);
    figure.plot().notes.push_back(
        label.empty()
            ? words("Restricted mean to {tau}: {time}", {{"tau", tau}, {"time", time}})
            : words("Restricted mean to {tau}, {group}: {time}", {{"tau", tau}, {"group", label}, {"time", time}}));
  }
}

/// The number of the group that `reference` names: by default the first.
std::size_t reference_of(const Options& options, const std::vector<declare::Value>& strata) {
  if (!options.reference) return 0;
  std::vector<std::string> known;
  for (const declare::Value& value : strata) known.push_back(declare::text(value));
  const auto found = std::ranges::find(known, *options.reference);
  if (found == known.end())
    throw declare::Error(cat("argument 'options' key 'reference' is '", *options.reference, "', which no patient has",
                             declare::did_you_mean(*options.reference, known), "; the groups are ",
                             declare::any_of(known)));
  return std::size_t(found - known.begin());
}

std::vector<std::string> hazard_ratio_notes(const ShownTables& tables, const Words& words, const Options& options,
                                            const cohort::Cohort& patients, const declare::Poll& poll) {
  if (patients.has_sampling_weights())
    throw declare::Error(
        "argument 'options' key 'hazard_ratio' counts patients, and the blob has sampling weights; take the ratio from "
        "cox with weight_type = 'sampling'");
  const std::size_t reference = reference_of(options, patients.strata());
  const auto ratios = functions::hazard_ratios(patients.patients(), patients.strata().size(), reference,
                                               survival::two_sided_quantile(options.conf_level), poll);
  std::vector<std::string> notes;
  for (std::size_t g = 0; g < ratios.size(); ++g) {
    if (g == reference) continue;
    const auto& [ratio, limits] = ratios[g];
    const std::string text = std::isnan(ratio) ? "\u2013"
                                               : words("{value} ({level}% CI {low}\u2013{high})",
                                                       {{"value", functions::ratio_text(ratio)},
                                                        {"level", functions::number_text(100 * options.conf_level)},
                                                        {"low", functions::ratio_text(limits.low)},
                                                        {"high", functions::ratio_text(limits.high)}});
    notes.push_back(
        words("Hazard ratio, {group} vs {reference}: {ratio}",
              {{"group", tables.group_label(g)}, {"reference", tables.group_label(reference)}, {"ratio", text}}));
  }
  return notes;
}

/// The curves, and what they say in words.
std::vector<Median> add_curves(CurveFigure& figure, const Options& options) {
  plot::CurvePlot& plot = figure.plot();
  std::vector<Median> medians;
  for (std::size_t g = 0; g < figure.groups().size(); ++g) {
    survival::Crossing median(0.5), low(0.5), high(0.5);
    const CurveFigure::Look look{.label = figure.group_label(g),
                                 .color = g,
                                 .has_band = figure.has_bands(figure.groups().size()),
                                 .has_marks = options.censor_marks,
                                 .is_complement = options.event};
    figure.add(g, survival::KaplanMeier(), look, [&](double x, double s, survival::Limits limits) {
      median.step(x, s), low.step(x, limits.low), high.step(x, limits.high);
    });
    medians.push_back({median.time(), {low.time(), high.time()}});
    plot.frame.description += in_words(figure, g, medians.back(), options);
    const bool is_drawn = !std::isnan(median.time()) && median.time() <= plot.curves.back().end;
    if (options.median && is_drawn && plot.y_min < 0.5 && plot.y_max > 0.5)
      plot.medians.push_back({median.time(), 0.5});
  }
  return medians;
}

declare::Value compute(Args& args, const declare::Poll& poll) {
  const Options& options = args.options;
  const cohort::Cohort& patients = args.cohort.patients();
  const auto tables = args.cohort.patients().risk_tables(poll);
  if (patients.patients().size() == 0) return {};
  const ShownTables shown(options, args.cohort, tables, poll);
  const Words words(options);
  std::vector<plot::CurvePlot> panels;
  for (std::size_t p = 0; p < shown.panels(); ++p) {
    CurveFigure figure(options, shown, p, words, options.event ? "Probability of the event" : "Survival probability",
                       {}, poll);
    figure.plot().y_max = options.y_max.value_or(1);
    const std::vector<Median> medians = add_curves(figure, options);
    if (options.medians) add_medians(figure, options, medians);
    if (options.rmst) add_restricted_means(figure, options, poll);
    panels.push_back(std::move(figure.plot()));
  }
  std::vector<std::string> notes;
  if (options.p_value && tables.groups().size() > 1) {
    const double p =
        survival::log_rank(functions::samples(tables), {options.weighting, 0, 0}, std::nullopt, poll).test.p_value;
    if (!std::isnan(p))
      notes.push_back(words("{test}, {p}", {{"test", test_name(options, words, shown)}, {"p", words.p_value(p)}}));
  }
  if (options.hazard_ratio && tables.groups().size() > 1)
    for (std::string& note : hazard_ratio_notes(shown, words, options, patients, poll))
      notes.push_back(std::move(note));
  const std::string name = words("Kaplan-Meier curves: {title}", {{"title", panels[0].y_title}});
  std::string in_words = functions::sentences(words, notes);
  if (panels.size() == 1 && panels[0].panel_title.empty()) in_words += functions::sentences(words, panels[0].notes);
  if (!in_words.empty() && in_words.back() == ' ') in_words.pop_back();
  return functions::draw(options, words, std::move(panels), std::move(notes), {name, in_words}, poll);
}

}  // namespace

declare::Function functions::km_plot() {
  using namespace declare;
  using survival::EventWeight;
  return DeclareAggregate<Args, functions::OptionalGroups>{
      .name = "km_plot",
      .summary =
          "Figure of Kaplan-Meier curves, as one self-contained SVG document. With confidence bands, censoring marks, "
          "medians, the log-rank test and a table of the numbers at risk",
      .reference =
          "estimates as km_curve, medians as km_summary, means as rmst, P value as logrank, hazard ratios as cox",
      .oracle = "km_curve, km_summary and logrank: their numbers are read back from the figure",
      .cost = "O(n log n)",
      .example =
          "SELECT km_plot(os_days, died, sex, '{\"title\": \"Overall survival\", \"time_unit\": "
          "\"months\", \"time_scale\": 30.4375, \"width\": 480}') AS figure FROM overall_survival JOIN "
          "patients USING (patient_id)",
      .rows = &Args::cohort,
      .arguments =
          {figure_time_cells(), event_cells(), figure_group_cells(),
           object("options", &Args::options, "JSON object with the keys below",
                  {curve_keys(),
                   choice("curve", &Options::event, "what to draw (survival S, or the probability of the event, 1 - S)",
                          {{"survival", false}, {"event", true}}),
                   flag("censor_marks", &Options::censor_marks, "marks where patients were censored"),
                   flag("median", &Options::median, "lines to the median of each curve that reaches it"),
                   flag("medians", &Options::medians, "the medians as notes, with confidence limits"),
                   choice("weighting", &Options::weighting, "test of equal groups",
                          {{"logrank", EventWeight::log_rank},
                           {"gehan", EventWeight::gehan},
                           {"tarone-ware", EventWeight::tarone_ware},
                           {"peto", EventWeight::peto}}),
                   flag("hazard_ratio", &Options::hazard_ratio,
                        "the hazard ratio of each group against a reference as a note, with confidence limits, "
                        "from a Cox model of the groups alone"),
                   words("reference", &Options::reference,
                         "the group, a value of by, that hazard ratios are against; default: the first"),
                   number("rmst", &Options::rmst,
                          "the restricted mean survival time of each group up to here, in the unit of the "
                          "axis, as a note, with confidence limits",
                          {.low = 0})}),
           since({0, 2}, Argument<Args>(panel_cells()))},
      .returns = {"", "TEXT", "the SVG document; NULL if there are no patients"},
      .compute = compute};
}
