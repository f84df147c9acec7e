#include "plot/curves/axes.hpp"

#include <algorithm>
#include <cmath>

#include "plot/axis.hpp"

namespace plot {
namespace {

/// A power of ten whose multiples they all are, but for the seventh decimal.
double finest_step(const std::vector<double>& given) {
  int decimals = 0;
  for (const double x : given) {
    const auto is_written = [&](int digits) {
      const double shifted = x * std::pow(10, digits);
      return std::abs(shifted - std::round(shifted)) <= 1e-6 * std::max(1.0, std::abs(x));
    };
    while (decimals < 6 && !is_written(decimals)) ++decimals;
  }
  return std::pow(10, -decimals);
}

std::string x_label(const CurvePlot& plot, const Ticks& ticks, double x) {
  return tick_number(x, plot.x_ticks.empty() ? ticks.step : finest_step({x}), plot.x_max);
}

std::string y_label(const CurvePlot& plot, const Ticks& ticks, double y) {
  return plot.percent ? fixed(100 * y, decimals_of(100 * ticks.step)) + "%"
                      : tick_number(y, ticks.step, std::max(std::abs(plot.y_min), std::abs(plot.y_max)));
}

double widest_y_label(const CurvePlot& plot, const Sizes& sizes, const Ticks& ticks) {
  double widest = 0;
  for (const double y : ticks.at) widest = std::max(widest, text_width(y_label(plot, ticks, y), sizes.font));
  return widest;
}

/// The ticks that are given and lie on the axis, but those that would stand nearer to the one before than `apart` says.
template <class Apart>
Ticks given_ticks(std::vector<double> given, double low, double high, Apart apart) {
  Ticks found;
  std::ranges::sort(given);
  const double slack = 1e-9 * (high - low);
  for (const double x : given) {
    if (x < low - slack || x > high + slack) continue;
    if (found.at.empty() || apart(found.at.back(), x)) found.at.push_back(x);
  }
  found.step = finest_step(given);
  return found;
}

}  // namespace

Ticks choose_y_ticks(const CurvePlot& plot, const Sizes& sizes, double height) {
  const double span = plot.y_max - plot.y_min;
  if (!plot.y_ticks.empty()) {
    const double apart = 1.15 * sizes.font * span / height;
    Ticks given =
        given_ticks(plot.y_ticks, plot.y_min, plot.y_max, [&](double before, double y) { return y - before >= apart; });
    if (!given.at.empty()) return given;
  }
  const double most = std::clamp(height / (2.2 * sizes.font), 2.0, 6.0);
  double step = span >= 0.99 && span <= 1.01 && most < 6 ? 0.25 : nice_step("", span / most);
  if (plot.y_step) {  // where its numbers fit
    const double least = std::max(1.15 * sizes.font * span / height, span / 500);
    step = *plot.y_step >= least ? *plot.y_step : nice_step("", least);
  }
  return {step, ticks(plot.y_min, plot.y_max, step)};
}

Ticks choose_x_ticks(const CurvePlot& plot, const Sizes& sizes, double width, double cell) {
  const double fs = sizes.font;
  // more than nine columns of numbers are hard to read
  const double column = std::max({3.2 * fs, width / 9.5, cell + 0.8 * fs});
  const auto spacing = [&](double step) {  // what ticks of that step need
    const double label = text_width(tick_number(plot.x_max, step, plot.x_max), fs) + 0.8 * fs;
    return std::max(column, label);
  };
  if (!plot.x_ticks.empty()) {
    const auto width_of = [&](double x) {  // as long as any of them may be written
      return std::max(cell, text_width(x_label(plot, {}, x), fs));
    };
    Ticks given = given_ticks(plot.x_ticks, 0, plot.x_max, [&](double before, double x) {
      return (x - before) / plot.x_max * width >= (width_of(before) + width_of(x)) / 2 + 0.8 * fs;
    });
    if (!given.at.empty()) return given;
  }
  double step = plot.x_step.value_or(0);
  if (step > 0 && step / plot.x_max * width >= spacing(step)) return {step, ticks(0, plot.x_max, step)};
  double least = std::max(plot.x_max * column / width, step);
  for (int tries = 0; tries < 8; ++tries) {
    step = nice_step(plot.x_unit, least);
    const double needed = spacing(step) * plot.x_max / width;
    if (step >= needed * (1 - 1e-9)) break;
    least = needed;
  }
  return {step, ticks(0, plot.x_max, step)};
}

double beside_panel(const CurvePlot& plot, const Sizes& sizes, const Ticks& ticks) {
  return (plot.y_title.empty() ? 0 : 1.6 * sizes.font) + widest_y_label(plot, sizes, ticks) + sizes.gap() +
         sizes.tick();
}

double below_panel(const CurvePlot& plot, const Sizes& sizes) {
  const double labels = sizes.tick() + sizes.line() + 0.2 * sizes.font;
  return plot.x_title.empty() ? labels : labels + sizes.line();
}

Axis place_x_axis(const CurvePlot& plot, const Sizes& sizes, const Ticks& ticks, const Box& panel) {
  Axis axis{{0, plot.x_max, panel.left, panel.right}, ticks};
  const double base = panel.bottom + sizes.tick() + 0.2 * sizes.font + sizes.font;
  for (const double x : ticks.at)
    axis.labels.push_back({.content = x_label(plot, ticks, x),
                           .x = axis.scale.at(x),
                           .y = base,
                           .size = sizes.font,
                           .anchor = Anchor::middle});
  if (plot.x_title.empty()) return axis;
  const double left = sizes.margin(), right = plot.frame.width - sizes.margin();
  const std::string title = shortened_to(plot.x_title, right - left, sizes.font);
  const double half = text_width(title, sizes.font) / 2;
  axis.title = {.content = title,
                .x = std::clamp(panel.left + panel.width() / 2, left + half, std::max(left + half, right - half)),
                .y = base + sizes.line(),
                .size = sizes.font,
                .anchor = Anchor::middle};
  return axis;
}

Axis place_y_axis(const CurvePlot& plot, const Sizes& sizes, const Ticks& ticks, const Box& panel) {
  Axis axis{{plot.y_min, plot.y_max, panel.bottom, panel.top}, ticks};
  for (const double y : ticks.at)
    axis.labels.push_back({.content = y_label(plot, ticks, y),
                           .x = panel.left - sizes.tick() - sizes.gap() / 2,
                           .y = axis.scale.at(y) + 0.36 * sizes.font,
                           .size = sizes.font,
                           .anchor = Anchor::end});
  return axis;
}

Text place_y_title(const CurvePlot& plot, const Sizes& sizes, const Panel& panel, const Box& free,
                   const Texts& others) {
  const double middle = (panel.box.top + panel.box.bottom) / 2;
  const double room = std::min(free.bottom - 2 * sizes.margin(), 2 * std::min(middle - free.top, free.bottom - middle));
  Text title{.content = shortened_to(plot.y_title, std::max(room, panel.box.height()), sizes.font),
             .x = panel.box.left - sizes.tick() - widest_y_label(plot, sizes, panel.y.ticks) - 1.2 * sizes.gap(),
             .y = middle,
             .size = sizes.font,
             .anchor = Anchor::middle,
             .is_upright = true};
  const Box wanted = title.box();
  double top = 0, bottom = free.bottom;  // as far up and down from the middle as no other text stands
  for (const Text& other : others) {
    const Box box = other.box();
    if (!meets(box, {wanted.left, box.top, wanted.right, box.bottom})) continue;
    if (box.top + box.bottom < 2 * middle)
      top = std::max(top, box.bottom);
    else
      bottom = std::min(bottom, box.top);
  }
  if (wanted.top >= top && wanted.bottom <= bottom) return title;
  title.content = shortened_to(title.content, bottom - top, sizes.font);
  const double half = text_width(title.content, sizes.font) / 2;
  title.y = std::clamp(middle, top + half, std::max(top + half, bottom - half));
  return title;
}

void draw_axes(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const Panel& panel) {
  const Box& box = panel.box;
  const double tick = sizes.tick();
  const auto x_at = [&](double x) { return panel.x.scale.at(x); };
  const auto y_at = [&](double y) { return panel.y.scale.at(y); };
  if (plot.grid) {
    svg.begin("g", {{"class", "grid"}, {"stroke", plot.frame.shades.grid}});
    for (const double y : panel.y.ticks.at) svg.line(box.left, y_at(y), box.right, y_at(y));
    for (const double x : panel.x.ticks.at) svg.line(x_at(x), box.top, x_at(x), box.bottom);
    svg.end();
  }
  svg.begin(
      "g", {{"class", "axes"}, {"stroke", plot.frame.shades.ink}, {"stroke-width", 1.0}, {"stroke-linecap", "square"}});
  svg.line(box.left, box.top, box.left, box.bottom);
  svg.line(box.left, box.bottom, box.right, box.bottom);
  for (const double x : panel.x.ticks.at) svg.line(x_at(x), box.bottom, x_at(x), box.bottom + tick);
  for (const double y : panel.y.ticks.at) svg.line(box.left - tick, y_at(y), box.left, y_at(y));
  svg.end();
  svg.begin("g", {{"class", "x-ticks"}, {"text-anchor", "middle"}});
  for (const Text& label : panel.x.labels) svg.text(label);
  svg.end();
  svg.begin("g", {{"class", "y-ticks"}, {"text-anchor", "end"}});
  for (const Text& label : panel.y.labels) svg.text(label);
  svg.end();
  if (panel.x.title) svg.text(*panel.x.title, {{"text-anchor", "middle"}});
  if (panel.y.title) draw_upright(svg, *panel.y.title);
}

void draw_upright(Svg& svg, const Text& text) {
  svg.text(0, 0, text.content,
           {{"text-anchor", "middle"},
            {"transform", "translate(" + coordinate(text.x) + " " + coordinate(text.y) + ") rotate(-90)"}});
}

}  // namespace plot
