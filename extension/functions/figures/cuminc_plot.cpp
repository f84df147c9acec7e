// cuminc_plot: the figure of cumulative incidences of competing events, as SVG.
#include <algorithm>

#include "functions/comparison.hpp"
#include "functions/figures/plot.hpp"
#include "functions/functions.hpp"
#include "survival/competing_risks/aalen_johansen.hpp"
#include "survival/competing_risks/gray.hpp"
#include "survival/normal.hpp"

namespace {

using declare::cat, declare::Error, declare::Value;

struct Options : functions::CurveOptions, functions::CensorOption {
  bool stacked = false, censor_marks = false;
  std::vector<std::string> causes;
  functions::TextMap cause_labels;
  survival::IncidenceVariance var_type = survival::IncidenceVariance::gray;
};

struct Args {
  cohort::OptionalGroups cohort{cohort::Outcome::status};
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

Value compute(Args& args, const declare::Poll& poll) {
  const Options& options = args.options;
  cohort::Cohort& patients = args.cohort.patients();
  const bool has_groups = args.cohort.has_groups();
  const std::vector<Value> causes = patients.name_causes(options.censor);
  const std::vector<std::size_t> shown = shown_causes(options, causes);
  const auto tables = patients.risk_tables(poll);
  const auto& groups = tables.groups();
  if (patients.patients().size() == 0) return {};
  if (options.stacked && groups.size() > 1)
    throw Error(
        "argument 'options' key 'stacked' shows one group; leave by out, or draw a figure for each with GROUP BY");
  plot::CurvePlot figure = functions::curve_plot(options, patients, has_groups, tables, poll);
  figure.y_title = options.y_title.value_or("Cumulative incidence");
  figure.frame.name = options.title.empty() ? figure.y_title : options.title;
  figure.stacked = options.stacked;
  const double z = survival::two_sided_quantile(options.conf_level), nan = std::numeric_limits<double>::quiet_NaN();
  const auto limits = [&](double p, double se) { return survival::confidence_limits(p, se, z, options.conf_type); };
  constexpr std::size_t most_bands = 4;
  const bool bands = options.conf_band.value_or(groups.size() * shown.size() <= most_bands) && !options.stacked;
  if (options.times) figure.estimates = functions::landmark_table(options, figure.y_title);
  const bool by_color = groups.size() == 1;
  if (!by_color) figure.curves_per_group = shown.size();
  const auto name_of = [&](std::size_t cause) { return functions::label_of(causes[cause - 1], options.cause_labels); };
  std::string& description = figure.frame.description;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const std::string group = has_groups ? functions::label_of(patients.strata()[g], options.group_labels) : "";
    const double n = groups[g].n();
    description += cat(group, group.empty() ? "" : ": ", n, n == 1 ? " patient" : " patients");
    for (std::size_t k = 0; k < shown.size(); ++k) {
      const survival::CumulativeIncidence estimator(shown[k], options.var_type);
      plot::Curve curve =
          functions::trace_curve(groups[g], estimator, options.time_scale, poll, [&](double x, double f, double se) {
            const survival::Limits l = limits(f, se);
            return bands ? plot::Step{x, f, l.low, l.high} : plot::Step{x, f, nan, nan};
          });
      const bool names_cause = group.empty() || shown.size() > 1;
      curve.label = group + (names_cause && !group.empty() ? ", " : "") + (names_cause ? name_of(shown[k]) : "");
      curve.color = by_color ? k : g;
      curve.dash = by_color ? 0 : k;
      if (!options.censor_marks) curve.marks.clear();
      if (!curve.steps.empty())
        description +=
            cat(", ", name_of(shown[k]), " ", functions::estimate_text(curve.steps.back().y, {nan, nan}, true));
      if (options.times)
        figure.estimates->rows.push_back(
            {curve.label, curve.color, curve.dash,
             functions::landmark_cells(options, tables, g, estimator, poll, false, limits)});
      figure.curves.push_back(std::move(curve));
    }
    description += " by the end of follow-up. ";
  }
  if (figure.estimates && figure.estimates->rows.empty()) figure.estimates.reset();
  if (options.stacked) stack(figure.curves);
  figure.y_max = options.y_max.value_or(functions::top_of(figure.curves));
  if (figure.y_min >= figure.y_max) throw Error("argument 'options' key 'y_min' must be below y_max");
  if (by_color)  // a swatch of the group would be that of the first cause
    for (plot::TickTable& table : figure.tables)
      for (auto& row : table.rows) row.label.clear();
  if (options.p_value && groups.size() > 1) {
    const auto tests = survival::gray(functions::samples(tables), shown, 0, poll);
    for (std::size_t k = 0; k < shown.size(); ++k) {
      if (std::isnan(tests[k].p_value)) continue;
      figure.notes.push_back(
          cat(functions::gray_method(0), ", ", name_of(shown[k]), ": ", functions::p_text(tests[k].p_value)));
      description += figure.notes.back() + ". ";
    }
  }
  return plot::draw(figure, poll);
}

}  // namespace

declare::Function functions::cuminc_plot() {
  using namespace declare;
  using enum survival::IncidenceVariance;
  return DeclareAggregate<Args, cohort::OptionalGroups>{
      .name = "cuminc_plot",
      .summary =
          "Figure of the cumulative incidence of competing events, as one self-contained SVG document. With confidence "
          "bands, Gray's test and a table of the numbers at risk",
      .reference = "estimates as cuminc, P values as gray",
      .example =
          "SELECT length(cuminc_plot(os_days, died, NULL, '{\"cause_labels\": {\"1\": \"Death\"}}')) > 0 AS drawn FROM "
          "overall_survival",
      .rows = &Args::cohort,
      .arguments = {time_cells(), status_cells(), figure_group_cells(),
                    object("options", &Args::options, "JSON object with the keys below",
                           {curve_keys(), functions::censor(),
                            texts("causes", &Options::causes, "causes to draw, in this order; default: all"),
                            text_map("cause_labels", &Options::cause_labels,
                                     "names of the causes: {\"1\": \"Relapse\"}; default: the values of status"),
                            flag("stacked", &Options::stacked,
                                 "stack the incidences on top of each other; for a single group"),
                            flag("censor_marks", &Options::censor_marks, "marks where patients were censored"),
                            choice("var_type", &Options::var_type, "estimator of the variance",
                                   {{"gray", gray}, {"aalen", aalen}, {"delta", delta}})})},
      .returns = {"", "TEXT", "the SVG document; NULL if there are no patients"},
      .compute = compute};
}
