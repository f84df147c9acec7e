// cox_subgroups: hazard ratios of groups in subgroups of the patients, the rows of a forest plot.
#include <cmath>
#include <numeric>
#include <utility>

#include "functions/comparison.hpp"
#include "functions/functions.hpp"
#include "functions/regression/cox_model.hpp"

namespace {

using declare::cat, declare::Error, declare::Expression, declare::Value, functions::none, survival::LargeVector;

/// Reads a model whose first term is `by`, and the subgroups beside it. A subgroup that is NULL leaves its row out of
/// that variable alone.
class Rows : public declare::RowSink {
 public:
  explicit Rows(cohort::Design& design) : design(design) {}
  void begin(std::span<const Expression> expressions, const declare::Poll& poll) override {
    std::vector<Expression> all(expressions.begin(), expressions.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].argument == "by_expr") {
        all[i].argument = "terms", all[i].item = static_cast<std::size_t>(-1);
        all[i].given = cat("factor(", all[i].text, ")");
      } else if (all[i].argument == "subgroups") {
        subgroup_cells_.push_back(i);
        variables.push_back(all[i].text);
      }
      has_id = has_id || all[i].argument == "id";
    }
    design.begin(all, poll);
  }
  void row(std::span<const declare::Cell> cells) override {
    cells_.assign(cells.begin(), cells.end());
    for (const std::size_t cell : subgroup_cells_)
      if (cells_[cell].is_null()) cells_[cell] = declare::Cell(declare::Type::blob, {});
    design.row(cells_);
  }
  void end() override { design.end(); }

  /// Of a variable, a level that stands for NULL.
  static bool is_missing(const Value& level) { return level.index() == std::size_t(declare::Type::blob); }

  cohort::Design& design;
  std::vector<std::string> variables;  ///< as typed
  bool has_id = false;

 private:
  std::vector<std::size_t> subgroup_cells_;
  std::vector<declare::Cell> cells_;  ///< of the row at hand
};

struct Args : functions::CoxArgs, functions::ReferenceOption {
  Args() = default;
  Args(const Args&) = delete;
  Args& operator=(const Args&) = delete;

  Rows rows{design};
};

struct Row {
  std::string variable;
  std::optional<std::string> level = {};
  std::string contrast;
  declare::Count n = {0}, n_event = {0};
  double hazard_ratio = none, conf_low = none, conf_high = none, p_value = none, interaction_p = none;
  std::optional<std::string> flag = {};
};

using Indices = std::vector<std::uint32_t>;

/// All rows, read once, of which every model takes some.
class Subgroups {
 public:
  Subgroups(const Args& args, const survival::Regression& all, std::size_t groups, std::size_t against,
            const declare::Poll& poll)
      : args_(args), all_(all), groups_(groups), against_(against), poll_(poll) {}

  std::uint32_t group_of(std::uint32_t i) const {
    for (std::uint32_t j = 0; j + 1 < groups_; ++j)
      if (all_.columns[j][i] == 1) return j + 1;
    return 0;
  }
  /// The code of the row's value of a variable.
  std::uint32_t level_of(std::uint32_t i, std::size_t variable) const {
    return args_.rows.design.censoring_grouping().part(all_.censoring[i], variable);
  }

  /// The groups with rows among these, but for that compared with; none where that one has none.
  std::vector<std::uint32_t> compared(const Indices& rows) const {
    std::vector<unsigned char> seen(groups_);
    for (const std::uint32_t i : rows) seen[group_of(i)] = 1;
    std::vector<std::uint32_t> others;
    for (std::uint32_t g = 0; g < groups_ && seen[against_]; ++g)
      if (seen[g] && g != against_) others.push_back(g);
    return others;
  }

  /// The rows with a column for each of the groups, and those of the terms that differ and are not told by others.
  survival::Regression with_terms(const Indices& rows, const std::vector<std::uint32_t>& others) const {
    survival::Regression part{survival::picked(all_.patients, rows, poll_), {}};
    for (const std::uint32_t g : others)
      part.columns.push_back(indicator(rows, [&](auto i) { return group_of(i) == g; }));
    for (std::size_t j = groups_ - 1; j < all_.columns.size(); ++j)
      part.columns.push_back(column(rows, [&](auto i) { return all_.columns[j][i]; }));
    if (!all_.offset.empty()) part.offset = column(rows, [&](auto i) { return all_.offset[i]; });
    add_clusters(part, rows);
    drop_superfluous(part, others.size());
    return part;
  }

  template <class Is>
  LargeVector<double> indicator(const Indices& rows, Is is) const {
    return column(rows, [&](std::uint32_t i) { return is(i) ? 1.0 : 0.0; });
  }

  /// Columns from the `first` on that are constant, or told by those before them.
  void drop_superfluous(survival::Regression& part, std::size_t first) const {
    while (const auto found = survival::superfluous(part, poll_)) {
      if (found->column < first) return;
      part.columns.erase(part.columns.begin() + std::ptrdiff_t(found->column));
    }
  }

  survival::Cox model(survival::Regression part) const {
    return functions::worded([&]() -> survival::Cox {
      return {std::move(part), {args_.ties, args_.penalty, args_.newton}, poll_};
    });
  }

  /// Patients, and events, among these rows.
  std::pair<double, double> counts(const Indices& rows) const {
    double n = 0, events = 0;
    std::vector<unsigned char> seen;  // of patients, who are the clusters
    for (const std::uint32_t i : rows) {
      const double weight = all_.patients.weight_of(i);
      events += all_.patients.status[i] == 1 ? weight : 0;
      if (args_.rows.has_id) {
        if (all_.cluster[i] >= seen.size()) seen.resize(all_.cluster[i] + 1);
        if (std::exchange(seen[all_.cluster[i]], 1)) continue;
      }
      n += weight;
    }
    return {n, events};
  }

 private:
  template <class Value>
  LargeVector<double> column(const Indices& rows, Value value) const {
    LargeVector<double> values(rows.size());
    survival::for_each_row(rows.size(), poll_, [&](std::size_t k) { values[k] = value(rows[k]); });
    return values;
  }

  void add_clusters(survival::Regression& part, const Indices& rows) const {
    part.robust = all_.robust, part.sampling = all_.sampling, part.counted = all_.counted;
    if (all_.cluster.empty()) return;
    std::vector<std::uint32_t> number;  // of each cluster among these rows, from 1 on
    std::uint32_t clusters = 0;
    for (const std::uint32_t i : rows) {
      const std::uint32_t cluster = all_.cluster[i];
      if (cluster >= number.size()) number.resize(cluster + 1);
      if (number[cluster] == 0) number[cluster] = ++clusters;
      part.cluster.push_back(number[cluster] - 1);
    }
  }

  const Args& args_;
  const survival::Regression& all_;
  std::size_t groups_, against_;
  const declare::Poll& poll_;
};

/// The contrasts among some rows, by a model of these alone.
void add_contrasts(std::vector<Row>& to, const Row& like, const Args& args, const std::vector<Value>& groups,
                   std::size_t against, const Subgroups& all, const Indices& rows) {
  const std::vector<std::uint32_t> others = all.compared(rows);
  const auto [n, events] = all.counts(rows);
  const double z = survival::two_sided_quantile(args.conf_level);
  std::optional<survival::Fit> fitted;
  if (!others.empty() && events > 0) fitted = all.model(all.with_terms(rows, others)).fit();
  for (std::uint32_t g = 0; g < groups.size(); ++g) {
    if (g == against) continue;
    Row row = like;
    row.contrast = cat(declare::text(groups[g]), " / ", declare::text(groups[against]));
    row.n = {n}, row.n_event = {events};
    const auto column = std::size_t(std::ranges::find(others, g) - others.begin());
    if (column == others.size()) {
      row.flag = "no patients in one of the groups";
    } else if (!fitted) {
      row.flag = "no events";
    } else {
      const survival::Fit& fit = *fitted;
      const double estimate = fit.estimate[column], se = fit.std_error[column];
      row.flag = functions::flag_of(fit.finding[column], args, fit.iterations, args.way_out());
      row.hazard_ratio = std::exp(estimate);
      row.conf_low = std::exp(estimate - z * se), row.conf_high = std::exp(estimate + z * se);
      row.p_value = survival::two_sided_p(estimate / se);
    }
    to.push_back(std::move(row));
  }
}

/// Do the hazard ratios differ between the levels of a variable? NaN where that cannot be told.
double interaction_p(const Subgroups& all, const Indices& rows, std::size_t variable,
                     const std::vector<std::uint32_t>& levels, bool robust) {
  const std::vector<std::uint32_t> others = all.compared(rows);
  if (others.empty() || levels.size() < 2) return none;
  survival::Regression part = all.with_terms(rows, others);
  const std::size_t common = part.columns.size();
  for (std::size_t k = 1; k < levels.size(); ++k)
    for (const std::uint32_t g : others)
      part.columns.push_back(all.indicator(
          rows, [&](std::uint32_t i) { return all.level_of(i, variable) == levels[k] && all.group_of(i) == g; }));
  all.drop_superfluous(part, common);
  // A stratum for each level within those of the terms.
  const auto width = *std::ranges::max_element(levels) + 1;
  LargeVector<std::uint32_t> strata(rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k)
    strata[k] = part.patients.group_of(k) * width + all.level_of(rows[k], variable);
  part.patients.group = std::move(strata);
  const std::size_t p = part.columns.size();
  const survival::Cox model = all.model(std::move(part));
  std::vector<std::size_t> products, tested;
  for (std::size_t j = common; j < p; ++j) {
    products.push_back(j);
    if (model.fit().finding[j] != survival::Finding::no_information) tested.push_back(j);
  }
  if (tested.empty()) return none;
  if (!robust) {
    // Without all of them: one that is told by the others could take the place of a tested one.
    const survival::Constrained without = model.without(products);
    if (!without.converged) return none;
    return survival::chi_square_tail(std::max(2 * (model.fit().loglik - without.value), 0.0), double(tested.size()));
  }
  for (const std::size_t j : tested)
    if (model.fit().finding[j] != survival::Finding::estimated) return none;
  return survival::chi_square_of(tested, model.fit().estimate, model.fit().covariance).p_value;
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  cohort::Design& design = args.rows.design;
  declare::Rows<Row> rows{.labels = {.whole_counts = design.whole_counts()}};
  if (design.size() == 0) return rows;
  const survival::Regression all = design.regression(std::size_t(args.max_levels));
  if (args.rows.has_id && design.has_clusters())
    throw Error("id goes without a cluster() in terms, which would hide whose the rows are; leave one of them out");
  std::vector<Value> groups;
  for (const cohort::Coefficient& one : design.coefficients())
    if (one.term == design.coefficients().front().term) groups.push_back(one.level);
  const std::size_t against = functions::reference_group(groups, args);
  const Subgroups subgroups(args, all, groups.size(), against, poll);
  Indices everybody(all.patients.size());
  std::iota(everybody.begin(), everybody.end(), 0U);
  add_contrasts(rows.rows, {.variable = "overall", .contrast = {}}, args, groups, against, subgroups, everybody);
  for (std::size_t v = 0; v < args.rows.variables.size(); ++v) {
    const std::vector<Value>& values = design.censoring_grouping().values(v);
    if (values.size() > std::size_t(args.max_levels) + 1)
      throw Error(cat("subgroups ", declare::literal(Value{args.rows.variables[v]}), " has ", values.size(),
                      " values, and max_levels allows ", args.max_levels, "; make groups of them"));
    std::vector<Indices> by_level(values.size());
    Indices known;
    for (const std::uint32_t i : everybody) {
      const std::uint32_t level = subgroups.level_of(i, v);
      by_level[level].push_back(i);
      if (!Rows::is_missing(values[level])) known.push_back(i);
    }
    std::vector<std::uint32_t> levels;
    for (std::uint32_t level = 0; level < values.size(); ++level)
      if (!Rows::is_missing(values[level]) && !by_level[level].empty()) levels.push_back(level);
    const double p = interaction_p(subgroups, known, v, levels, design.is_robust());
    for (const std::uint32_t level : levels)
      add_contrasts(rows.rows,
                    {.variable = args.rows.variables[v],
                     .level = declare::text(values[level]),
                     .contrast = {},
                     .interaction_p = p},
                    args, groups, against, subgroups, by_level[level]);
  }
  return rows;
}

}  // namespace

declare::Function functions::cox_subgroups() {
  using namespace declare;
  ArgumentInfo adjusted_for = terms();
  adjusted_for.required = false;
  adjusted_for.doc = cat("what the hazard ratios are adjusted for: ", adjusted_for.doc);
  return DeclareTable<Args, Row>{
      .name = "cox_subgroups",
      .summary =
          "Hazard ratios of groups, of all patients and in each level of other variables, with a test of interaction "
          "for each variable: the table of a forest plot, whose rows forest_plot draws",
      .reference = cat("Wang et al. 2007, N. Engl. J. Med. 357:2189; ", cox_reference),
      .oracle = "R survival: coxph of each level; anova of coxph with strata(level)",
      .cost = "that of cox for each level, and once more for each variable",
      .example =
          "SELECT variable, level, n, round(hazard_ratio, 2), round(conf_low, 2), round(conf_high, 2), "
          "round(interaction_p, 2) FROM cox_subgroups('SELECT * FROM overall_survival JOIN characteristics USING "
          "(patient_id)', 'os_days', 'died', 'donor', 'age >= 40')",
      .since = {0, 2},
      .arguments = {unpacked_source(&Args::rows), time_expr(), event_expr(),
                    expression("by_expr", Meaning::group, "the groups that are compared: one expression", true),
                    expression("subgroups", Meaning::term,
                               "the variables by whose values the patients are split, separated by commas: columns or "
                               "expressions, e.g. 'sex, age >= 60'. NULL leaves a row out of this variable alone",
                               true, true),
                    std::move(adjusted_for), conf_level(), reference(), cox_options()},
      .columns = {column("variable", &Row::variable, "one of subgroups, as written; overall in the first rows"),
                  column("level", &Row::level, "its value, as text; NULL for overall"),
                  column("contrast", &Row::contrast, "the groups compared: 'B / A' is the hazard in B over that in A"),
                  column("n", &Row::n, "patients of the level, in all groups"),
                  column("n_event", &Row::n_event, "their events"),
                  column("hazard_ratio", &Row::hazard_ratio,
                         "hazard ratio by a model of these patients alone, in which the terms have coefficients of "
                         "their own; a term that is the same for all of them has none. NULL if there is no finite one"),
                  column("conf_low", &Row::conf_low, "lower confidence limit"),
                  column("conf_high", &Row::conf_high, "upper confidence limit"),
                  column("p_value", &Row::p_value, "two-sided Wald P value"),
                  column("interaction_p", &Row::interaction_p,
                         "P value of equal hazard ratios in all levels of the variable, the same in each of its rows: "
                         "likelihood ratio of a model with a baseline for each level and the same coefficients of the "
                         "terms; where errors are robust a Wald test; NULL for overall"),
                  column("flag", &Row::flag, "NULL, or why there is no hazard ratio")},
      .compute = compute};
}
