// What the guards over the text of arguments cost a call, at prepare time: microseconds for all its expressions, over a
// source of 40 columns. Prints, asserts nothing.
//
//   bench_guards
#include "declare/guards.hpp"
#include "declare/arithmetic.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using declare::Expression, declare::Meaning;

struct Call {
  const char* name;
  std::vector<Expression> expressions;
};

/// The median of `runs` times of one call's checks, in microseconds.
double microseconds(const Call& call, const std::vector<declare::SourceColumn>& columns) {
  constexpr int runs = 2001;
  std::vector<double> times;
  for (int run = 0; run < runs; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    for (const Expression& expression : call.expressions) {
      declare::check_text(expression, columns, "patients");
      if (declare::division_in(expression)) times.reserve(runs);
    }
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
  }
  std::ranges::nth_element(times, times.begin() + runs / 2);
  return times[runs / 2];
}

Expression expression(const char* argument, const char* text, Meaning meaning) {
  return {argument, text, 0, text, meaning};
}

}  // namespace

int main() {
  std::vector<declare::SourceColumn> columns;
  for (const char* name : {"patient_id", "days", "status", "sex", "age", "centre", "arm", "stage"})
    columns.push_back({name, "TEXT"});
  for (int i = 8; i < 40; ++i) columns.push_back({"column_" + std::to_string(i), "REAL"});
  using enum Meaning;
  const Call calls[] = {
      {"km_curve, three columns",
       {expression("time_expr", "days", number), expression("event_expr", "status", condition),
        expression("by_expr", "arm", group)}},
      {"cuminc, a CASE",
       {expression("time_expr", "days / 30.4375", number),
        expression("status_expr",
                   "CASE WHEN status = 1 AND column_9 IS NULL THEN 'relapse' WHEN status IN (1, 2) THEN 'death' ELSE "
                   "'alive' END",
                   condition),
        expression("by_expr", "column_10 BETWEEN 18 AND 65", group)}},
      {"cox, eight terms",
       {expression("time_expr", "days", number), expression("event_expr", "status = 1 OR status = 2", condition),
        expression("terms", "column_10 / 10.0", term), expression("terms", "sex", term),
        expression("terms", "ln(column_11)", term), expression("terms", "stage", term),
        expression("terms", "column_12 * column_12", term), expression("terms", "centre", term),
        expression("terms", "CASE WHEN column_13 > 5 THEN 1 ELSE 0 END", term), expression("terms", "arm", term)}}};
  for (const Call& call : calls) std::printf("%-24s %6.1f us\n", call.name, microseconds(call, columns));
}
