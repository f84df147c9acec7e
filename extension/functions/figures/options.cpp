#include "functions/figures/options.hpp"

#include <algorithm>

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

std::vector<declare::Argument<PlotOptions>> plot_keys() {
  using namespace declare;
  return {words("title", &PlotOptions::title, "bold line on top"),
          words("subtitle", &PlotOptions::subtitle, "line below the title"),
          words("caption", &PlotOptions::caption, "small print at the bottom"),
          words("x_title", &PlotOptions::x_title, "title of the horizontal axis"),
          number("width", &PlotOptions::width, "width in pixels", {.low = 240, .high = 10000, .with_low = true}),
          number("height", &PlotOptions::height,
                 "height in pixels, more where the texts need it; default: what suits the width",
                 {.low = 0, .high = 10000}),
          number("font_size", &PlotOptions::font_size,
                 "size of the text in pixels, smaller where the width has no room for it",
                 {.low = 6, .high = 48, .with_low = true, .with_high = true}),
          words("font_family", &PlotOptions::font_family, "font list, the first available is used; a sans-serif one"),
          choice("palette", &PlotOptions::greyscale,
                 "colours that people with any colour vision tell apart, or greys with dashes for print",
                 {{"colour-blind-safe", false}, {"greyscale", true}}),
          texts("colors", &PlotOptions::colors, "your own colours, [\"#0072b2\", \"firebrick\"]")};
}

std::vector<declare::Argument<CurveOptions>> curve_keys() {
  using namespace declare;
  using enum CurveOptions::RiskTable;
  const Range positive{.low = 0}, share{.low = 0, .high = 1, .with_low = true, .with_high = true};
  return with_keys<CurveOptions>(
      plot_keys(),
      {words("y_title", &CurveOptions::y_title, "title of the vertical axis"),
       words("time_unit", &CurveOptions::time_unit,
             "unit of the time axis, for its title and its ticks: months go by 6"),
       number("time_scale", &CurveOptions::time_scale, "divides every time: 30.4375 turns days into months", positive),
       number("x_max", &CurveOptions::x_max, "end of the time axis, in its unit; default: the longest time", positive),
       number("x_step", &CurveOptions::x_step, "distance of its ticks, where their numbers fit", positive),
       number("y_min", &CurveOptions::y_min, "start of the vertical axis, a proportion; default 0", share),
       number("y_max", &CurveOptions::y_max, "its end; default 1, for incidences fitted to the curves", share),
       number("y_step", &CurveOptions::y_step, "distance of its ticks, where their numbers fit", positive),
       choice("y_scale", &CurveOptions::percent, "numbers of the vertical axis and of the estimates",
              {{"percent", true}, {"proportion", false}}),
       flag("grid", &CurveOptions::grid, "lines through the panel at the ticks"),
       choice(
           "legend", &CurveOptions::legend,
           "where the curves are named (direct: at their ends), on top where the page is too narrow for another place",
           {{"top", plot::Legend::top},
            {"right", plot::Legend::right},
            {"direct", plot::Legend::direct},
            {"none", plot::Legend::none}}),
       words("legend_title", &CurveOptions::legend_title, "what the groups are"),
       text_map("group_labels", &CurveOptions::group_labels,
                "names of the groups, {\"F\": \"Women\", \"M\": \"Men\"}; default: the values of by"),
       choice(
           "risk_table", &CurveOptions::risk_table,
           "numbers under the axis: at risk; with the events so far in brackets; or at risk, events and censored",
           {{"none", none}, {"n_risk", n_risk}, {"n_risk_event", n_risk_event}, {"all", CurveOptions::RiskTable::all}}),
       flag("conf_band", &CurveOptions::conf_band, "confidence bands; default: up to four curves have them"),
       conf_level(&CurveOptions::conf_level), conf_type(&CurveOptions::conf_type),
       flag("p_value", &CurveOptions::p_value, "the P value of the test of equal groups, with the test's name"),
       numbers("times", &CurveOptions::times,
               "times, in the axis's unit, at which estimates and their limits are written below: [12, 36]",
               {.low = 0, .with_low = true})});
}

}  // namespace functions
