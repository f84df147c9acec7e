// What must hold for any patients: laws that all estimators obey, on random cohorts of fixed seeds.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>

#include "survival/competing_risks/aalen_johansen.hpp"
#include "survival/competing_risks/gray.hpp"
#include "survival/curves/kaplan_meier.hpp"
#include "survival/curves/quantile.hpp"
#include "survival/curves/restricted_mean.hpp"
#include "survival/interval.hpp"
#include "survival/regression/concordance.hpp"
#include "survival/regression/cox.hpp"
#include "survival/tests/log_rank.hpp"

namespace {

using namespace survival;

const Poll no_poll = [] {};
constexpr int rounds = 300;
constexpr double last_bits = 1e-12;

constexpr IncidenceVariance variances[] = {IncidenceVariance::gray, IncidenceVariance::aalen, IncidenceVariance::delta};
constexpr EventWeight weights[] = {{EventWeight::log_rank},
                                   {EventWeight::gehan},
                                   {EventWeight::tarone_ware},
                                   {EventWeight::peto},
                                   {EventWeight::fleming_harrington, 1, 0},
                                   {EventWeight::fleming_harrington, 0.5, 2}};

/// Group g of block b is number b * groups + g.
struct Cohort {
  Patients patients;
  std::size_t groups = 3, blocks = 2, causes = 2;

  std::size_t tables() const { return groups * blocks; }
};

struct Kind {
  bool ties = true;
  bool entries = true;
  bool weights = true;
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int below(int n) { return int(engine_() % unsigned(n)); }
  template <class T>
  void shuffle(std::vector<T>& values) {  // std::shuffle differs from library to library
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[std::size_t(below(int(i)))]);
  }

  Cohort cohort(Kind kind = {}) {
    Cohort c{{{}, {}, {}}, std::size_t(2 + below(3)), std::size_t(1 + below(3)), std::size_t(1 + below(3))};
    for (int rows = 1 + below(60); rows > 0; --rows) {
      const double time = kind.ties ? 1 + below(12) : 1 + below(1'000'000'000) / 1024.;
      c.patients.time.push_back(time);
      c.patients.status.push_back(std::uint8_t(below(int(c.causes) + 1)));
      c.patients.group.push_back(std::uint32_t(below(int(c.tables()))));
      if (kind.entries) c.patients.entry.push_back(below(3) ? 0 : time * below(8) / 8.);
      if (kind.weights) c.patients.weight.push_back(1 + below(3));
    }
    return c;
  }

 private:
  std::mt19937 engine_;
};

Patients pick(const Patients& from, const std::vector<std::size_t>& rows) {
  Patients to{{}, {}, {}};
  for (const std::size_t row : rows) {
    to.time.push_back(from.time[row]);
    to.status.push_back(from.status[row]);
    to.group.push_back(from.group_of(row));
    if (!from.entry.empty()) to.entry.push_back(from.entry[row]);
    if (!from.weight.empty()) to.weight.push_back(from.weight[row]);
  }
  return to;
}

std::vector<std::size_t> numbers_below(std::size_t n) {
  std::vector<std::size_t> numbers(n);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  return numbers;
}

/// As the SQL functions do it.
Groups tables_of(Patients patients, std::size_t groups, std::size_t causes) {
  sort_by_time(patients, no_poll);
  merge_near_ties(patients, no_poll);
  return risk_tables(patients, groups, no_poll, causes);
}

template <class Estimator>
std::vector<CurvePoint> curve(const RiskTable& table, const Estimator& estimator,
                              const std::optional<Request>& request = {}) {
  std::vector<CurvePoint> points;
  trace(table, estimator, request, no_poll, [&](const CurvePoint& p) { points.push_back(p); });
  return points;
}

struct Number {
  std::string what;
  double value;
  bool is_time = false;
};

/// Every number that the estimators make of a cohort.
struct Everything {
  std::vector<Number> numbers;
  double unit;             ///< of time
  bool censorings = true;  ///< with the rows and counts that say who is censored when

  explicit Everything(const Cohort& cohort, double unit_of_time = 1, bool with_censorings = true)
      : unit(unit_of_time), censorings(with_censorings) {
    const Groups tables = tables_of(cohort.patients, cohort.tables(), cohort.causes);
    for (std::size_t g = 0; g < tables.size(); ++g) add_group("group " + std::to_string(g) + " ", tables[g]);
    const auto blocks = blocks_of(tables, cohort.groups);
    for (const EventWeight& weight : weights) {
      const std::string name = "log-rank of weight " + std::to_string(weight.kind) + " ";
      const LogRank result = log_rank(blocks, weight, std::nullopt, no_poll);
      add(name, result.test);
      for (std::size_t g = 0; g < cohort.groups; ++g) {
        if (censorings) add(name + "n", result.n[g]);
        add(name + "observed", result.observed[g]);
        add(name + "expected", result.expected[g]);
      }
      std::vector<double> scores(cohort.groups);
      std::iota(scores.begin(), scores.end(), 1.0);
      add(name + "trend ", log_rank(blocks, weight, scores, no_poll).test);
    }
    std::vector<std::size_t> causes(cohort.causes);
    std::iota(causes.begin(), causes.end(), std::size_t{1});
    for (const double rho : {0., 1.})
      for (const ChiSquare& test : gray(blocks, causes, rho, no_poll)) add("Gray's ", test);
  }

 private:
  void add(std::string what, double value, bool is_time = false) {
    numbers.push_back({std::move(what), value, is_time});
  }

  void add(const std::string& what, const ChiSquare& test) {
    add(what + "statistic", test.statistic);
    add(what + "df", test.df);
    add(what + "P", test.p_value);
  }

  template <class Estimator>
  void add_curve(const std::string& what, const RiskTable& table, const Estimator& estimator) {
    const auto add_points = [&](const std::string& name, const std::vector<CurvePoint>& points) {
      for (const CurvePoint& p : points) {
        if (!censorings && name == what && p.n_event == 0) continue;
        add(name + " time", p.time, true);
        add(name + " n_risk", p.n_risk);
        add(name + " n_event", p.n_event);
        if (censorings) add(name + " n_censor", p.n_censor);
        add(name + " estimate", p.estimate);
        add(name + " variance", p.std_err * p.std_err);  // a rounded 0 is 1e-17, and 3e-9 as a standard error
      }
    };
    add_points(what, curve(table, estimator));
    std::vector<double> times = {0, 1, 3.5, 7, 12, 1000};
    for (double& time : times) time *= unit;
    add_points(what + " at", curve(table, estimator, Request{times}));
  }

  void add_group(const std::string& group, const RiskTable& table) {
    add_curve(group + "survival", table, KaplanMeier());
    if (censorings) add_curve(group + "reverse", table, KaplanMeier(Direction::reverse));
    add_curve(group + "hazard", table, NelsonAalen());
    for (std::size_t cause = 1; cause <= table.causes; ++cause)
      for (const auto variance : variances)
        add_curve(group + "incidence of " + std::to_string(cause), table, CumulativeIncidence(cause, variance));
    for (const double prob : {0.1, 0.25, 0.5, 0.75, 0.9}) {
      Crossing estimate(prob), low(prob), high(prob);
      for (const CurvePoint& p : curve(table, KaplanMeier())) {
        const Limits limits = confidence_limits(p.estimate, p.std_err, 1.96, ConfType::log_log);
        estimate.step(p.time, p.estimate);
        low.step(p.time, limits.low);
        high.step(p.time, limits.high);
      }
      for (const Crossing& crossing : {estimate, low, high}) add(group + "quantile", crossing.time(), true);
    }
    for (const double tau : {2.5, 6., 11.}) {
      const auto [mean, std_err] = restricted_mean(table, tau * unit, 0, no_poll);
      if (!censorings && !table.rows.empty() && tau * unit > table.rows.back().time) continue;
      add(group + "restricted mean", mean, true);
      add(group + "its error", std_err, true);
    }
  }
};

bool close(double a, double b, double tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b || std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

/// The first number in which the two differ, "" when there is none.
std::string difference(const Everything& a, const Everything& b, double tolerance) {
  if (a.numbers.size() != b.numbers.size()) return "there are more numbers in one";
  for (std::size_t i = 0; i < a.numbers.size(); ++i) {
    const Number &x = a.numbers[i], &y = b.numbers[i];
    const double expected = y.is_time ? y.value / b.unit * a.unit : y.value;
    if (x.what != y.what || !close(x.value, expected, tolerance))
      return x.what + " " + std::to_string(x.value) + ", " + y.what + " " + std::to_string(y.value);
  }
  return "";
}

/// All but the last bits of the groups' tests, whatever the groups' order.
std::string difference(const ChiSquare& a, const ChiSquare& b) {
  const bool same = close(a.statistic, b.statistic, 1e-9) && close(a.df, b.df, 0) && close(a.p_value, b.p_value, 1e-9);
  return same ? "" : std::to_string(a.statistic) + ", " + std::to_string(b.statistic);
}

}  // namespace

TEST_CASE("the order of the rows does not matter") {
  Random random(1);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort({.ties = round % 4 != 0});
    Cohort shuffled = cohort;
    auto order = numbers_below(cohort.patients.size());
    random.shuffle(order);
    shuffled.patients = pick(cohort.patients, order);
    CHECK(difference(Everything(cohort), Everything(shuffled), 0) == "");  // counts are whole, so to the last bit
    for (double& weight : shuffled.patients.weight) weight /= 7;
    Cohort back = shuffled;
    random.shuffle(order);
    back.patients = pick(shuffled.patients, order);
    CHECK(difference(Everything(shuffled), Everything(back), 1e-9) == "");
  }
}

TEST_CASE("a weight is so many rows written out") {
  Random random(2);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort counted = random.cohort();
    Cohort written = counted, collapsed = counted;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < counted.patients.size(); ++i)
      rows.insert(rows.end(), std::size_t(counted.patients.weight[i]), i);
    written.patients = pick(counted.patients, rows);
    written.patients.weight = {};
    collapse(collapsed.patients, no_poll);
    CHECK(difference(Everything(counted), Everything(written), 0) == "");
    CHECK(difference(Everything(counted), Everything(collapsed), 0) == "");

    for (Cohort* cohort : {&written, &collapsed}) sort_by_time(cohort->patients, no_poll);
    CHECK(close(concordance(collapsed.patients, counted.tables(), no_poll),
                concordance(written.patients, counted.tables(), no_poll), 0));
  }
}

TEST_CASE("in half the unit of time, times are twice as large and all else stays") {
  Random random(3);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort({.ties = round % 2 == 0, .weights = false});
    Cohort doubled = cohort;
    for (double& time : doubled.patients.time) time *= 2;
    for (double& entry : doubled.patients.entry) entry *= 2;
    CHECK(difference(Everything(cohort), Everything(doubled, 2), 0) == "");
  }
}

TEST_CASE("everyone followed from 0 is everyone followed from the start") {
  Random random(4);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort({.entries = false});
    Cohort from_0 = cohort, from_before = cohort;
    from_0.patients.entry.assign(cohort.patients.size(), 0);
    from_before.patients.entry.assign(cohort.patients.size(), -3);
    CHECK(difference(Everything(cohort), Everything(from_0), 0) == "");
    CHECK(difference(Everything(cohort), Everything(from_before), 0) == "");
  }
}

TEST_CASE("a patient cut in two, censored and entering anew at the same time, is still one") {
  Random random(5);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort({.ties = round % 2 == 0});
    Cohort cut = cohort;
    Patients& p = cut.patients;
    for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
      const double from = std::max(p.entry[i], 0.0), to = p.time[i];
      const double at = from + (to - from) * (1 + random.below(7)) / 8;  // whole or not, tied with others or not
      if (random.below(2) == 0) continue;
      p.time[i] = at;
      p.status[i] = 0;
      p.time.push_back(to);
      p.status.push_back(cohort.patients.status[i]);
      p.group.push_back(p.group[i]);
      p.entry.push_back(at);
      p.weight.push_back(p.weight[i]);
    }
    CHECK(difference(Everything(cohort, 1, false), Everything(cut, 1, false), last_bits) == "");
  }
}

TEST_CASE("all incidences and the survival without any event add up to 1, at every step") {
  Random random(6);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort({.ties = round % 2 == 0});
    for (const RiskTable& table : tables_of(cohort.patients, cohort.tables(), cohort.causes)) {
      const auto survival = curve(table, KaplanMeier());
      std::vector<double> sum;
      for (const auto& p : survival) sum.push_back(p.estimate);
      for (std::size_t cause = 1; cause <= cohort.causes; ++cause) {
        const auto incidence = curve(table, CumulativeIncidence(cause, IncidenceVariance::gray));
        REQUIRE(incidence.size() == survival.size());
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += incidence[i].estimate;
      }
      for (const double one : sum) CHECK(std::abs(one - 1) <= last_bits);
    }
  }
}

TEST_CASE("without competing events the incidence is 1 - S, and its delta variance Greenwood's") {
  Random random(7);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort({.ties = round % 2 == 0});
    Patients patients = cohort.patients;
    for (auto& status : patients.status) status = status > 0;
    for (const RiskTable& table : tables_of(patients, cohort.tables(), 1)) {
      const auto survival = curve(table, KaplanMeier());
      const auto incidence = curve(table, CumulativeIncidence(1, IncidenceVariance::delta));
      REQUIRE(incidence.size() == survival.size());
      for (std::size_t i = 0; i < survival.size(); ++i) {
        CHECK(close(incidence[i].estimate, 1 - survival[i].estimate, last_bits));
        CHECK(incidence[i].n_event == survival[i].n_event);
        // where S = 0, Greenwood's has no value and this one is 0; a root of a last bit is 1e-8
        const double std_err = survival[i].estimate > 0 ? survival[i].std_err : 0;
        CHECK(close(incidence[i].std_err * incidence[i].std_err, std_err * std_err, last_bits));
      }
    }
  }
}

TEST_CASE("who is at risk next was at risk before and has not left, or has entered since") {
  Random random(8);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort({.ties = round % 2 == 0});
    const Groups tables = tables_of(cohort.patients, cohort.tables(), cohort.causes);
    const Patients& p = cohort.patients;
    for (std::uint32_t g = 0; g < tables.size(); ++g) {
      double n_risk = 0, since = -1, patients = 0;
      for (const RiskRow& row : tables[g].rows) {
        for (std::size_t i = 0; i < p.size(); ++i)
          if (p.group[i] == g && std::max(p.entry[i], -0.5) < row.time && std::max(p.entry[i], -0.5) >= since)
            n_risk += p.weight[i];
        CHECK(row.n_risk == n_risk);
        n_risk -= row.n_event + row.n_censor;
        patients += row.n_event + row.n_censor;
        since = row.time;
      }
      CHECK(n_risk == 0);
      CHECK(tables[g].n() == patients);
    }
    // the same side by side: at the events of any group, those at risk in each
    const Blocks blocks = blocks_of(tables, cohort.groups);
    for (std::size_t b = 0; b < blocks.size(); ++b)
      for (RiskSets sets(blocks[b], no_poll); sets.next();)
        for (std::size_t g = 0; g < sets.size(); ++g) {
          CHECK(sets.n(g) == blocks[b][g]->at_risk(sets.time()));
          double causes = 0;
          for (std::size_t cause = 1; cause <= cohort.causes; ++cause) causes += sets.d(g, cause);
          CHECK(sets.d(g) == causes);
        }
  }
}

TEST_CASE("at requested times the curves are the full curves") {
  Random random(9);
  const auto check = [&](const RiskTable& table, const auto& estimator, bool over) {
    const auto whole = curve(table, estimator);
    std::vector<double> times;
    for (double time = 0; time < 14; time += 0.5) times.push_back(time);
    const auto points = curve(table, estimator, Request{times});
    const auto extended = curve(table, estimator, Request{times, true});
    if (whole.empty()) {
      CHECK(points.empty());
      return;
    }
    REQUIRE(points.size() == times.size());
    double from = -1;
    for (std::size_t i = 0; i < points.size(); ++i) {
      CAPTURE(points[i].time);
      CurvePoint last = whole.front();
      double n_event = 0, n_censor = 0;
      for (const CurvePoint& p : whole) {
        if (p.time > times[i]) break;
        last = p;
        n_event += p.time > from ? p.n_event : 0;
        n_censor += p.time > from ? p.n_censor : 0;
      }
      from = times[i];
      CHECK(points[i].n_event == n_event);
      CHECK(points[i].n_censor == n_censor);
      CHECK(points[i].n_risk == table.at_risk(times[i]));
      CHECK(close(extended[i].estimate, last.estimate, 0));
      CHECK(close(extended[i].std_err, last.std_err, 0));
      if (times[i] <= whole.back().time) {
        CHECK(close(points[i].estimate, last.estimate, 0));
        CHECK(close(points[i].std_err, last.std_err, 0));
      } else {
        CHECK(std::isnan(points[i].estimate) == !over);
      }
    }
  };
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort();
    for (const RiskTable& table : tables_of(cohort.patients, cohort.tables(), cohort.causes)) {
      const auto all_leave = [](const RiskRow& row) { return row.n_event == row.n_risk; };
      const bool ends = std::ranges::any_of(table.rows, all_leave);  // S is 0 from there on, whoever enters later
      check(table, KaplanMeier(), ends);
      check(table, NelsonAalen(), !table.rows.empty() && all_leave(table.rows.back()));  // a hazard can rise again
      for (std::size_t cause = 1; cause <= cohort.causes; ++cause)
        for (const auto variance : variances) check(table, CumulativeIncidence(cause, variance), ends);
    }
  }
}

TEST_CASE("the observed events are the events, and as many are expected") {
  Random random(10);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort();
    const Groups tables = tables_of(cohort.patients, cohort.tables(), cohort.causes);
    for (const EventWeight& weight : weights) {
      const LogRank result = log_rank(blocks_of(tables, cohort.groups), weight, std::nullopt, no_poll);
      const double observed = std::accumulate(result.observed.begin(), result.observed.end(), 0.0);
      CHECK(close(std::accumulate(result.expected.begin(), result.expected.end(), 0.0), observed, last_bits));
      if (weight.kind != EventWeight::log_rank) continue;
      for (std::size_t g = 0; g < cohort.groups; ++g) {
        double events = 0, patients = 0;
        for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
          if (cohort.patients.group[i] % cohort.groups != g) continue;
          patients += cohort.patients.weight[i];
          events += cohort.patients.status[i] ? cohort.patients.weight[i] : 0;
        }
        CHECK(result.observed[g] == events);
        CHECK(result.n[g] == patients);
      }
    }
  }
}

TEST_CASE("blocks add up: scores, and for two groups the one variance") {
  Random random(11);
  int tested = 0;
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    Cohort cohort = random.cohort();
    for (auto& group : cohort.patients.group) group %= 4;
    const Groups tables = tables_of(cohort.patients, 4, cohort.causes);
    const auto two = blocks_of(tables, 2);
    for (const EventWeight& weight : weights) {
      const LogRank both = log_rank(two, weight, std::nullopt, no_poll);
      const LogRank one = log_rank(blocks_of(Block(tables).first(2), 2), weight, std::nullopt, no_poll);
      const LogRank other = log_rank(blocks_of(Block(tables).subspan(2, 2), 2), weight, std::nullopt, no_poll);
      for (std::size_t g = 0; g < 2; ++g) {
        CHECK(both.n[g] == one.n[g] + other.n[g]);
        CHECK(close(both.observed[g], one.observed[g] + other.observed[g], last_bits));
        CHECK(close(both.expected[g], one.expected[g] + other.expected[g], last_bits));
      }
      const auto telling = [](const LogRank& result) { return result.test.statistic > 1e-3; };
      if (!telling(one) || !telling(other) || !telling(both)) continue;
      const auto variance = [](const LogRank& result) {
        return std::pow(result.observed[0] - result.expected[0], 2) / result.test.statistic;
      };
      ++tested;
      CHECK(variance(both) == doctest::Approx(variance(one) + variance(other)).epsilon(1e-9));
    }
  }
  CHECK(tested > rounds);
}

TEST_CASE("a block without patients changes nothing; the same block twice doubles the statistic") {
  Random random(12);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort();
    const Groups tables = tables_of(cohort.patients, cohort.tables(), cohort.causes);
    const RiskTable nobody;
    const auto blocks = blocks_of(tables, cohort.groups);
    Blocks more(cohort.groups), twice = blocks;
    for (std::size_t g = 0; g < cohort.groups; ++g) more.add(nobody);
    for (const RiskTable& table : tables) more.add(table), twice.add(table);
    const std::size_t cause = 1;
    for (const EventWeight& weight : weights) {
      const ChiSquare test = log_rank(blocks, weight, std::nullopt, no_poll).test;
      CHECK(difference(log_rank(more, weight, std::nullopt, no_poll).test, test) == "");
      CHECK(close(log_rank(twice, weight, std::nullopt, no_poll).test.statistic, 2 * test.statistic, 1e-9));
    }
    const ChiSquare test = gray(blocks, {&cause, 1}, 1, no_poll).front();
    CHECK(difference(gray(more, {&cause, 1}, 1, no_poll).front(), test) == "");
    CHECK(close(gray(twice, {&cause, 1}, 1, no_poll).front().statistic, 2 * test.statistic, 1e-9));
  }
}

TEST_CASE("the order of the groups does not matter, nor that of the blocks") {
  Random random(13);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort();
    Cohort other = cohort;
    auto order = numbers_below(cohort.groups);
    random.shuffle(order);
    for (auto& code : other.patients.group) {
      const std::size_t group = order[code % cohort.groups], block = cohort.blocks - 1 - code / cohort.groups;
      code = std::uint32_t(block * cohort.groups + group);
    }
    const auto tables = tables_of(cohort.patients, cohort.tables(), cohort.causes);
    const auto other_tables = tables_of(other.patients, cohort.tables(), cohort.causes);
    const auto blocks = blocks_of(tables, cohort.groups), other_blocks = blocks_of(other_tables, cohort.groups);
    for (const EventWeight& weight : weights)
      CHECK(difference(log_rank(blocks, weight, std::nullopt, no_poll).test,
                       log_rank(other_blocks, weight, std::nullopt, no_poll).test) == "");
    for (std::size_t cause = 1; cause <= cohort.causes; ++cause)
      CHECK(difference(gray(blocks, {&cause, 1}, 1, no_poll).front(),
                       gray(other_blocks, {&cause, 1}, 1, no_poll).front()) == "");
  }
}

TEST_CASE("groups of the same patients do not differ") {
  Random random(14);
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort({.ties = round % 2 == 0});
    const Groups tables = tables_of(cohort.patients, cohort.tables(), cohort.causes);
    Blocks alike(3);
    for (int i = 0; i < 3; ++i) alike.add(tables[0]);
    for (const EventWeight& weight : weights)
      if (const double statistic = log_rank(alike, weight, std::nullopt, no_poll).test.statistic;
          !std::isnan(statistic))
        CHECK(statistic < last_bits);
    for (std::size_t cause = 1; cause <= cohort.causes; ++cause)
      if (const double statistic = gray(alike, {&cause, 1}, 0, no_poll).front().statistic; !std::isnan(statistic))
        CHECK(statistic < last_bits);
  }
}

TEST_CASE("the log-rank test is the score test of the Cox model with exact ties") {
  Random random(15);
  int tested = 0;
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Cohort cohort = random.cohort({.ties = round % 4 != 0});
    const auto group_of = [&](std::size_t i) { return cohort.patients.group[i] % cohort.groups; };
    Regression model{cohort.patients, std::vector(cohort.groups - 1, LargeVector<double>(cohort.patients.size()))};
    Regression trend{cohort.patients, {LargeVector<double>(cohort.patients.size())}};
    for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
      if (group_of(i) > 0) model.columns[group_of(i) - 1][i] = 1;
      trend.columns[0][i] = double(group_of(i));
      for (Regression* rows : {&model, &trend}) {
        rows->patients.group[i] /= std::uint32_t(cohort.groups);  // the blocks are the strata
        rows->patients.status[i] = rows->patients.status[i] > 0;
      }
    }
    const Groups tables = tables_of(cohort.patients, cohort.tables(), cohort.causes);
    const auto blocks = blocks_of(tables, cohort.groups);
    const auto score_test = [](const Regression& rows) {
      return Cox(rows, {.ties = Ties::exact}, no_poll).fit().score;
    };
    std::vector<double> scores(cohort.groups);
    std::iota(scores.begin(), scores.end(), 0.0);
    const ChiSquare tests[] = {log_rank(blocks, {}, std::nullopt, no_poll).test,
                               log_rank(blocks, {}, scores, no_poll).test};
    const Regression* models[] = {&model, &trend};
    for (int i : {0, 1}) {
      if (std::isnan(tests[i].statistic)) continue;  // nothing to compare
      ++tested;
      CHECK(difference(score_test(*models[i]), tests[i]) == "");
    }
  }
  CHECK(tested > rounds);
}
