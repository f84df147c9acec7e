// cox_zph: are the hazards proportional? A test for each term of a Cox model, and for all.
#include <cmath>

#include "functions/functions.hpp"
#include "functions/regression/cox_model.hpp"

namespace {

struct Args : functions::CoxArgs {
  survival::TimeScale transform = survival::TimeScale::km;
};

struct Row {
  std::string term;
  double statistic;
  std::optional<std::int64_t> df;
  double p_value;
};

/// The test of some of the columns.
Row test(const std::string& term, const survival::Drift& drift, const std::vector<std::size_t>& columns) {
  const survival::ChiSquare test = survival::chi_square_of(columns, drift.score, drift.covariance);
  if (std::isnan(test.df)) return {term, test.statistic, std::nullopt, test.p_value};
  return {term, test.statistic, std::int64_t(test.df), test.p_value};
}

declare::Rows<Row> compute(Args& args, const declare::Poll& poll) {
  declare::Rows<Row> rows;
  if (args.design.size() == 0) return rows;
  const survival::Cox model = args.model(poll);
  const survival::Drift drift = functions::worded([&] { return model.drift(args.transform); });
  std::vector<std::size_t> of_term, all;
  const auto& coefficients = args.design.coefficients();
  for (std::size_t i = 0; i < coefficients.size(); ++i) {
    if (const auto column = coefficients[i].column;
        column && model.fit().finding[*column] == survival::Finding::estimated)
      of_term.push_back(*column), all.push_back(*column);
    if (i + 1 < coefficients.size() && coefficients[i + 1].term == coefficients[i].term) continue;
    rows.rows.push_back(test(coefficients[i].term, drift, of_term));
    of_term.clear();
  }
  rows.rows.push_back(test("GLOBAL", drift, all));
  return rows;
}

}  // namespace

declare::Function functions::cox_zph() {
  using namespace declare;
  using enum survival::TimeScale;
  return DeclareTable<Args, Row>{
      .name = "cox_zph",
      .summary =
          "Test of proportional hazards in a Cox model. One score test for each term, then one for all terms together",
      .reference = "Grambsch & Therneau 1994, Biometrika 81:515; as R's survival from version 3 on",
      .oracle = "R survival: cox.zph",
      .cost = "O(n log n + i n p^2), i iterations, p coefficients",
      .example =
          "SELECT * FROM cox_zph('SELECT * FROM overall_survival JOIN patients USING (patient_id)', 'os_days', "
          "'died', 'sex, wbc_at_diagnosis_1e9_l')",
      .arguments = {cox_arguments(),
                    choice("transform", &Args::transform,
                           "time scale on which coefficients may change (1 - Kaplan-Meier, rank of the time, the time "
                           "itself, or its logarithm)",
                           {{"km", km}, {"rank", rank}, {"identity", identity}, {"log", log}}),
                    cox_options()},
      .columns =
          {column("term", &Row::term, "the term as written, without factor(); GLOBAL for all terms together"),
           column("statistic", &Row::statistic, "chi-square statistic; NULL if there is nothing to test"),
           column("df", &Row::df, "degrees of freedom: number of coefficients of the term"),
           column(
               "p_value", &Row::p_value,
               "P value: probability of a chi-square at least this large if the coefficients do not change with time")},
      .compute = compute};
}
