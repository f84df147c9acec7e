#include "fuzz/laws.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

namespace fuzz {

using robust::Answer, robust::Function, robust::is_null, robust::is_number, robust::number, robust::Row, robust::shown,
    robust::Value;

namespace {

constexpr double rounding = 1e-9;

enum class Course { falls, rises };
struct Curve {
  std::string_view function;
  Course course;
  bool is_probability;
  bool telescopes;  ///< has all who leave in n_event, over the outcomes, and n_censor
};
constexpr std::array curves = {
    Curve{"km_curve", Course::falls, true, true},        Curve{"cuminc", Course::rises, true, true},
    Curve{"nelson_aalen", Course::rises, false, true},   Curve{"cox_curve", Course::falls, true, false},
    Curve{"finegray_curve", Course::rises, true, false},
};

constexpr std::array<std::string_view, 9> identities = {"strata",   "outcome",  "row",  "state", "from_state",
                                                        "to_state", "variable", "term", "level"};
/// The user's own values come back in these, infinite ones too.
constexpr std::array<std::string_view, 8> given_back = {"strata", "strata1", "strata2", "outcome",
                                                        "level",  "state",   "patient", "value"};

template <class List>
bool is_in(const List& list, std::string_view name) {
  return std::ranges::find(list, name) != std::end(list);
}

bool is_probability_column(std::string_view name) {
  return name == "p_value" || name == "p_adjusted" || name.ends_with("_p") || name == "concordance" ||
         name == "concordance_se" || name.find("logrank_p(") == 0 || name.find("gray_p(") == 0 ||
         name.find("concordance(") == 0 || name.find("cif(") == 0 || name.find("km_survival(") == 0;
}

bool is_never_negative(std::string_view name, bool is_signed) {
  return name == "n" || name.starts_with("n_") || name == "std_error" || name.ends_with("_se") || name == "sd" ||
         name == "df" || name == "percent" || name.starts_with("lr_") || name.starts_with("wald_") ||
         name.starts_with("score_") || (name == "statistic" && !is_signed);
}

/// The answer's columns by name, and the words for what is wrong in a row.
class Rows {
 public:
  explicit Rows(const Answer& answer) : answer_(answer) {
    for (std::size_t i = 0; i < answer.columns.size(); ++i) at_[answer.columns[i]] = i;
  }

  bool has(const std::string& column) const { return at_.contains(column); }
  /// NaN when there is no such column, or a NULL in it.
  double operator()(std::size_t row, const std::string& column) const {
    const auto at = at_.find(column);
    return at == at_.end() ? std::nan("") : number(answer_.rows[row][at->second]);
  }
  std::string shown_cell(std::size_t row, const std::string& column) const {
    const auto at = at_.find(column);
    return at == at_.end() ? "" : shown(answer_.rows[row][at->second]);
  }
  /// Which curve a row belongs to.
  std::string identity(std::size_t row) const {
    std::string text;
    for (const std::string_view column : identities) text += shown_cell(row, std::string(column)) + "|";
    return text;
  }
  std::string fault(std::size_t row, const std::string& what) const {
    return what + "\n  " + shown(answer_.rows[row]) + "\n";
  }

 private:
  const Answer& answer_;
  std::map<std::string, std::size_t> at_;
};

std::string broken_by_a_cell(const Answer& answer, const Rows& rows, const Asked& asked) {
  const bool is_regression = rows.has("hazard_ratio") || rows.has("time_ratio") || rows.has("effect");
  for (std::size_t i = 0; i < answer.rows.size(); ++i)
    for (std::size_t k = 0; k < answer.columns.size(); ++k) {
      const std::string& name = answer.columns[k];
      const Value& value = answer.rows[i][k];
      if (!is_number(value)) continue;
      const double x = number(value);
      if (!std::isfinite(x)) {
        const bool is_ratio =
            is_regression && (name.ends_with("_ratio") || name == "effect" || name == "conf_high");  // of exp()
        const bool is_apart = name == "smd";  // of groups that differ and within which nobody does
        if (!asked.extreme && !is_in(given_back, name) && !((is_ratio || is_apart) && x > 0))
          return rows.fault(i, "not finite: " + name);
        continue;
      }
      if (is_probability_column(name) && !(x >= 0 && x <= 1)) return rows.fault(i, "outside [0, 1]: " + name);
      if (is_never_negative(name, is_regression) && !(x >= -rounding)) return rows.fault(i, "negative: " + name);
    }
  return "";
}

std::string broken_by_a_limit(const Answer& answer, const Rows& rows, const Curve* curve) {
  const std::string middle = rows.has("hazard_ratio") ? "hazard_ratio"
                             : rows.has("effect")     ? "effect"
                             : rows.has("time_ratio") ? "time_ratio"
                             : rows.has("difference") ? "difference"
                                                      : "estimate";
  for (std::size_t i = 0; i < answer.rows.size(); ++i) {
    const double estimate = rows(i, middle), low = rows(i, "conf_low"), high = rows(i, "conf_high");
    const double slack = rounding * std::max(1.0, std::abs(estimate));
    if (low > estimate + slack) return rows.fault(i, "conf_low above the estimate");
    if (high < estimate - slack) return rows.fault(i, "conf_high below the estimate");
    if (!curve || !curve->is_probability) continue;
    for (const double x : {estimate, low, high})
      if (x < 0 || x > 1) return rows.fault(i, "a probability outside [0, 1]");
  }
  return "";
}

std::string broken_along_time(const Answer& answer, const Rows& rows, const Curve& curve) {
  for (std::size_t i = 1; i < answer.rows.size(); ++i) {
    if (rows.identity(i) != rows.identity(i - 1)) continue;
    if (!(rows(i - 1, "time") < rows(i, "time"))) return rows.fault(i, "times do not rise");
    const double before = rows(i - 1, "estimate"), now = rows(i, "estimate");
    const double slack = 1e-12 * std::max(1.0, std::abs(before));
    if (curve.course == Course::falls && now > before + slack) return rows.fault(i, "the curve rises");
    if (curve.course == Course::rises && now < before - slack) return rows.fault(i, "the curve falls");
  }
  return "";
}

/// n_risk of a time less those who leave then, of all outcomes, is n_risk of the next time.
std::string broken_counts(const Answer& answer, const Rows& rows) {
  struct Time {
    double n_risk = 0, events = 0, n_censor = 0;
    std::size_t row = 0;
  };
  std::map<std::string, std::map<double, Time>> curves;
  for (std::size_t i = 0; i < answer.rows.size(); ++i) {
    Time& time = curves[rows.shown_cell(i, "strata")][rows(i, "time")];
    time = {rows(i, "n_risk"), time.events + rows(i, "n_event"), rows(i, "n_censor"), i};
  }
  for (const auto& [strata, times] : curves)
    for (auto now = times.begin(), next = std::next(now); next != times.end(); ++now, ++next) {
      const double left = now->second.n_risk - now->second.events - now->second.n_censor;
      if (std::abs(left - next->second.n_risk) > rounding * std::max(1.0, now->second.n_risk))
        return rows.fault(now->second.row, "n_risk does not telescope");
    }
  return "";
}

bool are_close(double a, double b, double tolerance) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

}  // namespace

std::string broken_law(const Function& function, const Answer& answer, const Asked& asked) {
  const Rows rows(answer);
  const auto found = std::ranges::find(curves, std::string_view(function.name), &Curve::function);
  const Curve* curve = found == curves.end() ? nullptr : &*found;
  if (std::string fault = broken_by_a_cell(answer, rows, asked); !fault.empty()) return fault;
  if (std::string fault = broken_by_a_limit(answer, rows, curve); !fault.empty()) return fault;
  if (!curve) return "";
  if (std::string fault = broken_along_time(answer, rows, *curve); !fault.empty()) return fault;
  if (!curve->telescopes || asked.late_entry || asked.chosen_times || asked.extreme) return "";
  return broken_counts(answer, rows);
}

std::string difference(const Answer& a, const Answer& b, double tolerance, std::span<const std::string_view> but) {
  if (a.code != b.code || a.rows.size() != b.rows.size())
    return "code " + std::to_string(a.code) + " " + a.message + ", " + std::to_string(a.rows.size()) + " rows; code " +
           std::to_string(b.code) + " " + b.message + ", " + std::to_string(b.rows.size()) + " rows";
  for (std::size_t i = 0; i < a.rows.size(); ++i)
    for (std::size_t k = 0; k < a.rows[i].size(); ++k) {
      const Value &x = a.rows[i][k], &y = b.rows[i][k];
      const bool numbers = is_number(x) && is_number(y);
      if (numbers ? are_close(number(x), number(y), tolerance) : x == y) continue;
      if (is_in(but, a.columns[k])) continue;
      if (a.columns[k] == "iterations") continue;  // rounding decides whether there is one more
      return "row " + std::to_string(i) + ", " + a.columns[k] + ": " + shown(x) + " and " + shown(y) + "\n  " +
             shown(a.rows[i]) + "\n  " + shown(b.rows[i]);
    }
  return "";
}

double stopping_error(const Answer& answer) {
  const Rows rows(answer);
  double largest = 1;
  for (std::size_t i = 0; i < answer.rows.size(); ++i) largest = std::fmax(largest, 4 * rows(i, "std_error"));
  return 1e-6 * largest;
}

bool is_settled(const Answer& answer) {
  const Rows rows(answer);
  for (std::size_t i = 0; i < answer.rows.size(); ++i) {
    if (rows.has("flag") && rows.shown_cell(i, "flag") != "NULL") return false;
    if (rows.has("converged") && rows(i, "converged") == 0) return false;
  }
  return answer.code == SQLITE_OK;
}

}  // namespace fuzz
