// The rows of one patient: made one where they only split follow-up, and checked across each other. Every sink that
// takes patients does both here.
#pragma once
#include <cstdint>

#include "cohort/follow_up.hpp"
#include "survival/histories.hpp"
#include "survival/patients.hpp"

namespace cohort {

/// What an analysis makes of a patient's rows.
enum class Stays : std::uint8_t {
  until_event,  ///< none after an event
  recurrent,    ///< events may follow an event
  one           ///< they must be one row, split at most
};

/// Sorts patients by time, and makes near ties one. With ids it also makes one row of a patient's rows that only split
/// follow-up, and checks the rest of them.
///
/// \param follow_up  has read the rows: its words name what is wrong
/// \param alike      as for survival::join
/// \return the distance below which times are one
/// \throws declare::Error where rows of one patient overlap, differ in their weight, or are more than `stays` allows
double sort_stays(survival::Patients& patients, Stays stays, const FollowUp& follow_up, const survival::Poll& poll,
                  const survival::Alike& alike = {});

/// Of patients in any order: the same check of overlaps alone, whatever the analysis to come.
void check_overlaps(survival::Patients patients, const FollowUp& follow_up, const survival::Poll& poll);

}  // namespace cohort
