#include "survival/patients.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string_view>

#include "survival/input_error.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};

Patients reordered(Patients p, const std::vector<std::size_t>& order) {
  for_each_column(p, [&](auto& values, const auto&) {
    if (values.empty()) return;
    const auto before = values;
    for (std::size_t i = 0; i < order.size(); ++i) values[i] = before[order[i]];
  });
  return p;
}

int below(std::mt19937& random, int n) { return int(random() % unsigned(n)); }

std::vector<std::size_t> first_numbers(std::size_t n) {
  std::vector<std::size_t> numbers(n);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  return numbers;
}

bool same(const Patients& a, const Patients& b) {
  bool same = true;
  for_each_column([&](const auto& column) { same &= a.*column.values == b.*column.values; });
  return same;
}

Patients sorted(Patients p) {
  sort_by_time(p, no_poll);
  return p;
}

Patients merged(Patients p) {
  sort_by_time(p, no_poll);
  merge_near_ties(p, no_poll);
  return p;
}

Patients collapsed(Patients p) {
  collapse(p, no_poll);
  return p;
}

}  // namespace

TEST_CASE("sort_by_time sorts as std::stable_sort does") {
  using Random = std::mt19937_64;
  struct Case {
    std::string_view name;
    double (*time)(Random&, std::size_t row);
  };
  const Case cases[] = {
      {"all equal", [](Random&, std::size_t) { return 5.0; }},
      {"huge equal runs", [](Random& r, std::size_t) { return double(r() % 3); }},
      {"whole days", [](Random& r, std::size_t) { return double(r() % 4000); }},
      {"rounded months", [](Random& r, std::size_t) { return double(r() % 4000) / 30.4375; }},
      {"reals", [](Random& r, std::size_t) { return double(r()) * 0x1p-64; }},
      {"every exponent", [](Random& r, std::size_t) { return std::bit_cast<double>(r() % 0x7FF0000000000000U); }},
      {"denormals", [](Random& r, std::size_t) { return std::bit_cast<double>(r() % 0x10000000000000U); }},
      {"the last bits of 1, and 1e300",
       [](Random& r, std::size_t) { return r() % 8 ? std::bit_cast<double>(0x3FF0000000000000U + r() % 999) : 1e300; }},
      {"zeros of both signs", [](Random& r, std::size_t) { return r() % 2   ? -0.0
                                                                  : r() % 2 ? 0.0
                                                                            : 1.0; }},
      {"ascending", [](Random&, std::size_t row) { return double(row); }},
      {"descending", [](Random&, std::size_t row) { return 1e6 - double(row); }},
      {"ascending but for the last", [](Random&, std::size_t row) { return double(row % 999); }},
  };
  for (const auto& c : cases)
    for (const std::size_t n : {0U, 1U, 2U, 63U, 64U, 65U, 1000U, 70000U}) {
      CAPTURE(c.name);
      CAPTURE(n);
      Random random(n);
      Patients p{{}, {}, {}};
      for (std::size_t i = 0; i < n; ++i) {
        p.time.push_back(c.time(random, i));
        p.status.push_back(std::uint8_t(random()));
        p.group.push_back(std::uint32_t(i));  // tells the rows apart
      }
      auto order = first_numbers(n);
      std::ranges::stable_sort(order, {}, [&](std::size_t row) { return p.time[row]; });
      CHECK(same(sorted(p), reordered(p, order)));

      Patients more = p;
      for (auto& group : more.group) group |= 1U << 31;
      CHECK(same(sorted(more), reordered(more, order)));
      more.group.clear();
      CHECK(same(sorted(more), reordered(more, order)));
      for (std::size_t i = 0; i < n; ++i) more.weight.push_back(double(i) + 0.5);
      CHECK(same(sorted(more), reordered(more, order)));
      more.entry = more.weight;
      CHECK(same(sorted(more), reordered(more, order)));
    }
}

TEST_CASE("columns that differ in length are refused") {
  Patients short_of_status{{1, 2}, {1}, {}}, short_of_weight{{2, 1}, {1, 1}, {}, {}, {1}};
  CHECK_THROWS_WITH_AS(sort_by_time(short_of_status, no_poll), "the columns differ in length", InputError);
  CHECK_THROWS_WITH_AS(sort_by_time(short_of_weight, no_poll), "the columns differ in length", InputError);
}

TEST_CASE("merge_near_ties: as R's aeqSurv") {
  struct Case {
    std::string_view name;
    LargeVector<double> time, entry, merged_time, merged_entry = {};  // survival 3.5.3
  };
  const Case cases[] = {
      {"nothing", {}, {}, {}},
      {"one", {3}, {}, {3}},
      {"exact ties", {3, 3, 4}, {}, {3, 3, 4}},
      {"a chain takes its first time, though its ends are apart", {1, 1 + 1e-8, 1 + 2e-8, 2}, {}, {1, 1, 1, 2}},
      {"below 1 the tolerance is absolute", {1e-9, 2e-9, 0.5}, {}, {1e-9, 1e-9, 0.5}},
      {"above, relative to the mean", {1000, 1000.00001, 1000.00003, 1000.1}, {}, {1000, 1000, 1000.00003, 1000.1}},
      {"of the distinct times, not of the time at hand", {1, 100, 100.000001, 1e4}, {}, {1, 100, 100, 1e4}},
      {"an entry just after a time meets it", {5, 8, 9}, {0, 5 + 1e-8, 1}, {5, 8, 9}, {0, 5, 1}},
      // aeqSurv has the entry's value here: the ties are the same, but what is reported is nobody's time
      {"an entry just before a time takes its value", {5 + 1e-8, 8, 9}, {0, 5, 1}, {5 + 1e-8, 8, 9}, {0, 5 + 1e-8, 1}},
      {"of several times with an entry before them, the first",
       {5 + 1e-8, 5 + 2e-8, 9},
       {0, 0, 5},
       {5 + 1e-8, 5 + 1e-8, 9},
       {0, 0, 5 + 1e-8}},
      {"entries with no time near take their first", {8, 9, 9}, {5, 5 + 1e-8, 1}, {8, 9, 9}, {5, 5, 1}},
      {"near the largest number there is, whose sum is none",
       {1e308, 1e308 * (1 + 1e-12), 1.5e308, 1.7e308},
       {},
       {1e308, 1e308, 1.5e308, 1.7e308}},
      {"entries there, as far before 0",
       {1e308, 1e308 * (1 + 1e-12), 1.5e308},
       {-1.7e308, 0, 5},
       {1e308, 1e308, 1.5e308},
       {-1.7e308, 0, 0}},  // 0 and 5 are one beside times so large
      {"entries before 0", {1, 2}, {-3 - 1e-8, -3}, {1, 2}, {-3 - 1e-8, -3 - 1e-8}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const LargeVector<std::uint8_t> status(c.time.size());
    const Patients result = merged({c.time, status, {}, c.entry});
    CHECK(result.time == c.merged_time);
    CHECK(result.entry == c.merged_entry);
  }
}

TEST_CASE("merge_near_ties: an entry and a time that become one are told as they were") {
  Patients p{{4, 5 + 1e-9, 9}, {1, 1, 1}, {}, {0, 5, 1}};
  CHECK_THROWS_WITH_AS(merge_near_ties(p, no_poll),
                       "is the same as time but for rounding, e.g. entry 5 at time 5.000000001; correct the rows, or "
                       "leave them out with a query as source",
                       EntryAtTime);
}

TEST_CASE("merge_near_ties: the rule, worked out value by value") {
  std::mt19937 random(1);
  int met = 0;
  for (int round = 0; round < 300; ++round) {
    Patients p{{}, {}, {}};
    const double unit = std::pow(10, below(random, 7) - 3);
    for (int rows = 1 + below(random, 20); rows > 0; --rows) {
      const int time = 1 + below(random, 4), entries = round % 4 == 0 ? 3 : std::min(3, time + 1);
      p.time.push_back(unit * (time + 1e-8 * below(random, 4)));
      p.status.push_back(1);
      p.entry.push_back(unit * (below(random, entries) - 1 + 1e-8 * below(random, 4)));
      if (p.entry.back() >= p.time.back()) p.entry.back() = 0;
    }
    sort_by_time(p, no_poll);
    LargeVector<double> distinct = p.time;
    distinct.insert(distinct.end(), p.entry.begin(), p.entry.end());
    std::ranges::sort(distinct);
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    double mean = 0;
    for (const double value : distinct) mean += std::abs(value) / double(distinct.size());
    const double tolerance = 1.4901161193847656e-08 * std::max(1.0, mean);
    const LargeVector<double> times = p.time;
    const auto expected = [&](double value) {
      auto at = std::ranges::find(distinct, value);
      while (at != distinct.begin() && *at - *(at - 1) <= tolerance) --at;
      const double first = *at;
      for (;; ++at) {
        if (std::ranges::find(times, *at) != times.end()) return *at;
        if (at + 1 == distinct.end() || *(at + 1) - *at > tolerance) return first;  // no time among them
      }
    };
    bool one = false;
    for (std::size_t i = 0; i < p.size(); ++i) one |= expected(p.entry[i]) >= expected(p.time[i]);
    Patients result = p;
    CAPTURE(round);
    if (one) {
      CHECK_THROWS_AS(merge_near_ties(result, no_poll), EntryAtTime);
      ++met;
      continue;
    }
    CHECK(merge_near_ties(result, no_poll) == doctest::Approx(tolerance).epsilon(1e-12));
    for (std::size_t i = 0; i < p.size(); ++i) {
      CHECK(result.time[i] == expected(p.time[i]));
      CHECK(result.entry[i] == expected(p.entry[i]));
    }
    CHECK(std::ranges::is_sorted(result.time));
  }
  CHECK(met > 10);
  CHECK(met < 100);
}

TEST_CASE("collapse: rows alike in time, group, status and entry become one, their weights summed") {
  const Patients patients{{5, 3, 5, 5, 5, 3}, {1, 0, 1, 0, 1, 0}, {1, 0, 1, 1, 0, 0}, {0, 1, 0, 0, 0, 2}};
  const Patients expected{{3, 3, 5, 5, 5}, {0, 0, 1, 0, 1}, {0, 0, 0, 1, 1}, {1, 2, 0, 0, 0}, {1, 1, 1, 1, 2}};
  CHECK(same(collapsed(patients), expected));
  CHECK(same(collapsed(expected), expected));
  Patients weighted = patients;
  weighted.weight = {0.5, 1, 2, 3, 4, 5};
  CHECK(collapsed(weighted).weight == LargeVector<double>{1, 5, 4, 3, 2.5});
  CHECK(collapsed({{}, {}, {}}).size() == 0);
}

TEST_CASE("collapse: the order of the rows makes no difference") {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    Patients p{{}, {}, {}};
    for (std::size_t i = 0; i < 200; ++i) {
      p.time.push_back(1 + below(random, 9));
      p.status.push_back(std::uint8_t(below(random, 3)));
      p.group.push_back(std::uint32_t(below(random, 3)));
      p.entry.push_back(below(random, 2) / 2.);
      p.weight.push_back(1 + below(random, 3));
    }
    auto order = first_numbers(p.size());
    std::ranges::shuffle(order, random);
    const Patients result = collapsed(p);
    CHECK(same(collapsed(reordered(p, order)), result));
    CHECK(std::accumulate(result.weight.begin(), result.weight.end(), 0.0) ==
          std::accumulate(p.weight.begin(), p.weight.end(), 0.0));
  }
}

TEST_CASE("long work stops when the poll throws") {
  std::mt19937 random(1);
  Patients p{{}, {}, {}};
  for (std::size_t i = 0; i < 300000; ++i) {
    p.time.push_back(double(random()));
    p.status.push_back(1);
  }
  struct Stop : std::exception {};
  int left = 0;
  const Poll third = [&] {
    if (--left == 0) throw Stop();
  };
  const auto stopped = [&](auto work) {
    left = 3;
    CHECK_THROWS_AS(work(), Stop);
  };
  stopped([&] { sort_by_time(p, third); });
  stopped([&] { collapse(p, third); });
  const Patients in_order = sorted(p);
  Patients copy = in_order;
  stopped([&] { merge_near_ties(copy, third); });
  copy = in_order;
  stopped([&] { collapse(copy, third); });
}

namespace {

/// Rows that differ in every column there is.
Patients full(std::size_t n, std::mt19937& random, int times) {
  Patients p{{}, {}, {}};
  for (std::size_t i = 0; i < n; ++i)
    append(p,
           {.time = double(below(random, times)),
            .status = std::uint8_t(random()),
            .group = std::uint32_t(random()),
            .entry = -1 - double(below(random, 3)),
            .weight = 1 + double(below(random, 9)),
            .weight2 = 1 + double(below(random, 9)),
            .from = std::uint8_t(random()),
            .id = std::uint32_t(random()),
            .row = std::uint32_t(i)},
           {true, true, true, true, true, true, true}, no_poll);
  return p;
}

}  // namespace

TEST_CASE("the list holds every column: sorting, picking and reading a row miss none") {
  std::mt19937 random(1);
  const Patients p = full(2000, random, 50);
  std::size_t listed = 0;
  for_each_column(p, [&](const auto& values, const auto&) {
    ++listed;
    CHECK(values.size() == p.size());
  });
  CHECK(sizeof(Patients) == listed * sizeof(LargeVector<double>));
  auto order = first_numbers(p.size());
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p.time[i]; });
  const Patients by_time = sorted(p);
  CHECK(same(by_time, reordered(p, order)));
  CHECK(same(by_time, picked(p, order, no_poll)));
  CHECK(same(by_time, picked(p, by_time.row, no_poll)));  // each row knows which it was
  Patients copy{{}, {}, {}};
  for (std::size_t i = 0; i < p.size(); ++i)
    append(copy, patient(p, i), {true, true, true, true, true, true, true}, no_poll);
  CHECK(same(copy, p));
  CHECK(same(picked(p, std::vector{7U, 7U, 3U}, no_poll), picked(p, std::vector{7U, 7U, 3U}, no_poll)));
  CHECK(picked(p, std::vector{7U, 3U}, no_poll).id == LargeVector<std::uint32_t>{p.id[7], p.id[3]});
}

TEST_CASE("integers ride in the keys of a sort where they fit, and come out the same where they do not") {
  std::mt19937 random(1);
  for (const unsigned bits : {0U, 1U, 8U, 24U, 25U, 31U, 32U})
    for (const bool with_row : {false, true}) {
      CAPTURE(bits);
      Patients p{{}, {}, {}};
      for (std::size_t i = 0; i < 3000; ++i) {
        p.time.push_back(double(random() % 97) - (random() % 2 ? 0 : 0.5));
        p.status.push_back(std::uint8_t(random() % 2));
        p.group.push_back(bits == 0 ? 0 : std::uint32_t(random()) >> (32 - bits));
        if (with_row) p.row.push_back(std::uint32_t(i));
      }
      auto order = first_numbers(p.size());
      std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p.time[i]; });
      CHECK(same(sorted(p), reordered(p, order)));
    }
}

TEST_CASE("a row without a column is as if the column said what it says by default") {
  const Patients p{{3}, {1}, {}};
  const Patient one = patient(p, 0);
  CHECK(one.time == 3);
  CHECK(one.group == 0);
  CHECK(one.weight == 1);
  CHECK(one.weight2 == 1);
}

TEST_CASE("collapse: squares of weights add up, states tell rows apart, names keep all apart") {
  Patients p{{5, 5, 5, 5}, {1, 1, 1, 1}, {}};
  p.weight = {2, 3, 0.5, 1};
  p.weight2 = {4, 9, 0.25, 1};
  p.from = {1, 0, 1, 0};
  const Patients by_state = collapsed(p);
  CHECK(by_state.from == LargeVector<std::uint8_t>{0, 1});
  CHECK(by_state.weight == LargeVector<double>{4, 2.5});
  CHECK(by_state.weight2 == LargeVector<double>{10, 4.25});
  p.id = {1, 1, 0, 0};
  const Patients by_patient = collapsed(p);  // sorted alike, but nobody's rows are one
  CHECK(by_patient.from == LargeVector<std::uint8_t>{0, 0, 1, 1});
  CHECK(by_patient.id == LargeVector<std::uint32_t>{0, 1, 0, 1});
  CHECK(by_patient.weight == LargeVector<double>{1, 3, 0.5, 2});
  p.id.clear();
  p.row = {0, 1, 2, 3};
  CHECK(collapsed(p).row == LargeVector<std::uint32_t>{1, 3, 0, 2});
}
