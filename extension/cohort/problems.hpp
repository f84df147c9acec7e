// What is wrong with the rows of a source, counted until all have been seen; and what the sinks that take rows ask of
// them alike.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "declare/message.hpp"
#include "declare/sql_text.hpp"
#include "declare/value.hpp"

namespace cohort {

inline constexpr auto largest_exact = std::int64_t{1} << 53;  // from here on a double skips integers
inline constexpr std::size_t most_statuses = 255;
inline constexpr const char* mend = "correct the rows, or leave them out with a query as source";

/// Problems by the place that they are at, an input's number; the rows of one kind at one place are counted together.
class Problems {
 public:
  void add(std::size_t place, std::string what, std::string example, std::string way_out, double rows = 1) {
    for (Problem& problem : problems_)
      if (problem.place == place && problem.what == what) {
        problem.rows += rows;
        return;
      }
    problems_.push_back({place, std::move(what), std::move(example), std::move(way_out), rows});
  }

  /// A text where a number belongs.
  void add_text(std::size_t place, std::string_view text);

  /// Throws declare::Error about the one at the first place, if there is any. \param subject  place -> "time 'os_days'"
  template <class Subject>
  void report(Subject subject) const {
    const auto first = std::ranges::min_element(problems_, {}, &Problem::place);
    const auto text = std::ranges::min_element(texts_, {}, &Texts::place);
    if (text != texts_.end() && (first == problems_.end() || text->place <= first->place))
      throw declare::Error(declare::cat(subject(text->place), text->clause()));
    if (first != problems_.end())
      throw declare::Error(declare::cat(subject(first->place), " ", first->what, " in ", declare::rows(first->rows),
                                        ", e.g. ", first->example, "; ", first->way_out));
  }

 private:
  struct Problem {
    std::size_t place;
    std::string what;  ///< "is negative"
    std::string example;
    std::string way_out;
    double rows;
  };
  /// The texts at one place that should hold numbers.
  struct Texts {
    std::size_t place;
    double rows = 0, numbers = 0, others = 0;
    bool has_comma = false;
    std::string example = {}, other = {};  ///< as literals; `other` holds no number
    std::vector<std::string> marks = {};   ///< of what is missing, as literals, each once
    /// " is not a number in 3 rows, e.g. '5'; ..."
    std::string clause() const;
  };
  std::vector<Problem> problems_;
  std::vector<Texts> texts_;
};

/// What a text says where a number belongs.
enum class Reads {
  as_none,
  as_number,
  with_comma,  ///< 12,5
  as_missing   ///< what software writes for what is missing: '', 'NA'
};
Reads reading_of(std::string_view text);

/// The text without blanks at its ends, one blank for several; UTF-8's no-break space is a blank.
std::string without_blanks(std::string_view text);

/// In ASCII's small letters.
std::string lower(std::string_view text);

/// A text, and the whole of it a number: what a CSV file without types gives.
bool reads_as_a_number(const declare::Cell& cell);

/// The number of a cell, which may be infinite; false when it is none, or an integer that a double would change.
bool read_number(const declare::Cell& cell, std::size_t place, Problems& problems, double& number);

/// What to do about an event that is not 0 or 1.
inline std::string event_way_out(const declare::Cell& cell, const std::string& column) {
  if (cell.type() == declare::Type::blob) return "name a column of 0 and 1";
  return declare::cat("say which value is the event, e.g. ", column, " = ", declare::literal(cell.value()));
}

/// Throws declare::Error when the status that means censored is not given though statuses are text, or is in no row and
/// seems a slip of the pen: then all the censored would be events. That nobody is censored is no error.
/// \param known  the statuses that there are
/// \param all    they are those of all patients, not of a group among others where a value may rightly be missing
void check_censor(const std::optional<declare::Value>& censor, const std::vector<declare::Value>& known,
                  const std::string& subject, bool all);

/// Throws declare::Error when weights sum to more than doubles can count.
inline void check_total(double total, const std::string& subject) {
  if (total > double(largest_exact))
    throw declare::Error(declare::cat(subject, " sums to ", total,
                                      ", and beyond 2^53 patients cannot be counted; is it a number of patients?"));
}

/// The place of a value among others; their number when it is not there.
inline std::size_t place(const declare::Value& value, const std::vector<declare::Value>& known) {
  const auto found = std::ranges::find_if(known, [&](const auto& one) { return declare::equal(value, one); });
  return std::size_t(found - known.begin());
}

/// The known value that reads like `value`, but for case, spaces around it, and being text instead of a number; null
/// when there is none.
inline const declare::Value* spelt_alike(const declare::Value& value, const std::vector<declare::Value>& known) {
  for (const declare::Value& one : known)
    if (declare::same_name(declare::trimmed(declare::text(value)), declare::trimmed(declare::text(one)))) return &one;
  return nullptr;
}

inline std::vector<std::string> literals(const std::vector<declare::Value>& values) {
  std::vector<std::string> shown;
  for (const declare::Value& value : values) shown.push_back(declare::literal(value));
  return shown;
}

/// "<what> 'x' is no value of <of>", and what it may have meant or the values that there are.
inline declare::Error no_value(std::string_view what, const declare::Value& value, std::string_view of,
                               const std::vector<declare::Value>& known) {
  constexpr std::size_t most_shown = 10, most_compared = 1000;
  const std::string wrong = declare::cat(what, " ", declare::literal(value), " is no value of ", of);
  if (known.size() > most_compared) return declare::Error(declare::cat(wrong, ", which has ", known.size()));
  if (const declare::Value* meant = spelt_alike(value, known))
    return declare::Error(declare::cat(wrong, "; did you mean ", declare::literal(*meant), "?"));
  std::vector<std::string> shown = literals(known);
  if (const std::string hint = declare::did_you_mean(declare::literal(value), shown); !hint.empty())
    return declare::Error(wrong + hint);
  if (shown.size() <= most_shown) return declare::Error(declare::cat(wrong, "; it has ", declare::any_of(shown)));
  std::string first;
  for (std::size_t i = 0; i < most_shown; ++i) first += declare::cat(shown[i], ", ");
  return declare::Error(declare::cat(wrong, "; it has ", first, "and ", shown.size() - most_shown, " more"));
}

}  // namespace cohort
