#include "functions/figures/options.hpp"

#include <algorithm>

#include "functions/figures/words.hpp"
#include "functions/shared.hpp"

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

/// The luminance of "#07b" or "#0072b2", from 0 to 1, by the weights of ITU-R BT.709.
double luminance(std::string_view hex) {
  const auto digit = [&](std::size_t i) {
    const char c = hex[i];
    return double(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  };
  const bool is_short = hex.size() == 4;
  const auto part = [&](std::size_t i) {
    return is_short ? digit(1 + i) / 15 : (16 * digit(1 + 2 * i) + digit(2 + 2 * i)) / 255;
  };
  return 0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2);
}

/// As hexadecimal digits; none for "none".
std::string hex_of(const std::string& background) {
  if (background == "none") return "";
  if (background == "white") return "#ffffff";
  if (background == "black") return "#000000";
  if (background.starts_with('#') && is_color(background)) return background;
  throw Error(cat("argument 'options' key 'background' must be white, black, none or a colour such as '#1b2433', got ",
                  declare::literal(Value{background})));
}

bool is_dark(const std::string& background) {
  const std::string hex = hex_of(background);
  return !hex.empty() && luminance(hex) < 0.5;
}

plot::Shades shades_on(const std::string& background) {
  return is_dark(background) ? plot::dark_shades(hex_of(background)) : plot::Shades{.background = hex_of(background)};
}

}  // namespace

// What may throw stands alone: where an initialiser throws, g++ 12 destroys the members before it twice.
plot::Frame PlotOptions::frame() const {
  plot::Shades shades = shades_on(background);
  return {.title = title,
          .subtitle = subtitle,
          .caption = caption,
          .name = {},
          .description = {},
          .width = width,
          .height = height,
          .font_size = font_size,
          .font_family = font_family,
          .shades = std::move(shades)};
}

plot::Palette PlotOptions::palette() const {
  for (const std::string& color : colors)
    if (!is_color(color))
      throw Error(cat("argument 'options' key 'colors' has no colour ", declare::literal(Value{color}),
                      "; write '#0072b2' or a name such as 'firebrick'"));
  return {greyscale, colors, is_dark(background)};
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
      number("font_size", &PlotOptions::font_size, "font size in pixels, reduced if the width has no room for it",
             {.low = 6, .high = 48, .with_low = true, .with_high = true}),
      words("font_family", &PlotOptions::font_family,
            "font list, the first available is used; choose sans-serif fonts"),
      choice("palette", &PlotOptions::greyscale,
             "colours that can be told apart with any colour vision, or greys with dashes for print",
             {{"colour-blind-safe", false}, {"greyscale", true}}),
      texts("colors", &PlotOptions::colors, "colours to use instead: [\"#0072b2\", \"firebrick\"]"),
      words("background", &PlotOptions::background,
            "white, black, none for what lies below, or a colour such as #1b2433; on a dark one, texts and curves are "
            "light"),
      choice("language", &PlotOptions::language,
             "of the words that the figure writes by itself (en English, zh Chinese)",
             {{"en", Language::english}, {"zh", Language::chinese}}),
      text_map("words", &PlotOptions::words,
               cat("texts in place of those that the figure writes by itself, by their English, parts in braces kept: "
                   "{\"Number at risk\": \"Patients at risk\", \"p = {p}\": \"P = {p}\"}. What figures write, the last "
                   "lines for readers who cannot see them: ",
                   all_words())),
  };
}

declare::Argument<PlotOptions> p_digits() {
  return declare::number("p_digits", &PlotOptions::p_digits,
                         "decimals of P values; default: 2, of those below 0.1 3, and below that p < 0.001",
                         {.low = 1, .high = 10, .with_low = true, .with_high = true});
}

declare::Arguments<AxisOptions> axis_keys() {
  using namespace declare;
  const Range positive{.low = 0};
  return {
      plot_keys(),
      words("y_title", &AxisOptions::y_title, "title of the vertical axis"),
      words("time_unit", &AxisOptions::time_unit,
            "unit of the time axis, shown in its title; it also sets the ticks, e.g. every 6 months"),
      number("time_scale", &AxisOptions::time_scale,
             "number by which every time is divided: 30.4375 turns days into months", positive),
      number("x_max", &AxisOptions::x_max, "end of the time axis, in its unit; default: the longest follow-up",
             positive),
      number("x_step", &AxisOptions::x_step, "distance between the ticks of the time axis, if their labels fit",
             positive),
      numbers("x_ticks", &AxisOptions::x_ticks,
              "times that have a tick, in the unit of the axis, in place of regular ones, if their labels fit: [0, 6, "
              "12, 36, 60]",
              {.low = 0, .with_low = true}),
      number("y_step", &AxisOptions::y_step,
             "distance between the ticks of the vertical axis, as a proportion, if their labels fit", positive),
      choice("y_scale", &AxisOptions::percent, "how the vertical axis and the estimates show probabilities",
             {{"percent", true}, {"proportion", false}}),
      flag("grid", &AxisOptions::grid, "grid lines at the ticks"),
      choice("legend", &AxisOptions::legend,
             "where the curves are labelled (direct: at their ends); on top if the page is too narrow for it",
             {{"top", plot::Legend::top},
              {"right", plot::Legend::right},
              {"direct", plot::Legend::direct},
              {"none", plot::Legend::none}}),
      words("legend_title", &AxisOptions::legend_title, "title of the legend"),
      text_map("group_labels", &AxisOptions::group_labels,
               "names of the groups: {\"F\": \"Women\", \"M\": \"Men\"}; default: the values of by"),
      text_map("panel_labels", &AxisOptions::panel_labels, "likewise names of the panels"),
      number("panel_columns", &AxisOptions::panel_columns, "panels side by side; default: to suit the width",
             {.low = 1, .high = 12, .with_low = true, .with_high = true}),
      number("fade_below", &AxisOptions::fade_below, "where a curve stands on fewer patients at risk, it fades",
             {.low = 1, .with_low = true}),
      choice("fade", &AxisOptions::fade, "how: drawn dotted and pale without a band, or no further",
             {{"pale", AxisOptions::Fade::pale}, {"stop", AxisOptions::Fade::stop}}),
      flag("conf_band", &AxisOptions::conf_band, "draw confidence bands; default: for up to four curves"),
      numbers(
          "times", &AxisOptions::times,
          "times, in the unit of the axis, whose estimates and confidence limits are listed below the figure: [12, 36]",
          {.low = 0, .with_low = true})};
}

declare::Arguments<CurveOptions> curve_keys() {
  using namespace declare;
  using enum CurveOptions::RiskTable;
  const Range share{.low = 0, .high = 1, .with_low = true, .with_high = true};
  return {
      axis_keys(),
      number("y_min", &AxisOptions::y_min, "start of the vertical axis, as a proportion; default 0", share),
      number("y_max", &AxisOptions::y_max,
             "end of the vertical axis, as a proportion; default 1, for incidences fitted to the curves", share),
      numbers("y_ticks", &AxisOptions::y_ticks,
              "likewise proportions that have a tick of the vertical axis: [0, 0.5, 1]", share),
      choice(
          "risk_table", &CurveOptions::risk_table,
          "table below the time axis (numbers at risk; the same with the events so far in brackets; or at risk, events "
          "and censored)",
          {{"none", none}, {"n_risk", n_risk}, {"n_risk_event", n_risk_event}, {"all", CurveOptions::RiskTable::all}}),
      choice(
          "table", &CurveOptions::table,
          "in place of risk_table, a table of those at risk just before each tick, and of the censored and the events "
          "before it, which add up to those who have entered (a block for each statistic, or for each group as in "
          "KMunicate)",
          {{"none", CurveOptions::Table::none},
           {"statistic", CurveOptions::Table::statistic},
           {"group", CurveOptions::Table::group}}),
      number("least", &CurveOptions::least,
             "for privacy, the fewest patients that a step, a mark or a count may tell of: events and censorings wait "
             "until they are so many. The test and hazard ratio are those of the exact times",
             {.low = 2, .high = 1e6, .with_low = true, .with_high = true}),
      flag("p_value", &CurveOptions::p_value, "show the P value of the test of equal groups, with the test's name"),
      conf_level(),
      conf_type(),
      p_digits()};
}

}  // namespace functions
