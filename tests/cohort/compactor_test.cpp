#include "cohort/compactor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string_view>
#include <tuple>

namespace {

using namespace cohort;
using survival::Patients, survival::Poll;
using Row = survival::Patient;

const Poll no_poll = [] {};

using Counts = std::map<std::tuple<double, int, std::uint32_t, double>, double>;

void count(Counts& counts, const Row& r, double weight) {  // most rows here come in order
  counts.try_emplace(counts.end(), Counts::key_type{r.time, int(r.status), r.group, r.entry}, 0)->second += weight;
}

Counts counts_of(const Patients& p) {
  Counts counts;
  for (std::size_t i = 0; i < p.size(); ++i) count(counts, survival::patient(p, i), p.weight_of(i));
  return counts;
}

double below(std::mt19937& random, unsigned n) { return double(random() % n); }

}  // namespace

TEST_CASE("no patient is lost or counted twice, whether rows repeat or not") {
  struct Case {
    std::string_view name;
    int rows;
    bool groups, entries;
    Row (*row)(std::mt19937&, int number);
  };
  const Case cases[] = {
      {"a few rows", 50, false, false, [](std::mt19937& r, int) { return Row{below(r, 9)}; }},
      {"as many as begin the index", 64, false, false, [](std::mt19937&, int n) { return Row{double(n)}; }},
      {"one row, again and again", 100000, false, false,
       [](std::mt19937&, int) {
         return Row{5, 1};
       }},
      {"repeating days", 100000, true, false,
       [](std::mt19937& r, int) {
         return Row{below(r, 4000), std::uint8_t(r() % 2), std::uint32_t(r() % 3)};
       }},
      {"exact times, none twice", 200000, false, false,
       [](std::mt19937& r, int n) {
         return Row{n + below(r, 1000) / 1000, std::uint8_t(r() % 2)};
       }},
      {"repeating days, then exact times", 200000, true, false,
       [](std::mt19937& r, int n) {
         return Row{n < 60000 ? below(r, 100) : double(n), 1, std::uint32_t(r() % 2)};
       }},
      {"with entries", 50000, true, true,
       [](std::mt19937& r, int) {
         return Row{10 + below(r, 50), std::uint8_t(r() % 2), std::uint32_t(r() % 2), below(r, 4) / 2};
       }},
      {"with weights", 50000, false, true,
       [](std::mt19937& r, int) {
         return Row{5 + below(r, 900), 0, 0, below(r, 4), 1 + below(r, 3) / 4};
       }},
      {"a weight after many rows without", 100001, false, false,
       [](std::mt19937&, int n) {
         return Row{double(n), 1, 0, 0, n == 100000 ? 2.5 : 1};
       }},
      {"weights on exact times, then on one day", 1060000, false, false,
       [](std::mt19937&, int n) {
         return Row{n < 100000 ? double(n) : 7, 1, 0, 0, 0.5};
       }},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    std::mt19937 random(1);
    Patients patients{{}, {}, {}};
    Counts expected;
    Compactor compactor(patients, {.group = c.groups, .entry = c.entries}, no_poll);
    for (int i = 0; i < c.rows; ++i) {
      const Row r = c.row(random, i);
      count(expected, r, r.weight);
      compactor.add(r);
    }
    CHECK(patients.status.size() == patients.size());
    CHECK(patients.group.size() == (c.groups ? patients.size() : 0));
    CHECK(patients.entry.size() == (c.entries ? patients.size() : 0));
    CHECK((patients.weight.empty() || patients.weight.size() == patients.size()));
    CHECK(counts_of(patients) == expected);
  }
}

TEST_CASE("memory follows the distinct rows: 5 million patients on 1000 days") {
  Patients patients{{}, {}, {}};
  Compactor compactor(patients, {}, no_poll);
  for (int i = 0; i < 5'000'000; ++i) compactor.add({.time = double(i % 1000), .status = 1});
  CHECK(patients.size() == 1000);
}

TEST_CASE("memory is bounded when exact times come first and days after") {
  Patients patients{{}, {}, {}};
  Compactor compactor(patients, {}, no_poll);
  for (int i = 0; i < 100'000; ++i) compactor.add({.time = i + 0.5, .status = 1});
  std::size_t most = 0;
  for (int i = 0; i < 1'500'000; ++i) {
    compactor.add({.time = double(i % 1000), .status = 1});
    most = std::max(most, patients.size());
  }
  CHECK(most <= std::size_t{1} << 20);
  CHECK(patients.size() < most);
  survival::collapse(patients, no_poll);
  CHECK(patients.size() == 101'000);
  CHECK(std::ranges::count(patients.weight, 1500) == 1000);
}

TEST_CASE("weights of 1 take no memory while no row has come twice") {
  Patients patients{{}, {}, {}};
  Compactor compactor(patients, {}, no_poll);
  for (int i = 0; i < 200'000; ++i) compactor.add({.time = double(i), .status = 1});
  CHECK(patients.weight.empty());
}

TEST_CASE("squares of weights add up beside the weights, and states keep rows apart") {
  Patients patients{{}, {}, {}};
  Compactor compactor(patients, {.weight2 = true, .from = true}, no_poll);
  std::map<std::tuple<double, int>, std::pair<double, double>> expected;
  std::mt19937 random(1);
  for (int i = 0; i < 100'000; ++i) {  // enough for the index, and its loss
    const double weight = 0.5 + below(random, 4), time = i < 40'000 ? below(random, 300) : i;
    const auto from = std::uint8_t(random() % 3);
    compactor.add({.time = time, .status = 1, .weight = weight, .weight2 = weight * weight, .from = from});
    auto& [sum, squares] = expected[{time, from}];
    sum += weight, squares += weight * weight;
  }
  survival::collapse(patients, no_poll);
  REQUIRE(patients.size() == expected.size());
  for (std::size_t i = 0; i < patients.size(); ++i) {
    const auto& [sum, squares] = expected.at({patients.time[i], patients.from[i]});
    CHECK(patients.weight[i] == sum);
    CHECK(patients.weight2[i] == squares);
  }
}

TEST_CASE("rows with a name of their own, or their patient's, are kept as they come") {
  for (const survival::Columns columns : {survival::Columns{.id = true}, survival::Columns{.row = true}}) {
    Patients patients{{}, {}, {}};
    Compactor compactor(patients, columns, no_poll);
    for (std::uint32_t i = 0; i < 1'100'000; ++i) compactor.add({.time = 5, .status = 1, .id = i / 2, .row = i});
    REQUIRE(patients.size() == 1'100'000);
    CHECK(patients.weight.empty());
    const auto& names = columns.id ? patients.id : patients.row;
    CHECK(names.size() == patients.size());
    CHECK(names[7] == (columns.id ? 3 : 7));
  }
}
