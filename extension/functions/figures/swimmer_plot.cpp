// swimmer_plot: the course of each patient as a lane, as SVG.
#include <algorithm>
#include <cmath>
#include <optional>

#include "functions/figures/cells.hpp"
#include "functions/figures/options.hpp"
#include "functions/figures/wording.hpp"
#include "functions/figures/words.hpp"
#include "functions/functions.hpp"
#include "plot/curves/swimmer.hpp"

namespace {

using declare::cat, declare::Cell, declare::Error, declare::Value, functions::Words;

struct Options : functions::PlotOptions {
  enum class Order { given, longest };

  std::string time_unit, legend_title;
  double time_scale = 1;
  std::optional<double> x_max, x_step;
  std::optional<std::vector<double>> x_ticks;
  bool has_legend = true, has_names = true;
  Order order = Order::longest;
  std::optional<std::string> arrow;
  functions::TextMap state_labels;
};

/// Stretches and marks as they come, by patient.
class Courses : public declare::RowSink {
 public:
  struct Stretch {
    double from, to;
    std::size_t state;
  };
  struct Mark {
    double at;
    std::size_t kind;
  };
  struct Course {
    Value id;
    std::vector<Stretch> stretches = {};
    std::vector<Mark> marks = {};
    double end() const {
      double last = 0;
      for (const Stretch& stretch : stretches) last = std::max(last, stretch.to);
      for (const Mark& mark : marks) last = std::max(last, mark.at);
      return last;
    }
  };

  void begin(std::span<const declare::Expression>, const declare::Poll&) override {}

  void row(std::span<const Cell> cells) override {
    ++seen_;
    if (cells[0].is_null()) throw Error(cat("id is NULL in row ", seen_, "; correct the row, or leave it out"));
    const auto from = number(cells[1], "start"), to = number(cells[2], "stop");
    if (!from) throw Error(cat("start is NULL in row ", seen_, "; correct the row, or leave it out"));
    if (to && *to < *from) throw Error(cat("stop ", *to, " is before start ", *from, " in row ", seen_));
    if (cells[3].is_null()) throw Error(cat("state is NULL in row ", seen_, "; correct the row, or leave it out"));
    Course& course = course_of(cells[0].value());
    if (to && *to > *from)
      course.stretches.push_back({*from, *to, place(states_, cells[3].value(), 16, "states")});
    else
      course.marks.push_back({*from, place(kinds_, cells[3].value(), 12, "kinds of marks")});
  }

  /// \throws declare::Error when a patient is in two states at once
  void end() override {
    for (Course& course : courses_) {
      std::ranges::stable_sort(course.stretches, {}, &Stretch::from);
      for (std::size_t i = 1; i < course.stretches.size(); ++i)
        if (const auto& before = course.stretches[i - 1], &next = course.stretches[i];
            next.from < before.to - 1e-9 * std::max(1.0, before.to))
          throw Error(cat("id ", declare::literal(course.id), " is in two states at once: from ", before.from, " to ",
                          before.to, ", and from ", next.from, " to ", next.to));
    }
  }

  std::vector<Course>& courses() { return courses_; }
  const std::vector<Value>& states() const { return states_; }
  const std::vector<Value>& kinds() const { return kinds_; }

 private:
  std::optional<double> number(const Cell& cell, const char* name) const {
    const auto number = functions::number_of(cell, name, seen_);
    if (!number) return number;
    if (!std::isfinite(*number) || *number < 0)
      throw Error(cat(name, " is ", *number, " in row ", seen_, "; it must be 0 or more"));
    return number;
  }

  static std::size_t place(std::vector<Value>& values, const Value& value, std::size_t most, const char* what) {
    const std::size_t place = functions::place_or_add(values, value);
    if (place == most) throw Error(cat("state has more than ", most, " ", what, "; join some of them"));
    return place;
  }

  Course& course_of(const Value& id) {
    constexpr std::size_t most = 300;
    if (!courses_.empty() && declare::equal(courses_.back().id, id)) return courses_.back();
    const auto found = std::ranges::find_if(courses_, [&](const Course& c) { return declare::equal(c.id, id); });
    if (found != courses_.end()) return *found;
    if (courses_.size() == most)
      throw Error(cat("more than ", most,
                      " patients, the most that a figure has lanes for; choose some with WHERE, or "
                      "draw the states of all with curve_plot, stacked"));
    return courses_.emplace_back(Course{id});
  }

  std::vector<Course> courses_;
  std::vector<Value> states_, kinds_;
  std::size_t seen_ = 0;
};

struct Args {
  Courses courses;
  Options options;
};

std::vector<std::string> labels(const std::vector<Value>& values, const functions::TextMap& known) {
  std::vector<std::string> names;
  for (const Value& value : values) names.push_back(functions::label_of(value, known));
  return names;
}

/// The number of the kind that is drawn as an arrow.
std::optional<std::size_t> arrow_of(const Options& options, const std::vector<Value>& kinds) {
  if (!options.arrow) return std::nullopt;
  std::vector<std::string> known;
  for (const Value& kind : kinds) known.push_back(declare::text(kind));
  const auto found = std::ranges::find(known, *options.arrow);
  if (found == known.end())
    throw Error(cat("argument 'options' key 'arrow' is '", *options.arrow, "', which marks nothing",
                    declare::did_you_mean(*options.arrow, known)));
  return std::size_t(found - known.begin());
}

Value compute(Args& args, const declare::Poll& poll) {
  const Options& options = args.options;
  std::vector<Courses::Course>& courses = args.courses.courses();
  if (courses.empty()) return {};
  if (options.order == Options::Order::longest)
    std::ranges::stable_sort(courses, std::greater<>(), &Courses::Course::end);
  const Words words(options);
  plot::SwimmerPlot figure;
  figure.axes.frame = options.frame();
  figure.axes.palette = options.palette();
  figure.marks = labels(args.courses.kinds(), options.state_labels);
  figure.arrow = arrow_of(options, args.courses.kinds());
  plot::CurvePlot& axes = figure.axes;
  axes.stacked = true;
  axes.legend = options.has_legend ? plot::Legend::top : plot::Legend::none;
  axes.legend_title = options.legend_title;
  axes.x_unit = options.time_unit;
  axes.x_title = options.x_title.value_or(
      options.time_unit.empty() ? words("Time") : words("Time ({unit})", {{"unit", options.time_unit}}));
  axes.x_step = options.x_step;
  axes.x_ticks = options.x_ticks.value_or(std::vector<double>());
  const std::vector<std::string> states = labels(args.courses.states(), options.state_labels);
  for (std::size_t s = 0; s < states.size(); ++s) axes.curves.push_back({.label = states[s], .color = s});
  double last = 0;
  const double scale = options.time_scale;
  for (const Courses::Course& course : courses) {
    last = std::max(last, course.end() / scale);
    plot::SwimmerPlot::Lane lane{.name = options.has_names ? declare::text(course.id) : ""};
    for (const auto& [from, to, state] : course.stretches) lane.bars.push_back({from / scale, to / scale, state});
    for (const auto& [at, kind] : course.marks) lane.marks.push_back({at / scale, kind});
    figure.lanes.push_back(std::move(lane));
  }
  axes.x_max = options.x_max.value_or(last > 0 ? last : 1);
  if (last > axes.x_max) throw Error(cat("argument 'options' key 'x_max' must be ", last, " or more, the last time"));
  axes.frame.name = options.title.empty() ? words("Swimmer plot") : options.title;
  const double n = double(courses.size());
  axes.frame.description =
      words("{sentence}. ",
            {{"sentence", n == 1 ? words("1 patient") : words("{n} patients", {{"n", cat(courses.size())}})}});
  return plot::draw(figure, poll);
}

}  // namespace

declare::Function functions::swimmer_plot() {
  using namespace declare;
  const Range positive{.low = 0};
  return DeclareAggregate<Args, Courses>{
      .name = "swimmer_plot",
      .summary =
          "Swimmer plot, as one self-contained SVG document: a lane for each patient, in the colours of the states "
          "they "
          "were in, with marks of what happened at a time; at most 300 patients",
      .oracle = "the rows given: they are read back from the figure",
      .cost = "O(n patients)",
      .example =
          "SELECT swimmer_plot(column1, column2, column3, column4, '{\"time_unit\": \"months\", \"width\": "
          "480}') AS figure FROM (VALUES ('P1', 0, 12, 'Treatment'), ('P1', 12, 30, 'Response'), ('P1', "
          "30, NULL, 'Death'), ('P2', 0, 24, 'Treatment'), ('P2', 24, NULL, 'Alive'), ('P3', 0, 9, "
          "'Treatment'), ('P3', 9, 26, 'Response'), ('P3', 26, NULL, 'Alive'), ('P4', 0, 7, 'Treatment'), "
          "('P4', 7, NULL, 'Death'))",
      .since = {0, 2},
      .rows = &Args::courses,
      .arguments =
          {cells("id", "any", "the patient: one lane each", true),
           cells("start", "number", "when the patient comes into the state, or when the mark is, >= 0", true),
           cells("stop", "number", "when the patient leaves the state; of a mark NULL, or the same as start", true),
           cells("state", "any", "what the state, or the mark, is called", true),
           object(
               "options", &Args::options, "JSON object with the keys below",
               {plot_keys(),
                words("time_unit", &Options::time_unit,
                      "unit of the time axis, shown in its title; it also sets the ticks, e.g. every 6 months"),
                number("time_scale", &Options::time_scale,
                       "number by which every time is divided: 30.4375 turns days into months", positive),
                number("x_max", &Options::x_max, "end of the time axis, in its unit; default: the last time", positive),
                number("x_step", &Options::x_step, "distance between the ticks of the time axis, if their labels fit",
                       positive),
                numbers("x_ticks", &Options::x_ticks, "times that have a tick, in place of regular ones",
                        {.low = 0, .with_low = true}),
                flag("legend", &Options::has_legend, "names of the states and marks, above the lanes"),
                words("legend_title", &Options::legend_title, "title of the legend"),
                flag("ids", &Options::has_names, "the ids, left of their lanes"),
                choice("order", &Options::order, "order of the lanes (the longest on top, or as the rows come)",
                       {{"longest", Options::Order::longest}, {"given", Options::Order::given}}),
                words("arrow", &Options::arrow,
                      "the mark that is drawn as an arrow, for those still under observation"),
                text_map("state_labels", &Options::state_labels,
                         "names of the states and marks: {\"CR\": \"Complete remission\"}")})},
      .returns = {"", "TEXT", "the SVG document; NULL if there are no rows"},
      .compute = compute};
}
