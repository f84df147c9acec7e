#include "survival/registry/relative_survival.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace survival {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The band that holds x, the first one below all, and where it ends.
struct Band {
  std::size_t index;
  double end;
};

Band band(const std::vector<double>& beginnings, double x) {
  const auto after = std::ranges::upper_bound(beginnings, x);
  const auto index = std::size_t(std::max(after - beginnings.begin() - 1, std::ptrdiff_t{0}));
  return {index, after == beginnings.end() ? std::numeric_limits<double>::infinity() : *after};
}

/// Whether the bands know nothing of a stretch: the last is as wide as the one before it; a single one has no end.
bool outside(const std::vector<double>& beginnings, double from, double to) {
  const std::size_t n = beginnings.size();
  const double width = n > 1 ? beginnings[n - 1] - beginnings[n - 2] : std::numeric_limits<double>::infinity();
  return from < beginnings.front() || to > beginnings.back() + width;
}

/// The population's cumulative hazard of one patient, moved on from time to time.
class Hazard {
 public:
  Hazard(const PopulationRates& rates, double age, double year, std::size_t sex)
      : rates_(&rates), age_(age), year_(year), sex_(sex) {}

  double value() const { return value_; }
  /// \param years  since time 0; not before the last
  double move_to(double years) {
    while (at_ < years) {
      const Band age = band(rates_->ages, age_ + at_), year = band(rates_->years, year_ + at_);
      const double end = std::min({years, age.end - age_, year.end - year_});
      const double next = end > at_ ? end : std::nextafter(at_, years);  // a band that ends here but for rounding
      value_ += (next - at_) * rates_->at(sex_, age.index, year.index);
      at_ = next;
    }
    return value_;
  }

 private:
  const PopulationRates* rates_;
  double age_, year_;
  std::size_t sex_;
  double at_ = 0, value_ = 0;
};

struct Person {
  double time, weight;
  bool died;
  Hazard hazard;
};

/// One group's curve, time by time.
class Curve {
 public:
  Curve(std::vector<Person> people, double years, RelativeMethod method, const Poll& poll)
      : people_(std::move(people)), years_(years), pohar_perme_(method == RelativeMethod::pohar_perme), poll_(poll) {
    for (const Person& person : people_) n_ += person.weight;
  }

  /// The point at a time, given those before it.
  RelativePoint step(double time) {
    double before = 0, after = 0, grown = 0, at_risk = 0, died = 0, died_weight = 0, died_square = 0, censored = 0,
           expected = 0;
    std::size_t looks = 0;
    for (Person& person : people_) {
      if (++looks % (std::size_t{1} << 12) == 0) poll_();
      const double earlier = person.hazard.value(), now = person.hazard.move_to(years_ * time);
      expected += person.weight * std::exp(-now);
      if (person.time < time) continue;
      const double weight = person.weight * (pohar_perme_ ? std::exp(now) : 1);
      at_risk += person.weight, after += weight;
      before += person.weight * (pohar_perme_ ? std::exp(earlier) : 1);
      grown += person.weight * (now - earlier);
      if (person.time != time) continue;
      (person.died ? died : censored) += person.weight;
      if (person.died) died_weight += weight, died_square += weight * (pohar_perme_ ? std::exp(now) : 1);
    }
    RelativePoint point{time, at_risk, died, censored, nan, nan, expected / n_};
    if (at_risk == 0) return point;  // past the end
    estimate_ *= pohar_perme_ ? after / before : std::exp(grown / at_risk);
    estimate_ *= 1 - died_weight / after;
    variance_ += died_square / (after * after);
    point.estimate = estimate_;
    point.std_error = estimate_ > 0 ? estimate_ * std::sqrt(variance_) : nan;
    return point;
  }

 private:
  std::vector<Person> people_;
  double years_;
  bool pohar_perme_;
  const Poll& poll_;
  double n_ = 0, estimate_ = 1, variance_ = 0;
};

struct Asked {
  const std::optional<std::vector<double>>& times;
  double tolerance, years;
  RelativeMethod method;
};

/// \param people  one or more, by time
std::vector<RelativePoint> trace(std::vector<Person> people, const Asked& of, const Poll& poll) {
  const double last = people.back().time;
  // where the curve must stop: at every time of the group, and at those that are asked for
  std::vector<double> stops;
  for (const Person& person : people)
    if (stops.empty() || stops.back() != person.time) stops.push_back(person.time);
  const auto snapped = [&](double time) {  // a time that rounding sets apart from one of the group is that
    const auto near = std::ranges::lower_bound(stops, time - of.tolerance);
    return near != stops.end() && std::abs(*near - time) <= of.tolerance ? *near : time;
  };
  std::vector<double> asked;
  if (of.times) {
    for (const double time : *of.times) asked.push_back(snapped(time));
  } else {
    if (stops.front() > 0) asked.push_back(0);
    asked.insert(asked.end(), stops.begin(), stops.end());
  }
  stops.insert(stops.end(), asked.begin(), asked.end());
  std::ranges::sort(stops);
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  Curve curve(std::move(people), of.years, of.method, poll);
  std::vector<RelativePoint> points;
  double events = 0, censored = 0;
  for (const double stop : stops) {
    RelativePoint point = curve.step(stop);
    events += point.n_event, censored += point.n_censor;
    for (; points.size() < asked.size() && asked[points.size()] == stop; events = censored = 0) {
      point.n_event = events, point.n_censor = censored;
      if (of.times) point.time = (*of.times)[points.size()];
      if (stop > last) point.estimate = point.std_error = nan;
      points.push_back(point);
    }
  }
  return points;
}

}  // namespace

std::vector<RelativeCurve> relative_survival(const Patients& patients, const Demography& who,
                                             const PopulationRates& rates, double years, std::size_t groups,
                                             const std::optional<std::vector<double>>& times, RelativeMethod method,
                                             const Poll& poll) {
  Patients sorted = patients;
  sorted.row.resize(patients.size());
  for_each_row(patients.size(), poll, [&](std::size_t i) { sorted.row[i] = std::uint32_t(i); });
  sort_by_time(sorted, poll);
  const double tolerance = merge_near_ties(sorted, poll);
  std::vector<RelativeCurve> curves(groups);
  std::vector<std::vector<Person>> people(groups);
  for_each_row(sorted.size(), poll, [&](std::size_t i) {
    const std::size_t row = sorted.row[i], group = sorted.group_of(i);
    const double last = years * sorted.time[i];
    people[group].push_back({sorted.time[i],
                             sorted.weight_of(i),
                             sorted.status[i] == 1,
                             {rates, who.age[row], who.year[row], who.sex[row]}});
    if (outside(rates.ages, who.age[row], who.age[row] + last) ||
        outside(rates.years, who.year[row], who.year[row] + last))
      curves[group].n_outside += sorted.weight_of(i);
  });
  for (std::size_t g = 0; g < groups; ++g)
    if (!people[g].empty()) curves[g].points = trace(std::move(people[g]), {times, tolerance, years, method}, poll);
  return curves;
}

}  // namespace survival
