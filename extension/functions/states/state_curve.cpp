// state_curve: the probability of being in each of several states, in each group of patients.
#include <algorithm>
#include <memory>

#include "functions/curve.hpp"
#include "functions/functions.hpp"
#include "functions/states/model.hpp"
#include "survival/normal.hpp"

namespace {

using functions::CurveRow;
using namespace functions::states;

struct Args : StateArgs,
              StartOptions,
              VarianceOption,
              UnionsOption,
              functions::ConfLevelOption,
              functions::ConfTypeOption,
              functions::TimesOptions {};

struct Point {
  double n_risk, n_event, n_censor, estimate, std_error;
};

/// The points of one group: all sums of states at a time, then those at the next.
struct Group {
  std::uint32_t stratum;
  std::vector<double> times;
  std::vector<Point> points;
};

struct Curves {
  Sums sums;
  std::vector<Group> groups;
};

/// Follows one group and notes its points.
class Trace {
 public:
  Trace(survival::Occupation& now, const Sums& sums, Group& group)
      : now_(now), sums_(sums), group_(group), entered_(sums.size(), 0), censored_(sums.size(), 0) {}

  void all_steps() {
    point(now_.start_time(), true);
    for (bool first = true; now_.next(); first = false) {
      if (first && now_.time() <= now_.start_time()) {  // no room for a row before
        group_.times.clear();
        group_.points.clear();
      }
      count();
      point(now_.time(), true);
    }
  }

  void at(const std::vector<double>& times, bool extend, double tolerance) {
    for (const double time : times) {
      while (now_.next(time + tolerance)) count();
      point(time, time <= now_.last_time() + tolerance || extend || now_.finished());
    }
  }

 private:
  void count() {
    for (std::size_t sum = 0; sum < sums_.size(); ++sum) {
      const std::vector<std::uint8_t>& in = sums_.members[sum];
      for (std::size_t k = 0; k < in.size(); ++k) {
        if (!in[k]) continue;
        censored_[sum] += now_.n_censor(k);
        entered_[sum] += now_.n_event(k);
        for (std::size_t h = 0; sum >= in.size() && h < in.size(); ++h)
          if (in[h]) entered_[sum] -= now_.n_event(h, k);
      }
    }
  }

  void point(double time, bool known) {
    group_.times.push_back(time);
    for (std::size_t sum = 0; sum < sums_.size(); ++sum) {
      Point point{0, entered_[sum], censored_[sum], 0, 0};
      const std::vector<std::uint8_t>& in = sums_.members[sum];
      for (std::size_t k = 0; k < in.size(); ++k) {
        if (!in[k]) continue;
        point.n_risk += now_.n_risk_at(time, k);
        point.estimate += now_.probability(k);
      }
      point.estimate = known ? snapped(point.estimate) : std::nan("");
      point.std_error = known ? std::sqrt(now_.variance(in)) : std::nan("");
      group_.points.push_back(point);
    }
    std::ranges::fill(entered_, 0.0);
    std::ranges::fill(censored_, 0.0);
  }

  survival::Occupation& now_;
  const Sums& sums_;
  Group& group_;
  std::vector<double> entered_, censored_;
};

/// Row i of all: group by group, state by state, time by time.
CurveRow row_of(const Curves& curves, std::size_t i, double z, survival::ConfType type) {
  auto group = curves.groups.begin();
  for (; i >= group->points.size(); ++group) i -= group->points.size();
  const std::size_t sum = i / group->times.size(), time = i % group->times.size();
  const Point& p = group->points[time * curves.sums.size() + sum];
  const survival::Limits limits = survival::confidence_limits(p.estimate, p.std_error, z, type);
  return {.strata = {group->stratum},
          .outcome = {std::uint32_t(sum)},
          .time = {group->times[time]},
          .n_risk = {p.n_risk},
          .n_enter = {0},  // no column here: who comes into a state also comes from others
          .n_event = {p.n_event},
          .n_censor = {p.n_censor},
          .estimate = p.estimate,
          .std_error = p.std_error,
          .conf_low = limits.low,
          .conf_high = limits.high};
}

declare::Rows<CurveRow> compute(Args& args, const declare::Poll& poll) {
  args.check(args.weight_type);
  const double z = survival::two_sided_quantile(args.conf_level);
  const PatientHistories made = args.histories(poll);
  declare::Rows<CurveRow> rows{.labels = {.strata = args.events.strata}};
  if (made.histories.moves.empty()) return rows;
  const auto times = args.times ? functions::ascending(*args.times) : std::vector<double>{};
  check_times(args.times, args.from_time);
  const auto curves = std::make_shared<Curves>(Curves{Sums(made.states, args), {}});
  const survival::StateStart start = args.start(made.states);
  const auto moves = survival::moves_by_time(made.histories, args.events.strata.size(), poll);
  for (std::uint32_t g = 0; g < moves.size(); ++g) {
    if (moves[g].empty()) continue;
    survival::Occupation now(made.histories, moves[g], start, args.var_type, false, poll);
    Trace trace(now, curves->sums, curves->groups.emplace_back(Group{g, {}, {}}));
    if (args.times)
      trace.at(times, args.extend, made.histories.tolerance);
    else
      trace.all_steps();
    rows.count += curves->groups.back().points.size();
  }
  rows.labels.causes = curves->sums.labels;
  rows.labels.whole_counts = args.events.whole_weights;
  rows.labels.whole_times = whole_times(args.events, args.times, args.from_time);
  rows.make = [curves, z, type = args.conf_type](std::size_t i) { return row_of(*curves, i, z, type); };
  return rows;
}

}  // namespace

declare::Function functions::state_curve() {
  using namespace declare;
  std::vector<Column<CurveRow>> columns = curve_columns(
      "probability of being in the state at time; NULL past the end of follow-up unless nobody can move any more, and "
      "where nobody is at risk at the start",
      "standard error of the estimate, as chosen by var_type", "NULL where the estimate is 0, 1 where it is 1");
  columns.erase(columns.begin() + 3);  // n_enter
  columns[2] = column("n_risk", &CurveRow::n_risk, "patients at risk in the state just before time");
  columns[3] = column("n_event", &CurveRow::n_event,
                      "patients who enter the state at this time; at a requested time, since the previous one");
  columns[4] = column("n_censor", &CurveRow::n_censor, "patients who leave sight in the state, counted likewise");
  columns.insert(columns.begin() + 1,
                 column("state", &CurveRow::outcome, "the state: a value of state_expr or initial, or a union's name"));
  return DeclareTable<Args, CurveRow>{
      .name = "state_curve",
      .summary =
          "Probability of being in each state as patients move between states (Aalen-Johansen), from a table with one "
          "row for each change. For each state one row at time 0, then one for each distinct time",
      .reference =
          "Aalen & Johansen 1978, Scand. J. Stat. 5:141; Andersen, Borgan, Gill & Keiding 1993, Statistical Models "
          "Based on Counting Processes; as R's survfit with id and istate, whose limits default to log. landmark: "
          "Putter & Spitoni 2018, Stat. Methods Med. Res. 27:2081",
      .oracle =
          "R survival: survfit with id, istate and influence; the influences of all patients, worked one by one; "
          "km_curve and cuminc as special cases",
      .cost = "O(n log n + n log t k^2 + t k^3), k states, t times",
      .example =
          "SELECT state, time, n_risk, estimate FROM state_curve('moves', 'day', 'state') WHERE id = 'patient_id' AND "
          "censor = 'last contact' AND initial = '''remission''' AND states = 'remission,GVHD,relapse,death' AND times "
          "= 365",
      .since = {0, 2},
      .arguments = {data_arguments(), conf_level(), conf_type(), times(), state_options(), start_options(),
                    variance_option(), unions_option()},
      .columns = std::move(columns),
      .compute = compute};
}
