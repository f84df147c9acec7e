#include "survival/fine_gray.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "survival/input_error.hpp"
#include "survival/risk_order.hpp"

namespace survival {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::RowVectorXd, Eigen::VectorXd;

constexpr std::size_t rows_between_polls = 1 << 14;

/// One distinct time of an exit or, where some enter late, of an entry.
struct Moment {
  std::size_t begin, end;              ///< the rows that exit
  std::size_t entry_begin, entry_end;  ///< in RiskOrder::by_entry, those that enter
  double events = 0;                   ///< patients
};

/// A group's probability of being under observation, A(t-) = G(t-) H(t-), steps at this moment.
struct Change {
  std::size_t moment;
  std::uint32_t group;
  double at_risk, censored;    ///< patients just before the moment, and those of them censored at it
  double remaining, entering;  ///< patients just after it, and those of them that enter at it
  double before;               ///< A(t-) at it
};

}  // namespace

/// When patients of each group are observed: what the weights are made of.
struct Observation {
  std::vector<Moment> moments;
  std::vector<Change> changes;  ///< by moment
  std::vector<double> at_end;   ///< A after the last change of each group
  std::vector<double> inverse;  ///< of each row with another event: 1 / A(T-) of its group; of others 0
  const RiskOrder& order;

  Observation(const RiskOrder& rows, const Poll& poll);
  std::size_t groups() const { return at_end.size(); }
  std::uint32_t group(std::size_t row) const { return order.censoring.empty() ? 0 : order.censoring[row]; }

 private:
  void find_moments(const Poll& poll);
  void find_changes(const Poll& poll);
};

Observation::Observation(const RiskOrder& rows, const Poll& poll) : order(rows) {
  std::uint32_t groups = 1;
  for (const std::uint32_t g : order.censoring) groups = std::max(groups, g + 1);
  at_end.assign(groups, 1);
  find_moments(poll);
  find_changes(poll);
  // G from the first time on, H from the last time back: Geskus 2011.
  for (Change& c : changes) {
    c.before = at_end[c.group];
    if (c.censored > 0) at_end[c.group] *= 1 - c.censored / c.at_risk;
  }
  std::vector<double> entered(groups, 1);  // H: the share that has entered
  for (auto c = changes.rbegin(); c != changes.rend(); ++c) {
    if (c->entering > 0) entered[c->group] *= 1 - c->entering / c->remaining;
    c->before *= entered[c->group];
  }

  inverse.assign(order.size(), 0);
  std::vector<double> now = at_end;
  bool event_later = false;
  auto change = changes.rbegin();
  for (std::size_t k = moments.size(); k-- > 0;) {
    const Moment& m = moments[k];
    for (; change != changes.rend() && change->moment == k; ++change) now[change->group] = change->before;
    for (std::size_t i = m.begin; i < m.end && event_later; ++i) {
      if (i % rows_between_polls == 0) poll();
      if (order.status[i] <= 1) continue;
      inverse[i] = 1 / now[group(i)];
      if (std::isinf(inverse[i]))
        throw InputError(
            "after an event of another cause the risk set empties before more patients enter, so that no "
            "weight can be estimated for it; choose a later origin, or leave out those before the gap");
    }
    event_later |= m.events > 0;
  }
}

void Observation::find_moments(const Poll& poll) {
  std::size_t exit = 0, entry = 0;
  const std::size_t entries = order.by_entry.size();
  const auto entry_time = [&](std::size_t k) { return order.entry[order.by_entry[k]]; };
  while (exit < order.size() || entry < entries) {
    const double at =
        std::min(exit < order.size() ? order.time[exit] : HUGE_VAL, entry < entries ? entry_time(entry) : HUGE_VAL);
    Moment m{exit, exit, entry, entry};
    for (; m.end < order.size() && order.time[m.end] == at; ++m.end) {
      if (m.end % rows_between_polls == 0) poll();
      if (order.status[m.end] == 1) m.events += order.weight[m.end];
    }
    for (; m.entry_end < entries && entry_time(m.entry_end) == at; ++m.entry_end)
      if (m.entry_end % rows_between_polls == 0) poll();
    moments.push_back(m);
    exit = m.end, entry = m.entry_end;
  }
}

void Observation::find_changes(const Poll& poll) {
  struct Count {
    std::size_t rows = 0, exits = 0;  ///< at risk throughout the moment, and until it
    double at_risk = 0, leaving = 0, censored = 0, entering = 0;
  };
  std::vector<Count> counts(groups());
  std::vector<std::uint32_t> touched;
  const auto touch = [&](std::size_t row) -> Count& {
    Count& count = counts[group(row)];
    if (count.leaving == 0 && count.entering == 0) touched.push_back(group(row));
    return count;
  };
  for (std::size_t k = moments.size(); k-- > 0;) {
    const Moment& m = moments[k];
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll();
      Count& count = touch(i);
      ++count.exits;
      count.leaving += order.weight[i];
      if (order.status[i] == 0) count.censored += order.weight[i];
    }
    for (std::size_t i = m.entry_begin; i < m.entry_end; ++i) {
      if (i % rows_between_polls == 0) poll();
      Count& count = touch(order.by_entry[i]);
      --count.rows;
      count.entering += order.weight[order.by_entry[i]];
    }
    for (const std::uint32_t g : touched) {
      Count& count = counts[g];
      const double remaining = count.at_risk;
      if (count.rows == 0) count.entering = remaining;  // all of them, to the last bit
      count.at_risk = remaining - count.entering + count.leaving;
      if (count.censored > 0 || count.entering > 0)
        changes.push_back({k, g, count.at_risk, count.censored, remaining, count.entering, 0});
      count.rows += std::exchange(count.exits, 0);
      count.leaving = count.censored = count.entering = 0;
    }
    touched.clear();
  }
  std::ranges::reverse(changes);
}

namespace {

/// Walks the distinct times from the last to the first, and keeps the sums over those at risk and, by group, over those
/// whom another event has taken out.
class Sweep {
 public:
  Sweep(const Observation& observation, const std::vector<double>& risk, const Poll& poll)
      : o_(observation),
        risk_(risk),
        poll_(poll),
        p_(std::size_t(o_.order.columns())),
        at_risk_(p_ + 1, !o_.order.entry.empty()),
        taken_out_(o_.groups(), RiskSums(p_ + 1, true)),
        observed_(o_.at_end),
        sums_(p_ + 1),
        next_(o_.moments.size()),
        change_(o_.changes.size()) {
    for_each_row(o_.order.size(), poll, [&](std::size_t i) { take_out(i, 1); });
  }

  /// False when there is no earlier time. `joins` is told of each row that comes to be at risk, `leaves` of each that
  /// ceases to be since it enters here; `changes`, before both, of each change.
  template <class Changes, class Joins, class Leaves>
  bool next(Changes changes, Joins joins, Leaves leaves) {
    if (next_ == 0) return false;
    const Moment& m = o_.moments[--next_];
    first_change_ = change_;
    while (first_change_ > 0 && o_.changes[first_change_ - 1].moment == next_) {
      const Change& change = o_.changes[--first_change_];
      changes(change);
      observed_[change.group] = change.before;
    }
    last_change_ = std::exchange(change_, first_change_);
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll_();
      take_out(i, -1);
      at_risk_.add_row(risk_[i], row(i), p_);
      ++count_;
      joins(i);
    }
    for (std::size_t k = m.entry_begin; k < m.entry_end; ++k) {
      if (k % rows_between_polls == 0) poll_();
      const std::size_t i = o_.order.by_entry[k];
      at_risk_.add_row(-risk_[i], row(i), p_);
      if (--count_ == 0) at_risk_.clear();
      leaves(i);
    }
    return true;
  }

  std::size_t place() const { return next_; }
  const Moment& moment() const { return o_.moments[next_]; }
  std::span<const Change> changes() const {
    return std::span(o_.changes).subspan(first_change_, last_change_ - first_change_);
  }
  /// A(t-) of each group.
  const std::vector<double>& observed() const { return observed_; }
  /// Sums of r and r x of those of a group with an event of another cause before, each over A just before it.
  const std::vector<double>& taken_out(std::uint32_t group) { return taken_out_[group].values(); }
  /// Sums of r and r x over the weighted risk set.
  const std::vector<double>& sums() {
    sums_ = at_risk_.values();
    for (std::uint32_t g = 0; g < observed_.size(); ++g) {
      const auto& out = taken_out(g);
      for (std::size_t j = 0; j <= p_; ++j) sums_[j] += observed_[g] * out[j];
    }
    return sums_;
  }

 private:
  const double* row(std::size_t i) const { return o_.order.x.data() + i * p_; }
  void take_out(std::size_t i, double sign) {
    if (o_.inverse[i] > 0) taken_out_[o_.group(i)].add_row(sign * risk_[i] * o_.inverse[i], row(i), p_);
  }

  const Observation& o_;
  const std::vector<double>& risk_;
  const Poll& poll_;
  std::size_t p_, count_ = 0;
  RiskSums at_risk_;
  std::vector<RiskSums> taken_out_;
  std::vector<double> observed_, sums_;
  std::size_t next_, change_, first_change_ = 0, last_change_ = 0;
};

constexpr auto ignore = [](const auto&) {};

Evaluation evaluate(const Observation& o, std::span<const double> beta, const Poll& poll) {
  const RiskOrder& order = o.order;
  const auto p = std::size_t(order.columns());
  std::vector<double> risk, mean(p), steps(o.moments.size()), entry_hazard(order.entry.size());
  Evaluation e{order.risks(beta, risk, poll), std::vector<double>(p), std::vector<double>(p * p), {}};
  CrossProduct squares(order.columns()), means(order.columns());
  // The baseline hazard that each row lived through: up to its time, and with its weight after another event.
  std::vector<double> later(o.groups()), lived_later(order.size());
  Sweep sweep(o, risk, poll);
  const auto joins = [&](std::size_t i) {
    if (o.inverse[i] > 0) lived_later[i] = later[o.group(i)] * o.inverse[i];
  };
  while (sweep.next(ignore, joins, ignore)) {
    const double d = sweep.moment().events;
    if (d == 0) continue;
    const auto& sums = sweep.sums();
    e.value -= d * std::log(sums[0]);
    const double step = steps[sweep.place()] = d / sums[0];
    for (std::size_t g = 0; g < later.size(); ++g) later[g] += sweep.observed()[g] * step;
    for (std::size_t j = 0; j < p; ++j) mean[j] = sums[j + 1] / sums[0];
    means.add(d, mean.data());
  }
  double hazard = 0;
  for (std::size_t k = 0; k < o.moments.size(); ++k) {
    const Moment& m = o.moments[k];
    hazard += steps[k];
    for (std::size_t i = m.entry_begin; i < m.entry_end; ++i) entry_hazard[order.by_entry[i]] = hazard;
    for (std::size_t i = m.begin; i < m.end; ++i) {
      if (i % rows_between_polls == 0) poll();
      const double lived = hazard - (entry_hazard.empty() ? 0 : entry_hazard[i]) + lived_later[i];
      const double expected = risk[i] * lived, residual = (order.status[i] == 1 ? order.weight[i] : 0) - expected;
      const double* x = order.x.data() + i * p;
      for (std::size_t j = 0; j < p; ++j) e.score[j] += residual * x[j];
      squares.add(expected, x);
    }
  }
  const auto size = Index(p);
  const MatrixXd& raw = squares.sum();
  Eigen::Map<MatrixXd>(e.information.data(), size, size) = raw - means.sum();
  for (Index j = 0; j < size; ++j) e.magnitude.push_back(raw(j, j));
  return e;
}

/// eta_i + psi_i, a row each of weight 1. What sums over the times a row is at risk is taken as the sum so far when the
/// sweep meets the row's end, and as the sum by then when it meets its entry.
Rows influences(const Observation& o, std::span<const double> beta, const Poll& poll) {
  const RiskOrder& order = o.order;
  const Index p = order.columns();
  const auto groups = Index(o.groups());
  std::vector<double> risk;
  order.risks(beta, risk, poll);
  Rows influence = Rows::Zero(Index(order.size()), p);
  double hazard = 0;
  RowVectorXd mean = RowVectorXd::Zero(p), mean_hazard = mean, q = mean;
  // By group: the hazard from the time at hand on, each step times A(t-), and the same times the mean; what the
  // estimation of G and H adds to those at risk.
  VectorXd weighted_hazard = VectorXd::Zero(groups);
  Rows weighted_mean = Rows::Zero(groups, p), observing = weighted_mean;
  Sweep sweep(o, risk, poll);
  const auto take = [&](std::size_t i, double sign) {
    influence.row(Index(i)) += sign * (risk[i] / order.weight[i] * (hazard * order.x.row(Index(i)) - mean_hazard) +
                                       observing.row(Index(o.group(i))));
  };
  const auto find_q = [&](std::uint32_t g) {
    const auto& out = sweep.taken_out(g);
    const double w = weighted_hazard(Index(g));
    for (Index j = 0; j < p; ++j) q(j) = w * out[std::size_t(j) + 1] - out[0] * weighted_mean(Index(g), j);
  };
  const auto changes = [&](const Change& c) {
    if (!(c.entering > 0)) return;
    find_q(c.group);
    const Moment& m = sweep.moment();
    for (std::size_t k = m.entry_begin; k < m.entry_end; ++k)
      if (const std::size_t i = order.by_entry[k]; o.group(i) == c.group) influence.row(Index(i)) -= q / c.remaining;
    observing.row(Index(c.group)) -= c.entering / (c.remaining * c.remaining) * q;
  };
  const auto joins = [&](std::size_t i) {
    take(i, 1);
    if (!(o.inverse[i] > 0)) return;
    const auto g = Index(o.group(i));
    influence.row(Index(i)) -=
        risk[i] / order.weight[i] * o.inverse[i] * (weighted_hazard(g) * order.x.row(Index(i)) - weighted_mean.row(g));
  };
  std::vector<unsigned char> entered(order.entry.empty() ? 0 : order.size());
  const auto leaves = [&](std::size_t i) {
    take(i, -1);
    entered[i] = 1;
  };
  while (sweep.next(changes, joins, leaves)) {
    const Moment& m = sweep.moment();
    if (m.events > 0) {
      const auto& sums = sweep.sums();
      for (Index j = 0; j < p; ++j) mean(j) = sums[std::size_t(j) + 1] / sums[0];
      const double step = m.events / sums[0];
      hazard += step, mean_hazard += step * mean;
      for (Index g = 0; g < groups; ++g) {
        const double weighted = sweep.observed()[std::size_t(g)] * step;
        weighted_hazard(g) += weighted, weighted_mean.row(g) += weighted * mean;
      }
      for (std::size_t i = m.begin; i < m.end; ++i)
        if (order.status[i] == 1) influence.row(Index(i)) += order.x.row(Index(i)) - mean;
    }
    for (const Change& c : sweep.changes()) {
      if (!(c.censored > 0)) continue;
      find_q(c.group);
      for (std::size_t i = m.begin; i < m.end; ++i)
        if (order.status[i] == 0 && o.group(i) == c.group) influence.row(Index(i)) += q / c.at_risk;
      observing.row(Index(c.group)) += c.censored / (c.at_risk * c.at_risk) * q;
    }
  }
  for_each_row(order.size(), poll, [&](std::size_t i) {
    if (entered.empty() || !entered[i]) take(i, -1);
  });
  return influence;
}

}  // namespace

FineGray::FineGray(Regression rows, const NewtonRule& rule, Poll poll) : poll_(std::move(poll)) {
  if (!rows.patients.group.empty()) throw InputError("strata() is not known to this model");
  order_ = std::make_unique<RiskOrder>(std::move(rows), poll_);
  observation_ = std::make_unique<Observation>(*order_, poll_);
  const Maximum maximum = maximise(
      std::size_t(order_->columns()),
      [&](std::span<const double> beta) { return evaluate(*observation_, beta, poll_); }, rule);
  fit_ = finish(*order_, maximum, squared_sums(*order_, influences(*observation_, maximum.at, poll_), poll_));
  fit_.score = {std::nan(""), std::nan(""), std::nan("")};  // its covariance would need the censoring term as well
}

FineGray::~FineGray() = default;

double FineGray::n() const { return order_->total; }
double FineGray::n_event() const { return order_->events; }

}  // namespace survival
