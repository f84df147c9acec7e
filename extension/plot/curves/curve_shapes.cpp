#include "plot/curves/curve_shapes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "plot/curves/swatch.hpp"
#include "plot/step_path.hpp"

namespace plot {
namespace {

constexpr std::size_t steps_per_poll = 65536;

/// How far a line may be from the true one, in pixels, half of it for small steps and half for their slope: curves of
/// few steps are drawn as they are.
double tolerance_of(const CurvePlot& plot) {
  constexpr std::size_t all_visible = 2000;
  std::size_t steps = 0;
  for (const Curve& curve : plot.curves) steps += curve.steps.size();
  return steps > all_visible ? 0.5 : 0;
}

/// The level of a curve at x; none where it has no step yet or has ended.
std::optional<double> level_at(const Curve& curve, double x) {
  if (curve.steps.empty() || x < curve.steps.front().x || x > curve.end) return std::nullopt;
  return std::ranges::upper_bound(curve.steps, x, {}, &Step::x)[-1].y;
}

bool meets_curve(const Curve& curve, bool is_filled, const Panel& panel, const Box& box, const Poll& poll) {
  for (std::size_t i = 0; i < curve.steps.size(); ++i) {
    if (i % steps_per_poll == 0) poll();
    const bool is_last = i + 1 == curve.steps.size();
    const Step& next = is_last ? Step{curve.end, curve.steps[i].y, 0, 0} : curve.steps[i + 1];
    const Point from = panel.at(curve.steps[i].x, curve.steps[i].y), to = panel.at(next.x, next.y);
    const bool is_beside = from.x <= box.right && to.x >= box.left;
    if (is_beside && from.y >= box.top && from.y <= box.bottom) return true;
    if (to.x >= box.left && to.x <= box.right && std::min(from.y, to.y) <= box.bottom &&
        std::max(from.y, to.y) >= box.top)
      return true;
    if (is_filled && is_beside && from.y <= box.bottom) return true;
  }
  return false;
}

/// Draws what is of one figure's curves.
class Pen {
 public:
  Pen(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const Panel& panel, const Poll& poll)
      : svg_(svg), plot_(plot), panel_(panel), poll_(poll), sizes_(sizes), tolerance_(tolerance_of(plot)) {}

  void landmark(const Point& top) {
    const Point at = panel_.at(top.x, top.y);
    svg_.line(at.x, at.y, at.x, panel_.box.bottom, {{"stroke", plot_.frame.shades.guide}, {"stroke-dasharray", "1 3"}});
  }

  void band(const Curve& curve) {
    const std::string data =
        area(curve, [&](std::size_t i) { return std::pair(curve.steps[i].low, curve.steps[i].high); });
    if (data.empty()) return;
    const std::string color = plot_.stacked ? area_fill(plot_, curve.color) : stroke_of(curve).color;
    const double opacity = plot_.stacked ? area_opacity(plot_) : plot_.palette.greyscale ? 0.1 : 0.15;
    svg_.element("path", {{"class", "band"}, {"fill", color}, {"fill-opacity", opacity}, {"d", data}});
  }

  void line(const Curve& curve) {
    if (curve.steps.empty()) return;
    const Stroke pen = stroke_of(curve);
    Svg::Attributes attributes = {
        {"class", "curve"},
        {"stroke", plot_.stacked && plot_.palette.greyscale ? plot_.frame.shades.ink : pen.color},
        {"stroke-width", plot_.stacked ? 1. : sizes_.stroke()}};
    if (!pen.dash.empty() && !plot_.stacked) attributes.emplace_back("stroke-dasharray", pen.dash);
    const double end = std::min(curve.end, plot_.x_max), fade = std::min(curve.fade_from.value_or(end), end);
    const auto next = std::ranges::upper_bound(curve.steps, fade, {}, &Step::x);
    if (fade < end && next != curve.steps.begin()) {
      Svg::Attributes pale = attributes;
      pale.front().value += " faded";
      pale.emplace_back("stroke-opacity", 0.55);
      if (pen.dash.empty()) pale.emplace_back("stroke-dasharray", "2 2.5");
      pale.emplace_back("d", line_data(curve, std::size_t(next - curve.steps.begin()) - 1, fade, end));
      svg_.element("path", pale);
    }
    attributes.emplace_back("d", line_data(curve, 0, curve.steps.front().x, fade));
    svg_.element("path", attributes);
  }

  /// Marks that would cover each other are one.
  void marks(const Curve& curve) {
    const double arm = 0.32 * sizes_.font, wide = 0.09 * sizes_.font, apart = 0.8;
    std::string data;
    Point last{-10, -10};
    std::size_t seen = 0;
    for (const Point& mark : curve.marks) {
      if (seen++ % steps_per_poll == 0) poll_();
      if (mark.x > plot_.x_max) break;
      const Point at = panel_.at(mark.x, mark.y);
      if (at.x - last.x < apart && std::abs(at.y - last.y) < apart) continue;
      data += "M" + coordinate(at.x) + " " + coordinate(at.y - arm) + "v" + coordinate(2 * arm);
      last = at;
    }
    if (data.empty()) return;
    svg_.element("path",
                 {{"class", "censored"}, {"stroke", stroke_of(curve).color}, {"stroke-width", wide}, {"d", data}});
  }

  void medians() {
    if (plot_.medians.empty()) return;
    svg_.begin("g", {{"class", "medians"},
                     {"stroke", plot_.frame.shades.median},
                     {"stroke-width", 0.9},
                     {"stroke-dasharray", "4 3"}});
    double last = 0, level = 0;
    for (const Point& median : plot_.medians) {
      if (median.x > plot_.x_max) continue;
      last = std::max(last, median.x), level = median.y;
      const Point at = panel_.at(median.x, median.y);
      svg_.line(at.x, at.y, at.x, panel_.box.bottom);
    }
    if (last > 0) {
      const Point at = panel_.at(last, level);
      svg_.line(panel_.box.left, at.y, at.x, at.y);
    }
    svg_.end();
  }

 private:
  /// The line from a step, or where that begins before, from `from` on.
  std::string line_data(const Curve& curve, std::size_t first, double from, double to) {
    StepLine line(tolerance_ / 2);
    for (std::size_t i = first; i < curve.steps.size() && curve.steps[i].x <= to; ++i) {
      if (i % steps_per_poll == 0) poll_();
      const Point at = panel_.at(std::max(curve.steps[i].x, from), curve.steps[i].y);
      line.step(at.x, at.y);
    }
    line.end(panel_.x.scale.at(to));
    return path_data(visible(line));
  }

  std::vector<Corner> visible(const StepLine& line) const {
    return tolerance_ > 0 ? simplified(line.corners(), tolerance_ / 2) : line.corners();
  }

  Stroke stroke_of(const Curve& curve) const { return stroke(plot_.palette, curve.color, curve.dash); }

  /// The area between two step lines, in pieces where it has gaps. \param bounds  step index -> (low, high)
  template <class Bounds>
  std::string area(const Curve& curve, Bounds bounds) {
    std::string data;
    std::size_t i = 0;
    const auto& steps = curve.steps;
    const double fade = curve.fade_from.value_or(std::numeric_limits<double>::infinity());
    const auto is_there = [&](std::size_t k) {
      return steps[k].x <= plot_.x_max && steps[k].x < fade && !std::isnan(bounds(k).first) &&
             !std::isnan(bounds(k).second);
    };
    while (i < steps.size()) {
      if (!is_there(i)) {
        ++i;
        continue;
      }
      StepLine low(tolerance_ / 2), high(tolerance_ / 2);
      for (; i < steps.size() && is_there(i); ++i) {
        if (i % steps_per_poll == 0) poll_();
        const double x = panel_.x.scale.at(steps[i].x);
        low.step(x, panel_.y.scale.at(bounds(i).first));
        high.step(x, panel_.y.scale.at(bounds(i).second));
      }
      const double end = panel_.x.scale.at(std::min({i < steps.size() ? steps[i].x : curve.end, fade, plot_.x_max}));
      low.end(end);
      high.end(end);
      std::vector<Corner> around = visible(high);
      const std::vector<Corner> back = visible(low);
      around.insert(around.end(), back.rbegin(), back.rend());
      data += path_data(around) + "z";
    }
    return data;
  }

  Svg& svg_;
  const CurvePlot& plot_;
  const Panel& panel_;
  const Poll& poll_;
  Sizes sizes_;
  double tolerance_;
};

}  // namespace

std::vector<Point> landmarks(const CurvePlot& plot) {
  std::vector<Point> found;
  for (const double x : plot.verticals) {
    double highest = plot.y_min;
    for (const Curve& curve : plot.curves) highest = std::max(highest, level_at(curve, x).value_or(plot.y_min));
    if (highest > plot.y_min) found.push_back({x, std::min(highest, plot.y_max)});
  }
  return found;
}

bool meets_curves(const CurvePlot& plot, const Panel& panel, const Box& box, const Poll& poll) {
  for (const Curve& curve : plot.curves)
    if (meets_curve(curve, plot.stacked, panel, box, poll)) return true;
  const auto is_under = [&](const Point& at) { return at.x >= box.left && at.x <= box.right && at.y <= box.bottom; };
  for (const Point& median : plot.medians) {
    const Point at = panel.at(median.x, median.y);
    if ((at.x >= box.left && at.y <= box.bottom && at.y >= box.top) || is_under(at)) return true;
  }
  return std::ranges::any_of(landmarks(plot), [&](const Point& top) { return is_under(panel.at(top.x, top.y)); });
}

void draw_curves(Svg& svg, const CurvePlot& plot, const Sizes& sizes, const Panel& panel, const std::string& clip,
                 const Poll& poll) {
  Pen pen(svg, plot, sizes, panel, poll);
  Svg::Attributes group = {{"class", "curves"}, {"fill", "none"}};
  if (plot.y_min > 0 || plot.y_max < 1) {
    svg.begin("clipPath", {{"id", clip}});
    svg.element(
        "rect",
        {{"x", panel.box.left}, {"y", panel.box.top}, {"width", panel.box.width()}, {"height", panel.box.height()}});
    svg.end();
    group.emplace_back("clip-path", "url(#" + clip + ")");
  }
  svg.begin("g", group);
  for (const Point& top : landmarks(plot)) pen.landmark(top);
  for (const Curve& curve : plot.curves) pen.band(curve);
  for (const Curve& curve : plot.curves) pen.line(curve);
  for (const Curve& curve : plot.curves) pen.marks(curve);
  svg.end();
  pen.medians();
}

}  // namespace plot
