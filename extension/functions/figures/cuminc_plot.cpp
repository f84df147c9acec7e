// cuminc_plot: the figure of cumulative incidences of competing events, as SVG.
#include <algorithm>
#include <cmath>

#include "functions/comparison.hpp"
#include "functions/figures/curve_figure.hpp"
#include "functions/functions.hpp"
#include "plot/axis.hpp"
#include "survival/competing_risks/aalen_johansen.hpp"
#include "survival/competing_risks/gray.hpp"

namespace {

using declare::cat, declare::Error, declare::Value;

struct Options : functions::CurveOptions, functions::CensorOption {
  bool stacked = false, censor_marks = false;
  std::vector<std::string> causes;
  functions::TextMap cause_labels;
  survival::IncidenceVariance var_type = survival::IncidenceVariance::gray;
};

struct Args {
  functions::OptionalGroups cohort{cohort::Outcome::status};
  Options options;
};

/// The causes to draw, by their number from 1.
std::vector<std::size_t> shown_causes(const Options& options, const std::vector<Value>& causes) {
  if (options.causes.empty()) return functions::every_cause(causes);
  std::vector<std::string> known;
  for (const Value& cause : causes) known.push_back(declare::text(cause));
  std::vector<std::size_t> shown;
  for (const std::string& cause : options.causes) {
    const auto found = std::ranges::find(known, cause);
    if (found == known.end())
      throw Error(cat("argument 'options' key 'causes' has '", cause, "', which no patient had",
                      declare::did_you_mean(cause, known), "; the causes are ", declare::any_of(known)));
    shown.push_back(std::size_t(found - known.begin()) + 1);
  }
  return shown;
}

/// Each curve becomes the sum of those before it and itself, and its band the area between.
void stack(std::vector<plot::Curve>& curves) {
  for (std::size_t c = 0; c < curves.size(); ++c)
    for (std::size_t i = 0; i < curves[c].steps.size(); ++i) {
      plot::Step& step = curves[c].steps[i];
      step.low = c == 0 ? 0 : curves[c - 1].steps[i].y;
      step.y += step.low;
      step.high = step.y;
    }
}

/// The end of the axis that shows incidences well.
double top_of(const std::vector<plot::Curve>& curves) {
  double top = 0.02;
  for (const plot::Curve& curve : curves)
    for (const plot::Step& step : curve.steps) top = std::max({top, step.y, std::isnan(step.high) ? 0 : step.high});
  const double step = plot::nice_step("", top / 5);
  return std::min(1.0, std::ceil(top / step - 1e-9) * step);
}

/// "A: 20 patients, relapse 34.1%, death 12.0% by the end of follow-up. ". \param shares  of each cause
std::string in_words(const functions::Words& words, const std::string& group, double n,
                     const std::vector<std::pair<std::string, double>>& shares) {
  std::string text = n == 1 ? words("1 patient") : words("{n} patients", {{"n", cat(n)}});
  for (const auto& [cause, share] : shares) {
    const std::string value = functions::estimate_text(share, functions::no_limits, true);
    text = words("{text}, {more}",
                 {{"text", text}, {"more", words("{cause} {value}", {{"cause", cause}, {"value", value}})}});
  }
  text = words("{text} by the end of follow-up", {{"text", text}});
  if (!group.empty()) text = words("{group}: {text}", {{"group", group}, {"text", text}});
  return words("{sentence}. ", {{"sentence", text}});
}

/// The curves of one group: by their colours, where it is the only one, else by their dashes.
void add_group(functions::CurveFigure& figure, const Options& options, std::size_t g,
               const std::vector<std::size_t>& causes, const std::vector<std::string>& names) {
  const survival::Block groups = figure.groups();
  const std::string group = figure.group_label(g);
  const bool by_color = groups.size() == 1, names_cause = group.empty() || causes.size() > 1;
  std::vector<std::pair<std::string, double>> shares;
  for (std::size_t k = 0; k < causes.size(); ++k) {
    const functions::CurveFigure::Look look{
        .label = group + (names_cause && !group.empty() ? ", " : "") + (names_cause ? names[k] : ""),
        .color = by_color ? k : g,
        .dash = by_color ? 0 : k,
        .has_band = figure.has_bands(groups.size() * causes.size()) && !options.stacked,
        .has_marks = options.censor_marks,
        .has_every_row = options.stacked};
    figure.add(g, survival::CumulativeIncidence(causes[k], options.var_type), look);
    const std::vector<plot::Step>& steps = figure.plot().curves.back().steps;
    if (!steps.empty()) shares.emplace_back(names[k], steps.back().y);
  }
  figure.plot().frame.description += in_words(figure.words(), group, groups[g].n(), shares);
}

void add_panel(functions::CurveFigure& figure, const Options& options, const std::vector<std::size_t>& causes,
               const std::vector<std::string>& names) {
  plot::CurvePlot& plot = figure.plot();
  const std::size_t groups = figure.groups().size();
  plot.stacked = options.stacked;
  if (groups > 1) plot.curves_per_group = causes.size();
  for (std::size_t g = 0; g < groups; ++g) add_group(figure, options, g, causes, names);
  if (plot.estimates && plot.estimates->rows.empty()) plot.estimates.reset();
  if (options.stacked) stack(plot.curves);
  if (groups > 1) return;
  for (plot::TickTable& table : plot.tables) {  // a swatch of the group would be that of the first cause
    table.title_color.reset();
    for (auto& row : table.rows)
      if (row.has_swatch) row.label.clear();
  }
}

Value compute(Args& args, const declare::Poll& poll) {
  const Options& options = args.options;
  cohort::Cohort& patients = args.cohort.patients();
  const std::vector<Value> causes = patients.name_causes(options.censor);
  const std::vector<std::size_t> shown = shown_causes(options, causes);
  functions::check_labels("cause_labels", options.cause_labels, causes);
  const auto tables = patients.risk_tables(poll);
  const auto& groups = tables.groups();
  if (patients.patients().size() == 0) return {};
  if (options.stacked && groups.size() > 1)
    throw Error(
        "argument 'options' key 'stacked' shows one group; leave by out, or draw a figure for each with GROUP BY");
  std::vector<std::string> events;
  for (const Value& cause : causes) events.push_back(functions::label_of(cause, options.cause_labels));
  const functions::ShownTables tables_shown(options, args.cohort, tables, poll);
  const functions::Words words(options);
  std::vector<std::string> names;
  for (const std::size_t cause : shown) names.push_back(events[cause - 1]);
  std::vector<plot::CurvePlot> panels;
  for (std::size_t p = 0; p < tables_shown.panels(); ++p) {
    functions::CurveFigure figure(options, tables_shown, p, words, "Cumulative incidence", events, poll);
    add_panel(figure, options, shown, names);
    panels.push_back(std::move(figure.plot()));
  }
  double top = 0;
  for (const plot::CurvePlot& panel : panels) top = std::max(top, top_of(panel.curves));
  for (plot::CurvePlot& panel : panels) panel.y_max = options.y_max.value_or(top);
  std::vector<std::string> notes;
  if (options.p_value && groups.size() > 1 && patients.has_sampling_weights())
    throw Error(
        "Gray's test has no form for the sampling weights of the blob; set the option p_value to false, and compare by "
        "cuminc_test");
  if (options.p_value && groups.size() > 1) {
    const auto tests = survival::gray(functions::samples(tables), shown, 0, poll);
    std::string test = words(functions::gray_method(0));
    if (panels.size() > 1) test = words("{test}, stratified", {{"test", test}});
    for (std::size_t k = 0; k < shown.size(); ++k)
      if (!std::isnan(tests[k].p_value))
        notes.push_back(words("{test}, {cause}: {p}",
                              {{"test", test}, {"cause", names[k]}, {"p", words.p_value(tests[k].p_value)}}));
  }
  const std::string name = panels[0].y_title, spoken = functions::sentences(words, notes);
  return functions::draw(options, words, std::move(panels), std::move(notes), {name, spoken}, poll);
}

}  // namespace

declare::Function functions::cuminc_plot() {
  using namespace declare;
  using enum survival::IncidenceVariance;
  return DeclareAggregate<Args, functions::OptionalGroups>{
      .name = "cuminc_plot",
      .summary =
          "Figure of the cumulative incidence of competing events, as one self-contained SVG document. With confidence "
          "bands, Gray's test and a table of the numbers at risk",
      .reference = "estimates as cuminc, P values as gray",
      .oracle = "cuminc and gray: their numbers are read back from the figure",
      .cost = "O(n log n)",
      .example =
          "SELECT cuminc_plot(days, status, NULL, '{\"cause_labels\": {\"1\": \"Relapse\", \"2\": \"Death "
          "without relapse\"}, \"time_unit\": \"months\", \"time_scale\": 30.4375, \"width\": 480}') AS "
          "figure FROM relapse_or_death",
      .rows = &Args::cohort,
      .arguments = {figure_time_cells(), status_cells(), figure_group_cells(),
                    object("options", &Args::options, "JSON object with the keys below",
                           {curve_keys(), functions::censor(),
                            texts("causes", &Options::causes, "causes to draw, in this order; default: all"),
                            text_map("cause_labels", &Options::cause_labels,
                                     "names of the causes: {\"1\": \"Relapse\"}; default: the values of status"),
                            flag("stacked", &Options::stacked,
                                 "stack the incidences on top of each other; for a single group"),
                            flag("censor_marks", &Options::censor_marks, "marks where patients were censored"),
                            choice("var_type", &Options::var_type, "estimator of the variance",
                                   {{"gray", gray}, {"aalen", aalen}, {"delta", delta}})}),
                    since({0, 2}, Argument<Args>(panel_cells()))},
      .returns = {"", "TEXT", "the SVG document; NULL if there are no patients"},
      .compute = compute};
}
