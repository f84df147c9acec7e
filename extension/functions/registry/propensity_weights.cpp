// propensity_weights: weights that make the patients of several treatments comparable.
#include <algorithm>
#include <cmath>

#include "cohort/design.hpp"
#include "cohort/problems.hpp"
#include "declare/function.hpp"
#include "functions/functions.hpp"
#include "survival/registry/balancing_weights.hpp"
#include "survival/registry/multinomial.hpp"

namespace {

using declare::cat, declare::Error, declare::Expression, declare::Value, survival::Estimand;

/// Reads the covariates by a Design, for which nobody has an event at time 0, and the treatments as its groups of
/// censoring.
class Treated : public declare::RowSink {
 public:
  Treated() { design.keep_origins(); }

  void begin(std::span<const Expression> expressions, const declare::Poll& poll) override {
    std::vector<Expression> all(2);
    all[0].argument = "time_expr", all[1].argument = "event_expr";
    all.insert(all.end(), expressions.begin(), expressions.end());
    has_id = std::ranges::any_of(expressions, [](const Expression& one) { return one.argument == "id"; });
    for (const Expression& one : expressions) {
      if (one.argument != "terms") continue;
      if (const auto kind = cohort::parse_term(one.given).kind; kind != cohort::Term::covariate)
        throw Error(cat("argument 'terms' takes covariates, and ", one.given, " is none"));
    }
    design.begin(all, poll);
  }
  void row(std::span<const declare::Cell> cells) override {
    cells_.assign(2, declare::Cell(std::int64_t{0}));
    cells_.insert(cells_.end(), cells.begin(), cells.end());
    design.row(cells_);
  }
  void end() override { design.end(); }
  bool in_order() const override { return true; }

  cohort::Design design{cohort::Outcome::event};
  bool has_id = false;

 private:
  std::vector<declare::Cell> cells_;
};

struct Args {
  Treated treated;
  Estimand estimand = Estimand::ate;
  std::optional<Value> target;
  bool stabilized = false;
  std::optional<double> trim;
  std::int64_t max_levels = 100;
};

struct Row {
  std::int64_t row;
  declare::Patient patient;
  declare::Stratum treatment;
  double propensity, weight;
};

/// The place of the target among the treatments.
std::size_t target_of(const Args& args, const std::vector<Value>& treatments) {
  if (args.estimand != Estimand::att) {
    if (args.target) throw Error("target is the treatment that estimand = 'att' is about; leave it out with another");
    return 0;
  }
  std::vector<std::string> labels;
  for (std::size_t k = 0; k < treatments.size(); ++k) {
    if (args.target && declare::equal(treatments[k], *args.target)) return k;
    labels.push_back(declare::literal(treatments[k]));
  }
  if (!args.target)
    throw Error(
        cat("estimand = 'att' needs target, the treatment whose patients it is about: ", declare::any_of(labels)));
  throw Error(cat("argument 'target' must be one of the treatments ", declare::any_of(labels), ", got ",
                  declare::literal(*args.target)));
}

void check_ids(const std::vector<Value>& ids) {
  std::vector<const Value*> sorted;
  for (const Value& id : ids) sorted.push_back(&id);
  std::ranges::sort(sorted, [](const Value* a, const Value* b) { return declare::less(*a, *b); });
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i]->index() == 0) throw Error("id is NULL in some rows; correct them, or leave them out in the source");
    if (i > 0 && declare::equal(*sorted[i - 1], *sorted[i]))
      throw Error(cat("id ", declare::literal(*sorted[i]), " is there more than once; give one row for each patient"));
  }
}

/// The patients in the model, and what it says of them.
struct Fitted {
  std::vector<std::uint32_t> rows;  ///< places among all
  survival::Multinomial model;
};

Fitted fit(const survival::Regression& all, std::vector<std::uint32_t> rows, const std::vector<Value>& treatments,
           bool trimmed, const declare::Poll& poll) {
  std::vector<survival::LargeVector<double>> columns(all.columns.size());
  survival::LargeVector<std::uint32_t> treatment;
  std::vector<std::size_t> size(treatments.size());
  for (const std::uint32_t i : rows) {
    treatment.push_back(all.censoring[i]);
    ++size[all.censoring[i]];
  }
  for (std::size_t k = 0; k < size.size(); ++k)
    if (size[k] == 0)
      throw Error(cat("trim leaves nobody with treatment ", declare::literal(treatments[k]), "; choose a smaller one"));
  for (std::size_t j = 0; j < columns.size(); ++j)
    for (const std::uint32_t i : rows) columns[j].push_back(all.columns[j][i]);
  auto model = survival::multinomial(columns, treatment, treatments.size(), {}, poll);
  if (!model.converged && trimmed)
    throw Error(
        "trim leaves patients of whom no model can be fitted: a term is constant among them, is told by the others, or "
        "tells the treatment; choose a smaller one");
  if (!model.converged)
    throw Error(
        "the terms tell the patients of one treatment from the others, so that probabilities go to 0 or 1 and weights "
        "without bound; leave a term out, join levels, or leave those patients out who could have had one treatment "
        "only");
  return {std::move(rows), std::move(model)};
}

/// Those whose probabilities all lie in [trim, 1 - trim].
std::vector<std::uint32_t> overlapping(const Fitted& fitted, std::size_t treatments, double trim) {
  std::vector<std::uint32_t> kept;
  for (std::size_t i = 0; i < fitted.rows.size(); ++i) {
    const auto of_row = std::span(fitted.model.probability).subspan(i * treatments, treatments);
    if (std::ranges::all_of(of_row, [&](double p) { return p >= trim && p <= 1 - trim; }))
      kept.push_back(fitted.rows[i]);
  }
  return kept;
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  if (args.stabilized && args.estimand != Estimand::ate)
    throw Error("stabilized goes with estimand = 'ate'; leave it out with another");
  cohort::Design& design = args.treated.design;
  if (design.size() == 0) return {};
  const survival::Regression all = design.regression(std::size_t(args.max_levels));
  const std::vector<Value>& treatments = design.censoring_grouping().values(0);
  if (treatments.size() < 2)
    throw Error(
        cat("treatment is ", declare::literal(treatments.front()), " in every row; there is nothing to compare"));
  if (treatments.size() > 20)
    throw Error(
        cat("treatment has ", treatments.size(), " values, and 20 are allowed; is it a name or a measurement?"));
  const std::size_t target = target_of(args, treatments);
  std::vector<std::uint32_t> everybody(all.patients.size());
  for (std::uint32_t i = 0; i < everybody.size(); ++i) everybody[i] = i;
  Fitted fitted = fit(all, std::move(everybody), treatments, false, poll);
  if (args.trim) fitted = fit(all, overlapping(fitted, treatments.size(), *args.trim), treatments, true, poll);

  declare::Rows<Row> rows{.labels = {.strata = treatments, .patients = {{}}}};
  if (args.treated.has_id) {
    rows.labels.patients = design.ids();
    check_ids(rows.labels.patients);
  }
  std::vector<double> share(treatments.size());
  for (const std::uint32_t i : fitted.rows) share[all.censoring[i]] += 1 / double(fitted.rows.size());
  for (std::size_t place = 0; place < fitted.rows.size(); ++place) {
    const std::uint32_t i = fitted.rows[place], own = all.censoring[i];
    const auto probabilities =
        std::span(fitted.model.probability).subspan(place * treatments.size(), treatments.size());
    const double weight = survival::balancing_weight(probabilities, own, args.estimand, target);
    rows.rows.push_back({.row = design.origins()[i],
                         .patient = {args.treated.has_id ? i : 0},
                         .treatment = {own},
                         .propensity = probabilities[own],
                         .weight = args.stabilized ? weight * share[own] : weight});
  }
  return rows;
}

}  // namespace

declare::Function functions::propensity_weights() {
  using namespace declare;
  ArgumentInfo covariates =
      expression("terms", Meaning::term,
                 "covariates that decide the treatment, separated by commas: expressions (numbers are linear, texts "
                 "categorical), factor(x), rcs(x, 4), interaction(x, y) (the products only: name x and y beside it)",
                 true, true);
  covariates.parts = cohort::term_expressions;
  return DeclareTable<Args, Row>{
      .name = "propensity_weights",
      .summary =
          "Weights that make the patients of two or more treatments comparable, from the probability of each treatment "
          "by covariates: logistic regression, multinomial for more than two. One row for each patient",
      .reference =
          "Rosenbaum & Rubin 1983, Biometrika 70:41; overlap: Li & Li 2019, Ann. Appl. Stat. 13:2389; the weights are "
          "sampling weights, not counts of patients",
      .oracle = "R's glm; of three treatments a multinomial likelihood maximised in R",
      .cost = "O(i n (p k)^2), i iterations, p covariates, k treatments",
      .example =
          "SELECT row, treatment, propensity, weight FROM propensity_weights('patients', 'sex', "
          "'wbc_at_diagnosis_1e9_l') WHERE estimand = 'overlap'",
      .since = {0, 2},
      .arguments = {unpacked_source(&Args::treated),
                    expression("treatment_expr", Meaning::group, "the treatment: a column or an expression", true),
                    covariates,
                    choice(
                        "estimand", &Args::estimand,
                        "whom the weighted groups stand for. ate: everybody; att: those of one treatment, target; "
                        "overlap: those who could have had any of the treatments, with weights between 0 and 1. Of "
                        "two treatments, overlap weights of this logistic model make the weighted means of its terms "
                        "exactly equal; of three or more they balance well, but not exactly",
                        {{"ate", Estimand::ate}, {"att", Estimand::att}, {"overlap", Estimand::overlap}}),
                    any_value("target", &Args::target, "the treatment whose patients estimand = 'att' is about"),
                    flag("stabilized", &Args::stabilized,
                         "1: ate weights times the share of the own treatment, so that they add up to the patients"),
                    number("trim", &Args::trim,
                           "patients with any probability outside [trim, 1 - trim] are left out, and the model is "
                           "fitted again to the others",
                           {.low = 0, .high = 0.5}),
                    expression("id", Meaning::any,
                               "the patient (a column or an expression), for the column patient; several rows of one "
                               "patient, and NULL, are errors"),
                    whole_number("max_levels", &Args::max_levels, "maximum number of levels of a categorical term",
                                 {2, 1e6, true, true})},
      .columns = {column("row", &Row::row,
                         "number of the row in the source: 1, 2, ...; rows with a NULL, and those left out by trim, "
                         "have none"),
                  column("patient", &Row::patient, "the value of id; NULL if not given"),
                  column("treatment", &Row::treatment, "the patient's treatment"),
                  column("propensity", &Row::propensity, "probability of the patient's own treatment"),
                  column("weight", &Row::weight, "the weight")},
      .compute = compute};
}
