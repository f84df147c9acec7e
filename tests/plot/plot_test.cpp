// What the plot room promises: valid text, expected ticks, lines within half a pixel.
#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>

#include "plot/axis.hpp"
#include "plot/curves/curve_plot.hpp"
#include "plot/palette.hpp"
#include "plot/scale.hpp"
#include "plot/spread.hpp"
#include "plot/step_path.hpp"
#include "plot/svg.hpp"
#include "plot/text_width.hpp"

using namespace plot;

TEST_CASE("coordinate: to the hundredth, without zeros that say nothing") {
  CHECK(coordinate(0) == "0");
  CHECK(coordinate(-0.001) == "0");
  CHECK(coordinate(12.5) == "12.5");
  CHECK(coordinate(-0.25) == "-.25");
  CHECK(coordinate(1.006) == "1.01");
  CHECK(coordinate(0.05) == ".05");
  CHECK(coordinate(1e300) == "10000000");
  CHECK(coordinate(std::nan("")) == "0");
}

TEST_CASE("escaped: whatever the bytes were, XML may hold the text") {
  CHECK(escaped("a<b & \"c\">") == "a&lt;b &amp; &quot;c&quot;&gt;");
  CHECK(escaped(std::string_view("a\0b\x01\x1f\x7f", 6)) == "ab");
  CHECK(escaped("a\tb\nc") == "a b c");
  CHECK(escaped("\xff") == "\uFFFD");
  CHECK(escaped("\xc3") == "\uFFFD");
  CHECK(escaped("\xed\xa0\x80") == "\uFFFD\uFFFD\uFFFD");  // a surrogate
  CHECK(escaped("\xef\xbf\xbe") == "");                    // U+FFFE
  CHECK(escaped("\xc0\xaf") == "\uFFFD\uFFFD");            // overlong
  CHECK(escaped("\xf4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(escaped("生存率 é 😀") == "生存率 é 😀");
}

TEST_CASE("texts that are cut or broken fit") {
  const std::string text =
      "a rather long name of a group of patients 生存率生存率生存率 Donaudampfschifffahrtsgesellschaft";
  for (const double width : {30.0, 60.0, 100.0, 250.0, 5000.0}) {
    CAPTURE(width);
    CHECK(text_width(shortened_to(text, width, 12), 12) <= width);
    std::string joined;
    for (const std::string& line : wrapped(text, width, 12)) {
      CHECK(text_width(line, 12) <= width);
      joined += line;
    }
    std::string all = text;
    std::erase(all, ' '), std::erase(joined, ' ');
    CHECK(joined == all);
  }
  CHECK(shortened_to("short", 100, 12) == "short");
  CHECK(wrapped("", 100, 12).empty());
  CHECK(text_width("生存", 10) >= 20);
}

TEST_CASE("steps of an axis are those its unit is counted in") {
  CHECK(nice_step("months", 4) == 6);
  CHECK(nice_step("Month", 7) == 12);
  CHECK(nice_step("days", 100) == 180);
  CHECK(nice_step("years", 0.4) == 0.5);
  CHECK(nice_step("hours", 13) == 24);
  CHECK(nice_step("月", 5) == 6);
  CHECK(nice_step("小时", 13) == 24);
  CHECK(nice_step("年月", 13) == 20);
  CHECK(nice_step("", 0.13) == doctest::Approx(0.2));
  CHECK(nice_step("", 30) == 50);
  CHECK(nice_step("months", 130) == 240);
  CHECK(nice_step("days", 0.001) == doctest::Approx(0.001));
  CHECK(ticks(0, 1, 0.25) == std::vector<double>{0, 0.25, 0.5, 0.75, 1});
  CHECK(ticks(0, 0.3, 0.1).size() == 4);
  CHECK(fixed(0.1 + 0.2, decimals_of(0.1)) == "0.3");
  CHECK(decimals_of(0.25) == 2);
  CHECK(decimals_of(10) == 0);
  CHECK(fixed(-0.001, 1) == "0.0");
  CHECK(log_ticks(0.4, 2.5, 10) == std::vector<double>{0.5, 1, 2});
  CHECK(log_ticks(1e-30, 1e30, 7).size() <= 7);
}

TEST_CASE("a line of few steps is drawn as it is") {
  StepLine line(0);
  line.step(0, 0), line.step(10, 5), line.step(20, 5), line.step(30, 40.25);
  line.end(50);
  CHECK(path_data(line.corners()) == "M0 0h10v5h20v35.25h20");
}

TEST_CASE("levels far outside the page, and axes from one end of the numbers to the other, end on coordinates") {
  StepLine line(0);
  line.step(0, 0), line.step(10, 1e300), line.step(20, -1e300);
  line.end(30);
  CHECK(path_data(line.corners()) == "M0 0h10v1000000h10v-2000000h10");
  const LinearScale scale{.low = -1e308, .high = 1e308, .from = 0, .to = 100};
  CHECK(scale.at(-1e308) == 0);
  CHECK(scale.at(0) == 50);
  CHECK(scale.at(1e308) == 100);
}

TEST_CASE("small steps are drawn as a slope, steps that can be seen as they are") {
  const auto y = [](double x) { return 200 * std::pow(x / 500, 0.7) + (x >= 250 ? 40 : 0); };
  StepLine line(0.25);
  for (int i = 0; i < 1'000'000; ++i) line.step(i * 0.0005, y(i * 0.0005));
  line.end(500);
  const std::vector<Corner> corners = simplified(line.corners(), 0.25);
  CHECK(path_data(corners).size() < 500);
  CHECK(corners.front() == Corner{0, 0});
  CHECK(corners.back().x == 50'000);
  int large = 0;
  for (std::size_t i = 1; i < corners.size(); ++i) {
    const double x0 = double(corners[i - 1].x) / 100, x1 = double(corners[i].x) / 100;
    const double y0 = double(corners[i - 1].y) / 100, y1 = double(corners[i].y) / 100;
    large += y1 - y0 >= 39 && x1 - x0 < 0.5;
    for (double x = x0; x < x1; x += 0.01) {  // at right angles to the line
      const double slope = (y1 - y0) / (x1 - x0), off = std::abs(y0 + slope * (x - x0) - y(x)) / std::hypot(1, slope);
      CHECK((off < 0.6 || std::abs(x - 250) < 0.5));
    }
  }
  CHECK(large == 1);
  CHECK(simplified({}, 0.25).empty());
  CHECK(path_data(simplified({{0, 0}, {3000, 0}, {3000, 2000}, {6000, 2000}}, 0.25)) == "M0 0h30v20h30");
}

TEST_CASE("a line of a million steps is short, and never half a pixel from the true one") {
  constexpr int n = 1'000'000;
  const auto x = [](int i) { return 500.0 * i / n; };
  const auto y = [](int i) { return 300.0 * std::pow(double(i) / n, 0.7); };
  StepLine line(0.4);
  for (int i = 0; i < n; ++i) line.step(x(i), y(i));
  line.end(500);
  const auto& corners = line.corners();
  CHECK(path_data(corners).size() < 20'000);
  CHECK(corners.back().x == 50'000);
  std::size_t at = 0;
  double furthest = 0;
  for (int i = 0; i < n; ++i) {  // the level drawn at x(i), or the levels where it steps
    while (at + 1 < corners.size() && double(corners[at + 1].x) < 100 * x(i) - 1) ++at;
    double nearest = 1e9;
    for (std::size_t k = at; k < corners.size() && double(corners[k].x) <= 100 * x(i) + 51; ++k)
      nearest = std::min(nearest, std::abs(double(corners[k].y) / 100 - y(i)));
    furthest = std::max(furthest, nearest);
  }
  CHECK(furthest < 0.5);
}

TEST_CASE("labels side by side stay where they are wanted, or as near as the others let them") {
  const std::vector<double> tall(3, 10);
  using Places = std::vector<double>;
  CHECK(spread(Places{10, 50, 90}, tall, 0, 100) == Places{10, 50, 90});
  CHECK(spread(Places{50, 50, 50}, tall, 0, 100) == Places{40, 50, 60});
  CHECK(spread(Places{10, 50, 51}, tall, 0, 100) == Places{10, 45.5, 55.5});
  CHECK(spread(Places{0, 0, 99}, tall, 0, 100) == Places{5, 15, 95});
  CHECK(spread(Places{50, 52}, Places{10, 30}, 0, 100) == Places{41, 61});
  CHECK(spread(Places{}, {}, 0, 100).empty());
  std::mt19937 random(1);
  for (int run = 0; run < 200; ++run) {
    Places wanted, heights;
    double all = 0;
    for (unsigned i = 0; i < 1 + random() % 9; ++i) {
      wanted.push_back(double(random() % 100));
      heights.push_back(double(5 + random() % 20));
      all += heights.back();
    }
    std::ranges::sort(wanted);
    const double bottom = std::max(100.0, all);
    const Places places = spread(wanted, heights, 0, bottom);
    CHECK(places.front() - heights.front() / 2 >= -1e-9);
    CHECK(places.back() + heights.back() / 2 <= bottom + 1e-9);
    for (std::size_t i = 1; i < places.size(); ++i)
      CHECK(places[i] - places[i - 1] >= (heights[i] + heights[i - 1]) / 2 - 1e-9);
  }
}

TEST_CASE("the greys of areas differ, from dark to light") {
  CHECK(grey_tone(0, 1) == "#989898");
  CHECK(grey_tone(0, 2) == "#484848");
  CHECK(grey_tone(1, 3) == "#949494");
  CHECK(grey_tone(2, 3) == "#e0e0e0");
}

TEST_CASE("a band ends where its curve fades, whether or not a step is there") {
  const auto band = [](const std::vector<Step>& steps) {
    CurvePlot figure;
    figure.frame.name = figure.frame.description = "x";
    figure.x_max = 12;
    figure.curves.push_back({.label = "all", .steps = steps, .end = 12, .fade_from = 5});
    const std::string svg = draw(figure, [] {});
    const std::size_t from = svg.find("class=\"band\"");
    REQUIRE(from != std::string::npos);
    return svg.substr(from, svg.find("/>", from) - from);
  };
  const Step first{0, 1, 1, 1}, second{2, 0.8, 0.7, 0.9}, last{10, 0.5, 0.4, 0.6};
  const std::string with_step = band({first, second, {5, 0.8, 0.7, 0.9}, last});
  CHECK(band({first, second, last}) == with_step);
  CHECK(band({first, second}) == with_step);
}

TEST_CASE("a drawing may be stopped wherever it takes long") {
  struct Stop {};
  CurvePlot figure;
  figure.frame.name = figure.frame.description = "x";
  Curve curve{.label = "all"};
  constexpr int steps = 200'000;
  for (int i = 0; i <= steps; ++i) {
    const double x = double(i) / steps;
    curve.steps.push_back({x, 1 - x, 1 - x, 1 - x});
    curve.marks.push_back({x, 1 - x});
  }
  curve.end = 1;
  figure.curves.push_back(curve);
  const auto polls = [&] {
    int polled = 0;
    draw(figure, [&] { ++polled; });
    return polled;
  };
  const int without_note = polls();
  figure.curves[0].marks.clear();
  const int without_marks = polls();
  CHECK(without_marks < without_note);
  // every corner is hidden: the search goes through all steps for each
  figure.notes = {std::string(200, 'x')};
  figure.curves[0].marks = curve.marks;
  figure.frame.width = 4000;
  const int all = polls();
  CHECK(all >= without_note + steps / 65536);
  for (int at = 1; at <= all; ++at) {
    CAPTURE(at);
    int polled = 0;
    CHECK_THROWS_AS(draw(figure,
                         [&] {
                           if (++polled == at) throw Stop{};
                         }),
                    Stop);
  }
}
