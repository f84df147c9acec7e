// relative_survival: survival from the disease alone, beside a population's death rates.
#include "survival/registry/relative_survival.hpp"

#include <cmath>

#include "cohort/registry/measured.hpp"
#include "cohort/registry/rates.hpp"
#include "functions/functions.hpp"
#include "functions/shared.hpp"
#include "survival/normal.hpp"

namespace {

using declare::Count, declare::Stratum, declare::Time;

constexpr double days_per_year = 365.25;
enum class Scale { log, plain };

struct Args : functions::ConfLevelOption {
  cohort::Measured patients{{"age", "year"}, {"sex"}};
  cohort::Rates rates;
  std::optional<std::vector<double>> times;
  double time_unit = 1;
  Scale conf_type = Scale::log;
  survival::RelativeMethod method = survival::RelativeMethod::pohar_perme;
};

struct Row {
  Stratum strata;
  Time time;
  Count n_risk, n_event, n_censor;
  double estimate, std_error, conf_low, conf_high, expected;
  Count n_outside;
};

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  if (!args.rates.given())
    throw declare::Error(
        "argument 'rates' is missing: a table or query with the columns age, sex, year and rate (deaths per year)");
  const cohort::Measured& from = args.patients;
  declare::Rows<Row> rows{.labels = {.strata = from.strata(), .whole_counts = from.whole_counts()}};
  if (from.patients().size() == 0) return rows;
  if (args.times) args.times = functions::ascending(*args.times);
  rows.labels.whole_times = from.whole_times() && (!args.times || std::ranges::all_of(*args.times, declare::is_whole));
  const double z = survival::two_sided_quantile(args.conf_level);
  const auto curves = survival::relative_survival(
      from.patients(), {from.numbers(0), from.numbers(1), from.labels(0)}, args.rates.rates(from.label_values(0)),
      args.time_unit / days_per_year, from.strata().size(), args.times, args.method, poll);
  for (std::uint32_t g = 0; g < curves.size(); ++g)
    for (const survival::RelativePoint& p : curves[g].points) {
      const bool log = args.conf_type == Scale::log;
      const double width = log ? z * p.std_error / p.estimate : z * p.std_error;
      rows.rows.push_back({{g},
                           {p.time},
                           {p.n_risk},
                           {p.n_event},
                           {p.n_censor},
                           p.estimate,
                           p.std_error,
                           log ? p.estimate * std::exp(-width) : p.estimate - width,
                           log ? p.estimate * std::exp(width) : p.estimate + width,
                           p.expected,
                           {curves[g].n_outside}});
    }
  return rows;
}

}  // namespace

declare::Function functions::relative_survival() {
  using namespace declare;
  using enum survival::RelativeMethod;
  return DeclareTable<Args, Row>{
      .name = "relative_survival",
      .summary =
          "Net survival: what would be if patients could die of their disease alone, told by the death rates of the "
          "population. One row at time 0, then one for each distinct time. It may exceed 1 and may rise",
      .reference =
          "Pohar Perme, Stare & Esteve 2012, Biometrics 68:113, its integral exact; ederer2: Ederer & Heise 1959, as "
          "R's relsurv; expected: Ederer, Axtell & Cutler 1961",
      .oracle = "the definition in R; relsurv: rs.surv, to 5e-4, since it weighs by days",
      .cost = "O(n t), t distinct times",
      .example =
          "SELECT time, estimate, conf_low, conf_high, expected FROM relative_survival('SELECT os_days, died, age, "
          "2015.5 AS year, sex FROM overall_survival JOIN characteristics USING (patient_id)', 'os_days', 'died') "
          "WHERE "
          "age = 'age + 0.5' AND year = 'year' AND sex = 'sex' AND rates = 'SELECT a.value AS age, s.value AS sex, "
          "2015 "
          "AS year, 0.0004 * exp(0.06 * a.value) AS rate FROM json_each(''[0,20,40,60]'') AS a, "
          "json_each(''[\"F\",\"M\"]'') AS s' AND times = '365,730'",
      .since = {0, 2},
      .arguments =
          {unpacked_source(&Args::patients), time_expr(), event_expr(), by_expr(), conf_level(),
           choice("conf_type", &Args::conf_type,
                  "scale on which the confidence limits are computed; they are not clipped",
                  {{"log", Scale::log}, {"plain", Scale::plain}}),
           numbers("times", &Args::times,
                   "report at these times only, in the unit of time, instead of at every step: '365,1095', "
                   "'[365,1095]' or a single number. Sorted; duplicates are dropped",
                   {.low = 0, .with_low = true}),
           expression("weight", Meaning::number,
                      "number of identical patients the row represents, >= 0 (a column or an expression)"),
           expression("age", Meaning::number, "age at time 0, in years with decimals. It must be given"),
           expression("year", Meaning::number,
                      "date of time 0 as a calendar year with decimals: 2010.5 for 1 July 2010. It must be given"),
           expression("sex", Meaning::group, "as it is written in rates. It must be given"),
           other_source("rates", &Args::rates,
                        "the population's rates: a table's or view's name, or a query, with the columns age, sex, year "
                        "and rate (deaths per year). A rate holds from its age and year up to the next; there must be "
                        "one of every age in every year. It must be given"),
           number("time_unit", &Args::time_unit, "days in a unit of time; a year has 365.25", {.low = 0}),
           choice("method", &Args::method, "pohar-perme estimates net survival; ederer2 the older relative survival",
                  {{"pohar-perme", pohar_perme}, {"ederer2", ederer2}})},
      .columns =
          {column("strata", &Row::strata, "the group: the value of by_expr; NULL if not given"),
           column("time", &Row::time, "time of the step, or the requested time"),
           column("n_risk", &Row::n_risk, "patients at risk just before time"),
           column("n_event", &Row::n_event, "deaths at this time; at a requested time, deaths since the previous one"),
           column("n_censor", &Row::n_censor, "patients censored, counted likewise"),
           column("estimate", &Row::estimate, "net survival; NULL past the end of follow-up"),
           column("std_error", &Row::std_error, "standard error of the estimate; NULL where the estimate is 0"),
           column("conf_low", &Row::conf_low, "lower confidence limit; NULL where the estimate is 0"),
           column("conf_high", &Row::conf_high, "upper confidence limit, likewise"),
           column("expected", &Row::expected, "survival that the rates expect of all patients of the group: Ederer I"),
           column("n_outside", &Row::n_outside,
                  "patients of the group followed at an age or in a year outside the rates, for whom the nearest "
                  "stood in")},
      .compute = compute};
}
