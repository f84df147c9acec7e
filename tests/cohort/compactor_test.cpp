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

const Poll no_poll = [] {};

struct Row {
  double time;
  std::uint8_t status = 0;
  std::uint32_t group = 0;
  double entry = 0, weight = 1;
};

using Counts = std::map<std::tuple<double, int, std::uint32_t, double>, double>;

void count(Counts& counts, const Row& r, double weight) {  // most rows here come in order
  counts.try_emplace(counts.end(), Counts::key_type{r.time, int(r.status), r.group, r.entry}, 0)->second += weight;
}

Counts counts_of(const Patients& p) {
  Counts counts;
  for (std::size_t i = 0; i < p.size(); ++i)
    count(counts, {p.time[i], p.status[i], p.group_of(i), p.entry.empty() ? 0 : p.entry[i]}, p.weight_of(i));
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
    Compactor compactor(patients, c.groups, c.entries, no_poll);
    for (int i = 0; i < c.rows; ++i) {
      const Row r = c.row(random, i);
      count(expected, r, r.weight);
      compactor.add(r.time, r.status, r.group, r.entry, r.weight);
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
  Compactor compactor(patients, false, false, no_poll);
  for (int i = 0; i < 5'000'000; ++i) compactor.add(i % 1000, 1, 0, 0, 1);
  CHECK(patients.size() == 1000);
}

TEST_CASE("memory is bounded when exact times come first and days after") {
  Patients patients{{}, {}, {}};
  Compactor compactor(patients, false, false, no_poll);
  for (int i = 0; i < 100'000; ++i) compactor.add(i + 0.5, 1, 0, 0, 1);
  std::size_t most = 0;
  for (int i = 0; i < 1'500'000; ++i) {
    compactor.add(i % 1000, 1, 0, 0, 1);
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
  Compactor compactor(patients, false, false, no_poll);
  for (int i = 0; i < 200'000; ++i) compactor.add(i, 1, 0, 0, 1);
  CHECK(patients.weight.empty());
}
