#include "functions/figures/plot.hpp"

#include <algorithm>
#include <cmath>

#include "plot/axis.hpp"
#include "survival/curves/kaplan_meier.hpp"

namespace functions {

using declare::cat, declare::Error, declare::Value;

namespace {

/// "#0072b2", "#07b" or a name such as "firebrick"; nothing that could point out of the document.
bool is_color(std::string_view text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.starts_with('#'))
    return (text.size() == 4 || text.size() == 7) && std::ranges::all_of(text.substr(1), is_hex);
  return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, is_letter);
}

}  // namespace

plot::Frame PlotOptions::frame() const {
  return {.title = title,
          .subtitle = subtitle,
          .caption = caption,
          .name = {},
          .description = {},
          .width = width,
          .height = height,
          .font_size = font_size,
          .font_family = font_family};
}

plot::Palette PlotOptions::palette() const {
  for (const std::string& color : colors)
    if (!is_color(color))
      throw Error(cat("argument 'options' key 'colors' has no colour ", declare::literal(Value{color}),
                      "; write '#0072b2' or a name such as 'firebrick'"));
  return {greyscale, colors};
}

declare::Arguments<PlotOptions> plot_keys() {
  using namespace declare;
  return {
      words("title", &PlotOptions::title, "title, in bold at the top"),
      words("subtitle", &PlotOptions::subtitle, "line below the title"),
      words("caption", &PlotOptions::caption, "small print at the bottom"),
      words("x_title", &PlotOptions::x_title, "title of the horizontal axis"),
      number("width", &PlotOptions::width, "width in pixels", {.low = 240, .high = 10000, .with_low = true}),
      number("height", &PlotOptions::height,
             "height in pixels, increased if the texts need it; default: to suit the width", {.low = 0, .high = 10000}),
      number("font_size", &PlotOptions::font_size, "font size in pixels",
             {.low = 6, .high = 48, .with_low = true, .with_high = true}),
      words("font_family", &PlotOptions::font_family,
            "font list, the first available is used; choose sans-serif fonts"),
      choice("palette", &PlotOptions::greyscale,
             "colours that can be told apart with any colour vision, or greys with dashes for print",
             {{"colour-blind-safe", false}, {"greyscale", true}}),
      texts("colors", &PlotOptions::colors, "colours to use instead: [\"#0072b2\", \"firebrick\"]")};
}

declare::Arguments<CurveOptions> curve_keys() {
  using namespace declare;
  using enum CurveOptions::RiskTable;
  const Range positive{.low = 0}, share{.low = 0, .high = 1, .with_low = true, .with_high = true};
  return {
      plot_keys(),
      words("y_title", &CurveOptions::y_title, "title of the vertical axis"),
      words("time_unit", &CurveOptions::time_unit,
            "unit of the time axis, shown in its title; it also sets the ticks, e.g. every 6 months"),
      number("time_scale", &CurveOptions::time_scale,
             "number by which every time is divided: 30.4375 turns days into months", positive),
      number("x_max", &CurveOptions::x_max, "end of the time axis, in its unit; default: the longest follow-up",
             positive),
      number("x_step", &CurveOptions::x_step, "distance between the ticks of the time axis, if their labels fit",
             positive),
      number("y_min", &CurveOptions::y_min, "start of the vertical axis, as a proportion; default 0", share),
      number("y_max", &CurveOptions::y_max,
             "end of the vertical axis, as a proportion; default 1, for incidences fitted to the curves", share),
      number("y_step", &CurveOptions::y_step, "distance between the ticks of the vertical axis, as a proportion",
             positive),
      choice("y_scale", &CurveOptions::percent, "how the vertical axis and the estimates show probabilities",
             {{"percent", true}, {"proportion", false}}),
      flag("grid", &CurveOptions::grid, "grid lines at the ticks"),
      choice("legend", &CurveOptions::legend, "where the curves are labelled (direct: at their ends)",
             {{"top", plot::Legend::top},
              {"right", plot::Legend::right},
              {"direct", plot::Legend::direct},
              {"none", plot::Legend::none}}),
      words("legend_title", &CurveOptions::legend_title, "title of the legend"),
      text_map("group_labels", &CurveOptions::group_labels,
               "names of the groups: {\"F\": \"Women\", \"M\": \"Men\"}; default: the values of by"),
      choice(
          "risk_table", &CurveOptions::risk_table,
          "table below the time axis (numbers at risk; the same with the events so far in brackets; or at risk, events "
          "and censored)",
          {{"none", none}, {"n_risk", n_risk}, {"n_risk_event", n_risk_event}, {"all", CurveOptions::RiskTable::all}}),
      flag("conf_band", &CurveOptions::conf_band, "draw confidence bands; default: for up to four curves"),
      conf_level(),
      conf_type(),
      flag("p_value", &CurveOptions::p_value, "show the P value of the test of equal groups, with the test's name"),
      numbers(
          "times", &CurveOptions::times,
          "times, in the unit of the axis, whose estimates and confidence limits are listed below the figure: [12, 36]",
          {.low = 0, .with_low = true})};
}

std::string label_of(const Value& value, const TextMap& labels) {
  std::string name = declare::text(value);
  for (const auto& [known, label] : labels)
    if (known == name) return label;
  return name;
}

std::string p_text(double p) {
  if (p < 0.001) return "p < 0.001";
  if (p > 0.99) return "p > 0.99";
  return "p = " + plot::fixed(p, p < 0.0995 ? 3 : 2);
}

std::string number_text(double value) {
  for (int decimals = 0; decimals < 2; ++decimals)
    if (std::abs(value - std::round(value * std::pow(10, decimals)) / std::pow(10, decimals)) < 1e-9 * std::abs(value))
      return plot::fixed(value, decimals);
  return value >= 100 ? plot::fixed(value, 0) : plot::fixed(value, value >= 10 ? 1 : 2);
}

std::string estimate_text(double estimate, survival::Limits limits, bool percent) {
  if (std::isnan(estimate)) return "\u2013";
  const auto number = [&](double p) { return percent ? plot::fixed(100 * p, 1) : plot::fixed(p, 3); };
  std::string text = number(estimate) + (percent ? "%" : "");
  if (!std::isnan(limits.low)) text += " (" + number(limits.low) + "\u2013" + number(limits.high) + ")";
  return text;
}

plot::CurvePlot curve_plot(const CurveOptions& options, cohort::Cohort& patients, bool has_groups,
                           const cohort::RiskTables& tables, const declare::Poll& poll) {
  constexpr std::size_t most_groups = 40;
  const survival::Groups& groups = tables.groups();
  if (groups.size() > most_groups)
    throw Error(cat("by makes ", groups.size(), " groups, and a figure shows at most ", most_groups,
                    "; is it a name or a measurement?"));
  plot::CurvePlot figure{
      .frame = options.frame(),
      .palette = options.palette(),
      .curves = {},
      .legend = options.legend,
      .legend_title = options.legend_title,
      .x_title = options.x_title.value_or(options.time_unit.empty() ? "Time" : cat("Time (", options.time_unit, ")")),
      .x_unit = options.time_unit,
      .y_title = {},
      .x_step = options.x_step,
      .y_step = options.y_step,
      .percent = options.percent,
      .grid = options.grid,
      .notes = {},
      .medians = {},
      .verticals = {},
      .tables = {},
      .estimates = {}};
  double last = 0, most = 0;
  std::vector<plot::TickTable::Row> rows;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (!groups[g].rows.empty()) last = std::max(last, groups[g].rows.back().time / options.time_scale);
    most = std::max(most, groups[g].n());
    rows.push_back({has_groups ? label_of(patients.strata()[g], options.group_labels) : "", g});
  }
  figure.x_max = options.x_max.value_or(last > 0 ? last : 1);
  if (!(figure.x_max / options.time_scale > 0) || !std::isfinite(figure.x_max))
    throw Error("argument 'options' key 'time_scale' leaves no time axis; give one nearer to 1");
  figure.y_min = options.y_min.value_or(0);
  if (options.times)
    for (const double time : *options.times)
      if (time > 0 && time < figure.x_max) figure.verticals.push_back(time);

  const auto add = [&](const std::string& title, const std::string& widest, auto text) {
    plot::TickTable table{title, rows, widest, {}};
    table.cells = [&tables, &poll, text, scale = options.time_scale](std::size_t row, std::span<const double> ticks) {
      std::vector<double> times;
      for (const double tick : ticks) times.push_back(tick * scale);
      std::vector<std::string> cells;
      double events = 0, censored = 0;
      survival::trace(tables.groups()[row], survival::KaplanMeier(), survival::Request{times, true, tables.tolerance},
                      poll, [&](const survival::CurvePoint& p) {
                        events += p.n_event, censored += p.n_censor;
                        cells.push_back(text(p.n_risk, events, censored));
                      });
      return cells;
    };
    figure.tables.push_back(std::move(table));
  };
  const std::string widest = plot::fixed(most, 0);
  const auto at_risk = [](double n, double, double) { return plot::fixed(n, 0); };
  const auto with_events = [](double n, double d, double) {
    return plot::fixed(n, 0) + " (" + plot::fixed(d, 0) + ")";
  };
  using enum CurveOptions::RiskTable;
  if (options.risk_table == n_risk || options.risk_table == all) add("Number at risk", widest, at_risk);
  if (options.risk_table == n_risk_event) add("Number at risk (events)", widest + " (" + widest + ")", with_events);
  if (options.risk_table == all) {
    add("Events", widest, [](double, double d, double) { return plot::fixed(d, 0); });
    add("Censored", widest, [](double, double, double c) { return plot::fixed(c, 0); });
  }
  return figure;
}

double top_of(const std::vector<plot::Curve>& curves) {
  double top = 0.02;
  for (const plot::Curve& curve : curves)
    for (const plot::Step& step : curve.steps) top = std::max({top, step.y, std::isnan(step.high) ? 0 : step.high});
  const double step = plot::nice_step("", top / 5);
  return std::min(1.0, std::ceil(top / step - 1e-9) * step);
}

plot::TextTable landmark_table(const CurveOptions& options, const std::string& what) {
  plot::TextTable table;
  table.title = what;
  if (options.conf_type != survival::ConfType::none)
    table.title += cat(" (", number_text(100 * options.conf_level), "% CI)");
  for (const double time : *options.times)
    table.headings.push_back(number_text(time) + (options.time_unit.empty() ? "" : " " + options.time_unit));
  return table;
}

}  // namespace functions
