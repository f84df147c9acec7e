// What people bring by mistake in the values of a column, seen in its distinct values alone: each is an error that
// shows the right form, and each leaves a way to say that it was meant.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cohort/follow_up.hpp"
#include "cohort/grouping.hpp"
#include "declare/message.hpp"
#include "declare/value.hpp"
#include "survival/patients.hpp"

namespace cohort {

/// The distinct values of one expression.
struct Values {
  enum Use { group, status, term, variable };

  Values(std::span<const declare::Cell> values, Use is, std::string who, std::string typed)
      : all(values), use(is), subject(std::move(who)), expression(std::move(typed)) {}
  /// A few, which must live as long as this.
  Values(const std::vector<declare::Value>& values, Use is, std::string who, std::string typed)
      : cells(values.begin(), values.end()),
        all(cells),
        use(is),
        subject(std::move(who)),
        expression(std::move(typed)) {}
  Values(const Values&) = delete;

  std::vector<declare::Cell> cells = {};
  std::span<const declare::Cell> all;
  Use use;
  std::string subject;     ///< "by 'centre'"
  std::string expression;  ///< as typed; empty in an aggregate, which sees only its values
};

/// \throws declare::Error when two values differ in case, blanks or type alone. An expression in parentheses means it.
/// Of more than a thousand values nothing is asked.
void check_spelling(const Values& values);

/// \throws declare::Error when a column as it stands has a value such as '' or 'NA', which software writes for what is
/// missing. Any expression means it.
/// \param meant  a value that was named on its own
void check_missing_marks(const Values& values, const declare::Value* meant = nullptr);

/// \throws declare::Error when there are more than two values and all of them are numbers as text, which would be
/// classes. \param classes  how to say that they are meant to be, e.g. "factor(x)"
void check_numbers_as_text(const Values& values, const std::string& classes);

/// The spelling of each expression of a grouping, and what is missing in it.
/// \param cells  of its expressions
void check_groups(const FollowUp& follow_up, const Grouping& grouping, std::span<const std::size_t> cells);

/// What to tell when cluster() makes one cluster of all rows.
declare::Error one_cluster(const std::string& subject);

/// Of Outcome::event.
/// \throws declare::Error when nobody is censored, and rows with a time were left out since their event is NULL: then
/// these are likely the censored. An aggregate, whose group may rightly be so, is not asked.
void check_events(const FollowUp& follow_up, const survival::Patients& patients);

Values statuses_of(const FollowUp& follow_up, const std::vector<declare::Value>& statuses);

/// Likewise of Outcome::status; and when no status is 0 and nothing says what means censored, or one looks missing.
/// \param censor  as given
void check_statuses(const FollowUp& follow_up, const std::vector<declare::Value>& statuses,
                    const std::optional<declare::Value>& censor);

}  // namespace cohort
