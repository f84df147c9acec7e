#include "plot/curve_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "plot/axis.hpp"
#include "plot/sheet.hpp"
#include "plot/spread.hpp"
#include "plot/step_path.hpp"
#include "plot/svg.hpp"
#include "plot/text_width.hpp"

namespace plot {
namespace {

struct Box {
  double left, top, right, bottom;
};

/// A legend entry, placed.
struct Entry {
  const Curve* curve;
  std::string label;
  double x, y;  ///< left end of its sample, baseline of its label
};

/// A label at the end of its curve, placed.
struct EndLabel {
  const Curve* curve;
  std::vector<std::string> lines;
  Point end;         ///< of the curve, in pixels
  double under = 0;  ///< the area under the curve: of those that end at one level, the higher one is on top
  double y = 0;      ///< the label's middle
};

class Figure {
 public:
  Figure(const CurvePlot& plot, const std::function<void()>& poll)
      : plot_(plot), poll_(poll), sheet_(plot.frame), fs_(plot.frame.font_size), width_(plot.frame.width) {
    std::size_t steps = 0;
    for (const Curve& curve : plot.curves) steps += curve.steps.size();
    constexpr std::size_t all_visible = 2000;
    tolerance_ = steps > all_visible ? 0.4 : 0;
    find_landmarks();
    lay_out(false);
    if (!plot_.notes.empty() && !place_notes()) {
      lay_out(true);
      place_notes();
    }
  }

  std::string draw() {
    sheet_.begin(svg_, height_);
    draw_legend();
    draw_axes();
    draw_curves();
    draw_medians();
    draw_notes();
    double y = tables_top_;
    for (const TickTable& table : plot_.tables) y = draw_table(table, y);
    if (plot_.estimates) draw_estimates(*plot_.estimates, y);
    sheet_.finish(svg_, height_);
    return svg_.str();
  }

 private:
  const CurvePlot& plot_;
  const std::function<void()>& poll_;
  Sheet sheet_;
  Svg svg_;
  double fs_, width_, height_ = 0;
  double tolerance_ = 0;
  Box panel_{};
  std::vector<double> x_ticks_, y_ticks_;
  double x_step_ = 1, y_step_ = 1;
  std::vector<Entry> legend_;
  std::vector<EndLabel> end_labels_;
  double legend_title_y_ = 0, legend_title_x_ = 0;
  std::vector<Point> landmarks_;  ///< the times marked, and the highest curve there
  bool labels_above_ = false;     ///< of table rows: on a line of their own, where the margin is too narrow for them
  bool estimates_above_ = false;  ///< the same of the estimates
  double estimates_left_ = 0;
  bool notes_outside_ = false;
  double tables_top_ = 0;
  Box notes_{};
  bool notes_right_ = false;

  double small() const { return 0.9 * fs_; }
  double line() const { return line_height * fs_; }
  double table_line() const { return line_height * small(); }
  double sample() const { return 1.9 * fs_; }  ///< length of a line that shows a stroke
  double gap() const { return 0.5 * fs_; }
  double tick() const { return 0.35 * fs_; }
  double stroke_width() const { return 0.145 * fs_; }

  double at_x(double x) const { return panel_.left + x / plot_.x_max * (panel_.right - panel_.left); }
  double at_y(double y) const {
    return panel_.bottom - (y - plot_.y_min) / (plot_.y_max - plot_.y_min) * (panel_.bottom - panel_.top);
  }

  /// The fill of a stacked area: two greys alone could not tell three areas apart.
  std::string area_fill(std::size_t area) const {
    return plot_.palette.greyscale ? grey_tone(area, plot_.curves.size()) : stroke(plot_.palette, area).color;
  }
  double area_opacity() const { return plot_.palette.greyscale ? 1 : 0.7; }

  /// The level of a curve at x; none where it has no step yet or has ended.
  static std::optional<double> level_at(const Curve& curve, double x) {
    if (curve.steps.empty() || x < curve.steps.front().x || x > curve.end) return std::nullopt;
    return std::ranges::upper_bound(curve.steps, x, {}, &Step::x)[-1].y;
  }

  double area_under(const Curve& curve) const {
    double area = 0;
    for (std::size_t i = 0; i < curve.steps.size() && curve.steps[i].x < plot_.x_max; ++i) {
      if (i % 65536 == 0) poll_();
      const double next = i + 1 < curve.steps.size() ? curve.steps[i + 1].x : plot_.x_max;
      area += curve.steps[i].y * (std::min(next, plot_.x_max) - curve.steps[i].x);
    }
    return area;
  }

  void find_landmarks() {
    for (const double x : plot_.verticals) {
      double highest = plot_.y_min;
      for (const Curve& curve : plot_.curves) highest = std::max(highest, level_at(curve, x).value_or(plot_.y_min));
      if (highest > plot_.y_min) landmarks_.push_back({x, std::min(highest, plot_.y_max)});
    }
  }

  std::string y_label(double y) const {
    return plot_.percent ? fixed(100 * y, decimals_of(100 * y_step_)) + "%" : fixed(y, decimals_of(y_step_));
  }

  /// The tables' labels stand left of the panel, unless that took too much of the width.
  double label_column() {
    double widest = 0;
    const auto consider = [&](const std::string& label, double before) {
      if (!label.empty()) widest = std::max(widest, before + text_width(label, small()));
    };
    for (const TickTable& table : plot_.tables)
      for (const auto& row : table.rows) consider(row.label, sample() + gap());
    labels_above_ = widest > 0.26 * width_;
    return labels_above_ ? 0 : widest;
  }

  /// Where the estimates begin: under the panel's left end, or further right, behind longer labels.
  void place_estimates() {
    double widest = 0;
    for (const auto& row : plot_.estimates->rows)
      if (!row.label.empty()) widest = std::max(widest, sample() + gap() + text_width(row.label, small()) + 2 * gap());
    estimates_above_ = widest > 0.5 * width_;
    estimates_left_ =
        estimates_above_ ? sheet_.margin() + sample() + gap() : std::max(panel_.left, sheet_.margin() + widest);
  }

  /// The legend on top: on one line, or in columns. \return where it ends
  double flow_legend(double top) {
    const double left = sheet_.margin(), right = width_ - sheet_.margin(), apart = 1.5 * fs_;
    double x = left, y = top + fs_;
    if (!plot_.legend_title.empty()) {
      legend_title_x_ = left, legend_title_y_ = y;
      x += text_width(plot_.legend_title, fs_, Weight::bold) + 1.2 * fs_;
      if (x > 0.5 * width_) x = left, y += line();
    }
    double widest = 0, all = 0;
    std::vector<double> widths;
    for (const Curve& curve : plot_.curves) {
      if (curve.label.empty()) continue;
      legend_.push_back({&curve, shortened_to(curve.label, right - x - sample() - gap(), fs_), x, y});
      widths.push_back(sample() + gap() + text_width(legend_.back().label, fs_) + apart);
      widest = std::max(widest, widths.back()), all += widths.back();
    }
    if (legend_.empty()) return top;
    const bool is_one_line = x + all - apart <= right;
    const std::size_t columns = is_one_line ? legend_.size() : legend_columns((right - x + apart) / widest);
    double shift = 0;
    for (std::size_t i = 0; i < legend_.size(); ++i) {
      if (i > 0 && i % columns == 0) shift = 0, y += line();
      legend_[i].x = x + shift, legend_[i].y = y;
      shift += is_one_line ? widths[i] : widest;
    }
    return legend_.back().y + 0.4 * fs_;
  }

  /// No more than fit, in rows about as long, each of whole groups.
  std::size_t legend_columns(double fitting) const {
    const std::size_t n = legend_.size(), most = std::clamp(std::size_t(std::max(fitting, 1.0)), std::size_t{1}, n);
    const std::size_t together = plot_.curves_per_group <= most ? std::max(plot_.curves_per_group, std::size_t{1}) : 1;
    const std::size_t groups = (n + together - 1) / together, a_row = most / together;
    const std::size_t rows = (groups + a_row - 1) / a_row;
    return (groups + rows - 1) / rows * together;
  }

  /// The legend right of the panel. \return its width
  double column_legend() {
    double widest = text_width(plot_.legend_title, fs_, Weight::bold);
    const double most = 0.3 * width_;
    for (const Curve& curve : plot_.curves) {
      if (curve.label.empty()) continue;
      const std::string label = shortened_to(curve.label, most - sample() - gap(), fs_);
      legend_.push_back({&curve, label, 0, 0});
      widest = std::max(widest, sample() + gap() + text_width(label, fs_));
    }
    return legend_.empty() ? 0 : std::min(widest, most) + fs_;
  }

  /// Labels at the curves' ends. \return the width that they need
  double end_label_column() {
    constexpr std::size_t most_lines = 3;
    const double most = 0.3 * width_ - end_label_indent() - 0.3 * fs_;
    double widest = 0;
    for (const Curve& curve : plot_.curves) {
      if (curve.label.empty() || curve.steps.empty()) continue;
      std::vector<std::string> lines = wrapped(curve.label, most, fs_);
      if (lines.size() > most_lines) {
        lines.resize(most_lines);
        lines.back() = shortened_to(lines.back() + "\u2026", most, fs_);
      }
      for (const std::string& text : lines) widest = std::max(widest, text_width(text, fs_));
      end_labels_.push_back({&curve, std::move(lines), {}, area_under(curve)});
    }
    if (end_labels_.empty()) return 0;
    if (!plot_.legend_title.empty())
      widest = std::max(widest, std::min(text_width(plot_.legend_title, fs_, Weight::bold), most));
    return end_label_indent() + widest + 0.3 * fs_;
  }
  /// From the panel to the text: what leads there, and a sample.
  double end_label_indent() const { return 1.6 * fs_ + sample() + gap(); }
  double end_label_height(const EndLabel& label) const { return line() * double(label.lines.size()) + 0.15 * fs_; }
  double end_labels_height() const {
    double height = plot_.legend_title.empty() ? 0 : 1.3 * line();
    for (const EndLabel& label : end_labels_) height += end_label_height(label);
    return height;
  }

  void place_end_labels() {
    if (end_labels_.empty()) return;
    for (EndLabel& label : end_labels_) {
      const Curve& curve = *label.curve;
      const double x = std::min(curve.end, plot_.x_max);
      const auto next = std::ranges::upper_bound(curve.steps, x, {}, &Step::x);
      const Step& last = next == curve.steps.begin() ? curve.steps.front() : next[-1];
      const double level = plot_.stacked ? (last.low + last.high) / 2 : last.y;
      label.end = {at_x(x), at_y(std::clamp(level, plot_.y_min, plot_.y_max))};
    }
    std::ranges::stable_sort(end_labels_, {},
                             [](const EndLabel& label) { return std::pair(label.end.y, -label.under); });
    std::vector<double> wanted, heights;
    for (const EndLabel& label : end_labels_) wanted.push_back(label.end.y), heights.push_back(end_label_height(label));
    double top = panel_.top;
    if (!plot_.legend_title.empty()) {
      legend_title_x_ = panel_.right + end_label_indent(), legend_title_y_ = top + fs_;
      top += 1.3 * line();
    }
    const std::vector<double> places = spread(wanted, heights, top, panel_.bottom);
    for (std::size_t i = 0; i < places.size(); ++i) end_labels_[i].y = places[i];
  }

  void choose_y_ticks(double room) {
    const double span = plot_.y_max - plot_.y_min;
    const double most = std::clamp(room / (2.2 * fs_), 2.0, 6.0);
    y_step_ = plot_.y_step.value_or(span >= 0.99 && span <= 1.01 && most < 6 ? 0.25 : nice_step("", span / most));
    y_ticks_ = ticks(plot_.y_min, plot_.y_max, std::max(y_step_, span / 500));
  }

  void choose_x_ticks() {
    const double room = panel_.right - panel_.left;
    double widest = std::max(3.2 * fs_, room / 9.5);  // more than nine columns of numbers are hard to read
    for (const TickTable& table : plot_.tables)
      widest = std::max(widest, text_width(table.widest, small()) + 0.8 * fs_);
    const auto spacing = [&](double step) {  // what ticks of that step need
      const double label = text_width(fixed(plot_.x_max, decimals_of(step)), fs_) + 0.8 * fs_;
      return std::max(widest, label);
    };
    x_step_ = plot_.x_step.value_or(0);
    if (x_step_ > 0 && x_step_ / plot_.x_max * room >= spacing(x_step_)) {
      x_ticks_ = ticks(0, plot_.x_max, x_step_);
      return;
    }
    double least = std::max(plot_.x_max * widest / room, x_step_);
    for (int tries = 0; tries < 8; ++tries) {
      x_step_ = nice_step(plot_.x_unit, least);
      const double needed = spacing(x_step_) * plot_.x_max / room;
      if (x_step_ >= needed * (1 - 1e-9)) break;
      least = needed;
    }
    x_ticks_ = ticks(0, plot_.x_max, x_step_);
  }

  std::vector<std::vector<std::size_t>> estimate_blocks(const TextTable& table, std::vector<double>& widths) const {
    widths.clear();
    for (std::size_t c = 0; c < table.headings.size(); ++c) {
      double widest = text_width(table.headings[c], small(), Weight::bold);
      for (const auto& row : table.rows) widest = std::max(widest, text_width(row.cells[c], small()));
      widths.push_back(widest + 1.6 * fs_);
    }
    std::vector<std::vector<std::size_t>> blocks;  // columns side by side
    double x = 0;
    const double room = width_ - sheet_.margin() - estimates_left_;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      if (blocks.empty() || x + widths[c] > room) blocks.emplace_back(), x = 0;
      blocks.back().push_back(c);
      x += widths[c];
    }
    return blocks;
  }

  double row_height(const std::string& label, bool above) const {
    return table_line() * (above && !label.empty() ? 2 : 1);
  }

  void lay_out(bool notes_outside) {
    notes_outside_ = notes_outside;
    legend_.clear(), end_labels_.clear();
    double top = sheet_.top();
    double legend_width = 0;
    if (plot_.legend == Legend::top) top = flow_legend(top);
    if (plot_.legend == Legend::right) legend_width = column_legend();
    if (plot_.legend == Legend::direct) legend_width = end_label_column();
    const double note_top = top;
    if (notes_outside) top += line() * double(plot_.notes.size());
    panel_.top = top + 0.8 * fs_;

    choose_y_ticks(plot_.frame.height ? *plot_.frame.height * 0.5 : 0.4 * width_);
    double y_labels = 0;
    for (const double y : y_ticks_) y_labels = std::max(y_labels, text_width(y_label(y), fs_));
    const double beside_axis = (plot_.y_title.empty() ? 0 : 1.6 * fs_) + y_labels + gap() + tick();
    panel_.left = sheet_.margin() + std::max(beside_axis, label_column() + 2 * gap());
    double last_cell = text_width(fixed(plot_.x_max, 2), fs_);
    for (const TickTable& table : plot_.tables) {
      last_cell = std::max(last_cell, text_width(table.widest, small()));
      panel_.left =
          std::max(panel_.left, sheet_.margin() + label_column() + text_width(table.widest, small()) / 2 + 1.6 * gap());
    }
    panel_.right =
        width_ - std::max(sheet_.margin() + legend_width, sheet_.margin() * 0.6 + last_cell / 2 + legend_width);
    panel_.right = std::max(panel_.right, panel_.left + 4 * fs_);
    choose_x_ticks();

    double below = tick() + line() + 0.2 * fs_;  // tick labels
    if (!plot_.x_title.empty()) below += line();
    const double tables_from = below;
    for (const TickTable& table : plot_.tables) {
      below += 0.5 * fs_ + line();
      for (const auto& row : table.rows) below += row_height(row.label, labels_above_);
    }
    if (plot_.estimates) {
      place_estimates();
      std::vector<double> widths;
      for (std::size_t i = 0; i < estimate_blocks(*plot_.estimates, widths).size(); ++i) {
        below += 0.5 * fs_ + line() + table_line();
        for (const auto& row : plot_.estimates->rows) below += row_height(row.label, estimates_above_);
      }
    }
    below += sheet_.bottom();

    double tall = std::max(0.62 * (panel_.right - panel_.left), 9 * fs_);
    if (plot_.frame.height) tall = std::max(*plot_.frame.height - panel_.top - below, 8 * fs_);
    if (plot_.legend == Legend::right) tall = std::max(tall, line() * (double(legend_.size()) + 1.5));
    tall = std::max(tall, end_labels_height());
    panel_.bottom = panel_.top + tall;
    height_ = std::ceil(panel_.bottom + below);
    tables_top_ = panel_.bottom + tables_from;
    choose_y_ticks(tall);

    if (plot_.legend == Legend::right) {
      double y = panel_.top + fs_;
      const double x = width_ - sheet_.margin() - legend_width + fs_;
      if (!plot_.legend_title.empty()) legend_title_x_ = x, legend_title_y_ = y, y += line();
      for (Entry& entry : legend_) entry.x = x, entry.y = y, y += line();
    }
    place_end_labels();
    if (notes_outside) notes_ = {panel_.left, note_top + 0.3 * fs_, width_ - sheet_.margin(), panel_.top};
  }

  /// Whether any curve runs through the box.
  bool is_hidden_by_curves(const Box& box) const {
    for (const Curve& curve : plot_.curves) {
      for (std::size_t i = 0; i < curve.steps.size(); ++i) {
        if (i % 65536 == 0) poll_();
        const double x0 = at_x(curve.steps[i].x), y0 = at_y(curve.steps[i].y);
        const bool is_last = i + 1 == curve.steps.size();
        const double x1 = at_x(is_last ? curve.end : curve.steps[i + 1].x);
        const double y1 = is_last ? y0 : at_y(curve.steps[i + 1].y);
        if (x0 <= box.right && x1 >= box.left && y0 >= box.top && y0 <= box.bottom) return true;
        if (x1 >= box.left && x1 <= box.right && std::min(y0, y1) <= box.bottom && std::max(y0, y1) >= box.top)
          return true;
        if (plot_.stacked && x0 <= box.right && x1 >= box.left && y0 <= box.bottom) return true;
      }
    }
    for (const Point& median : plot_.medians)
      if (at_x(median.x) >= box.left && at_y(median.y) <= box.bottom && at_y(median.y) >= box.top) return true;
    for (const Point& median : plot_.medians)
      if (at_x(median.x) >= box.left && at_x(median.x) <= box.right && at_y(median.y) <= box.bottom) return true;
    for (const Point& landmark : landmarks_)
      if (at_x(landmark.x) >= box.left && at_x(landmark.x) <= box.right && at_y(landmark.y) <= box.bottom) return true;
    return false;
  }

  /// In a corner of the panel where no curve runs, if there is one. \return whether they have a place
  bool place_notes() {
    double wide = 0;
    for (const std::string& note : plot_.notes) wide = std::max(wide, text_width(note, fs_));
    const double tall = line() * double(plot_.notes.size());
    if (notes_outside_) {
      notes_right_ = false;
      notes_.left = std::max(sheet_.margin(), std::min(panel_.left, width_ - sheet_.margin() - wide));
      return true;
    }
    const double dx = 0.9 * fs_, dy = 0.6 * fs_;
    const double low = panel_.bottom - dy - tall, high = panel_.top + dy;
    const double left = panel_.left + dx, right = panel_.right - dx - wide;
    if (right < left || low < high) return false;
    struct Corner {
      double x, y;
      bool right;
    };
    for (const Corner& c :
         {Corner{left, low, false}, Corner{right, high, true}, Corner{left, high, false}, Corner{right, low, true}}) {
      notes_ = {c.x, c.y, c.x + wide, c.y + tall};
      notes_right_ = c.right;
      if (!is_hidden_by_curves({c.x - gap(), c.y - gap() / 2, c.x + wide + gap(), c.y + tall + gap() / 2})) return true;
    }
    return false;
  }

  void draw_sample(double x, double y, std::size_t color, std::size_t dash) {
    const Stroke stroke = plot::stroke(plot_.palette, color, dash);
    if (plot_.stacked) {
      svg_.element("rect", {{"x", x},
                            {"y", y - 0.35 * fs_},
                            {"width", sample()},
                            {"height", 0.7 * fs_},
                            {"fill", area_fill(color)},
                            {"fill-opacity", area_opacity()}});
      return;
    }
    Svg::Attributes attributes = {{"stroke", stroke.color}, {"stroke-width", stroke_width()}};
    if (!stroke.dash.empty()) attributes.emplace_back("stroke-dasharray", stroke.dash);
    svg_.line(x, y, x + sample(), y, attributes);
  }

  void draw_legend() {
    if (legend_.empty() && end_labels_.empty()) return;
    svg_.begin("g", {{"class", "legend"}});
    if (!plot_.legend_title.empty())
      svg_.text(legend_title_x_, legend_title_y_,
                shortened_to(plot_.legend_title, width_ - sheet_.margin() - legend_title_x_, fs_, Weight::bold),
                {{"font-weight", "bold"}});
    for (const Entry& entry : legend_) {
      draw_sample(entry.x, entry.y - 0.35 * fs_, entry.curve->color, entry.curve->dash);
      svg_.text(entry.x + sample() + gap(), entry.y, entry.label);
    }
    for (const EndLabel& label : end_labels_) draw_end_label(label);
    svg_.end();
  }

  void draw_end_label(const EndLabel& label) {
    const Stroke stroke = plot::stroke(plot_.palette, label.curve->color, label.curve->dash);
    const double out = panel_.right + 0.4 * fs_, in = panel_.right + 1.4 * fs_;
    const double from = plot_.stacked ? panel_.right + 0.2 * fs_ : label.end.x;
    svg_.element("path", {{"class", "leader"},
                          {"fill", "none"},
                          {"stroke", plot_.stacked ? faint_ink : stroke.color},
                          {"stroke-width", 0.9},
                          {"stroke-dasharray", "1 2"},
                          {"d", "M" + coordinate(from) + " " + coordinate(label.end.y) + "L" + coordinate(out) + " " +
                                    coordinate(label.end.y) + "L" + coordinate(in) + " " + coordinate(label.y)}});
    draw_sample(in, label.y, label.curve->color, label.curve->dash);
    double y = label.y - line() * double(label.lines.size() - 1) / 2 + 0.36 * fs_;
    for (const std::string& text : label.lines) {
      svg_.text(panel_.right + end_label_indent(), y, text);
      y += line();
    }
  }

  void draw_axes() {
    const double across = panel_.right - panel_.left;
    if (plot_.grid) {
      svg_.begin("g", {{"class", "grid"}, {"stroke", "#e3e3e3"}});
      for (const double y : y_ticks_) svg_.line(panel_.left, at_y(y), panel_.right, at_y(y));
      for (const double x : x_ticks_) svg_.line(at_x(x), panel_.top, at_x(x), panel_.bottom);
      svg_.end();
    }
    svg_.begin("g", {{"class", "axes"}, {"stroke", ink}, {"stroke-width", 1.0}, {"stroke-linecap", "square"}});
    svg_.line(panel_.left, panel_.top, panel_.left, panel_.bottom);
    svg_.line(panel_.left, panel_.bottom, panel_.right, panel_.bottom);
    for (const double x : x_ticks_) svg_.line(at_x(x), panel_.bottom, at_x(x), panel_.bottom + tick());
    for (const double y : y_ticks_) svg_.line(panel_.left - tick(), at_y(y), panel_.left, at_y(y));
    svg_.end();
    svg_.begin("g", {{"class", "x-ticks"}, {"text-anchor", "middle"}});
    const double base = panel_.bottom + tick() + 0.2 * fs_ + fs_;
    for (const double x : x_ticks_) svg_.text(at_x(x), base, fixed(x, decimals_of(x_step_)));
    svg_.end();
    svg_.begin("g", {{"class", "y-ticks"}, {"text-anchor", "end"}});
    for (const double y : y_ticks_) svg_.text(panel_.left - tick() - gap() / 2, at_y(y) + 0.36 * fs_, y_label(y));
    svg_.end();
    if (!plot_.x_title.empty()) {
      const std::string title = shortened_to(plot_.x_title, width_ - 2 * sheet_.margin(), fs_);
      const double half = text_width(title, fs_) / 2;
      const double least = sheet_.margin() + half, most = width_ - sheet_.margin() - half;
      const double middle = std::clamp(panel_.left + across / 2, least, std::max(least, most));
      svg_.text(middle, base + line(), title, {{"text-anchor", "middle"}});
    }
    if (!plot_.y_title.empty()) {
      double labels = 0;
      for (const double y : y_ticks_) labels = std::max(labels, text_width(y_label(y), fs_));
      const double x = panel_.left - tick() - labels - 1.2 * gap();
      const double room = height_ - 2 * sheet_.margin(), middle = (panel_.top + panel_.bottom) / 2;
      const double tall = std::min(room, 2 * std::min(middle - sheet_.top(), height_ - middle));
      const std::string title = shortened_to(plot_.y_title, std::max(tall, panel_.bottom - panel_.top), fs_);
      svg_.text(0, 0, title,
                {{"text-anchor", "middle"},
                 {"transform", "translate(" + coordinate(x) + " " + coordinate(middle) + ") rotate(-90)"}});
    }
  }

  std::string line_through(const Curve& curve) {
    StepLine line(tolerance_);
    for (std::size_t i = 0; i < curve.steps.size() && curve.steps[i].x <= plot_.x_max; ++i) {
      if (i % 65536 == 0) poll_();
      line.step(at_x(curve.steps[i].x), at_y(curve.steps[i].y));
    }
    line.end(at_x(std::min(curve.end, plot_.x_max)));
    return path_data(line.corners());
  }

  /// The area between two step lines, in pieces where it has gaps. \param bounds  step index -> (low, high)
  template <class Bounds>
  std::string area(const Curve& curve, Bounds bounds) {
    std::string data;
    std::size_t i = 0;
    const auto& steps = curve.steps;
    const auto is_there = [&](std::size_t k) {
      return steps[k].x <= plot_.x_max && !std::isnan(bounds(k).first) && !std::isnan(bounds(k).second);
    };
    while (i < steps.size()) {
      if (!is_there(i)) {
        ++i;
        continue;
      }
      StepLine low(tolerance_), high(tolerance_);
      for (; i < steps.size() && is_there(i); ++i) {
        if (i % 65536 == 0) poll_();
        low.step(at_x(steps[i].x), at_y(bounds(i).first));
        high.step(at_x(steps[i].x), at_y(bounds(i).second));
      }
      const double end = at_x(std::min(i < steps.size() ? steps[i].x : curve.end, plot_.x_max));
      low.end(end);
      high.end(end);
      std::vector<Corner> around = high.corners();
      around.insert(around.end(), low.corners().rbegin(), low.corners().rend());
      data += path_data(around) + "z";
    }
    return data;
  }

  void draw_curves() {
    const std::string clip = sheet_.id("panel");
    const bool clipped = plot_.y_min > 0 || plot_.y_max < 1;
    if (clipped) {
      svg_.begin("clipPath", {{"id", clip}});
      svg_.element("rect", {{"x", panel_.left},
                            {"y", panel_.top},
                            {"width", panel_.right - panel_.left},
                            {"height", panel_.bottom - panel_.top}});
      svg_.end();
    }
    Svg::Attributes group = {{"class", "curves"}, {"fill", "none"}};
    if (clipped) group.emplace_back("clip-path", "url(#" + clip + ")");
    svg_.begin("g", group);
    for (const Point& landmark : landmarks_)
      svg_.line(at_x(landmark.x), at_y(landmark.y), at_x(landmark.x), panel_.bottom,
                {{"stroke", "#8c8c8c"}, {"stroke-dasharray", "1 3"}});
    for (std::size_t c = 0; c < plot_.curves.size(); ++c) {
      const Curve& curve = plot_.curves[c];
      const Stroke stroke = plot::stroke(plot_.palette, curve.color, curve.dash);
      const auto between = [&](std::size_t i) { return std::pair(curve.steps[i].low, curve.steps[i].high); };
      const std::string data = area(curve, between);
      if (!data.empty())
        svg_.element("path", {{"class", "band"},
                              {"fill", plot_.stacked ? area_fill(curve.color) : stroke.color},
                              {"fill-opacity", plot_.stacked             ? area_opacity()
                                               : plot_.palette.greyscale ? 0.1
                                                                         : 0.15},
                              {"d", data}});
    }
    for (const Curve& curve : plot_.curves) {
      if (curve.steps.empty()) continue;
      const Stroke stroke = plot::stroke(plot_.palette, curve.color, curve.dash);
      Svg::Attributes attributes = {{"class", "curve"},
                                    {"stroke", plot_.stacked && plot_.palette.greyscale ? ink : stroke.color},
                                    {"stroke-width", plot_.stacked ? 1. : stroke_width()}};
      if (!stroke.dash.empty() && !plot_.stacked) attributes.emplace_back("stroke-dasharray", stroke.dash);
      attributes.emplace_back("d", line_through(curve));
      svg_.element("path", attributes);
    }
    for (const Curve& curve : plot_.curves) draw_marks(curve);
    svg_.end();
  }

  /// Marks that would cover each other are one.
  void draw_marks(const Curve& curve) {
    const double arm = 0.32 * fs_;
    std::string data;
    Point last{-10, -10};
    std::size_t seen = 0;
    for (const Point& mark : curve.marks) {
      if (seen++ % 65536 == 0) poll_();
      if (mark.x > plot_.x_max) break;
      const Point at{at_x(mark.x), at_y(mark.y)};
      if (at.x - last.x < 0.8 && std::abs(at.y - last.y) < 0.8) continue;
      data += "M" + coordinate(at.x) + " " + coordinate(at.y - arm) + "v" + coordinate(2 * arm);
      last = at;
    }
    if (data.empty()) return;
    const Stroke stroke = plot::stroke(plot_.palette, curve.color, curve.dash);
    svg_.element("path", {{"class", "censored"}, {"stroke", stroke.color}, {"stroke-width", 0.09 * fs_}, {"d", data}});
  }

  void draw_medians() {
    if (plot_.medians.empty()) return;
    svg_.begin("g", {{"class", "medians"}, {"stroke", "#666666"}, {"stroke-width", 0.9}, {"stroke-dasharray", "4 3"}});
    double last = 0, level = 0;
    for (const Point& median : plot_.medians) {
      if (median.x > plot_.x_max) continue;
      last = std::max(last, median.x), level = median.y;
      svg_.line(at_x(median.x), at_y(median.y), at_x(median.x), panel_.bottom);
    }
    if (last > 0) svg_.line(panel_.left, at_y(level), at_x(last), at_y(level));
    svg_.end();
  }

  void draw_notes() {
    if (plot_.notes.empty()) return;
    svg_.begin("g", {{"class", "notes"}, {"text-anchor", notes_right_ ? "end" : "start"}});
    double y = notes_.top + fs_;
    const double most = width_ - 2 * sheet_.margin();
    for (const std::string& note : plot_.notes) {
      svg_.text(notes_right_ ? notes_.right : notes_.left, y, shortened_to(note, most, fs_));
      y += line();
    }
    svg_.end();
  }

  /// A row's label and swatch. \return the baseline of its cells
  double draw_label(const std::string& label, std::size_t color, std::size_t dash, bool above, double y) {
    const double base = y + small();
    if (label.empty()) return base;
    const double left = sheet_.margin();
    draw_sample(left, base - 0.35 * small(), color, dash);
    const double most = above ? width_ - left - sheet_.margin() - sample() - gap() : width_;
    svg_.text(left + sample() + gap(), base, shortened_to(label, most, small()));
    return above ? base + table_line() : base;
  }

  double draw_table(const TickTable& table, double y) {
    y += 0.5 * fs_;
    svg_.begin("g", {{"class", "table"}, {"font-size", small()}});
    svg_.text(sheet_.margin(), y + fs_, table.title, {{"font-weight", "bold"}});
    y += line();
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const double base = draw_label(table.rows[r].label, table.rows[r].color, 0, labels_above_, y);
      const auto cells = table.cells(r, x_ticks_);
      svg_.begin("g", {{"class", "row"}, {"text-anchor", "middle"}});
      for (std::size_t i = 0; i < cells.size(); ++i) svg_.text(at_x(x_ticks_[i]), base, cells[i]);
      svg_.end();
      y += row_height(table.rows[r].label, labels_above_);
    }
    svg_.end();
    return y;
  }

  void draw_estimates(const TextTable& table, double y) {
    std::vector<double> widths;
    svg_.begin("g", {{"class", "estimates"}, {"font-size", small()}});
    for (const auto& block : estimate_blocks(table, widths)) {
      y += 0.5 * fs_;
      svg_.text(sheet_.margin(), y + fs_, table.title, {{"font-weight", "bold"}});
      y += line();
      double x = estimates_left_;
      for (const std::size_t c : block) {
        svg_.text(x, y + small(), table.headings[c], {{"fill", faint_ink}});
        x += widths[c];
      }
      y += table_line();
      for (const auto& row : table.rows) {
        const double base = draw_label(row.label, row.color, row.dash, estimates_above_, y);
        x = estimates_left_;
        for (const std::size_t c : block) {
          svg_.text(x, base, row.cells[c]);
          x += widths[c];
        }
        y += row_height(row.label, estimates_above_);
      }
    }
    svg_.end();
  }
};

}  // namespace

std::string draw(const CurvePlot& plot, const std::function<void()>& poll) { return Figure(plot, poll).draw(); }

}  // namespace plot
