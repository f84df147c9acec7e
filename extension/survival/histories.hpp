// The rows of one patient, one after the other: whether they overlap, and where one goes on in the next.
#pragma once
#include <functional>
#include <optional>

#include "survival/patients.hpp"

namespace survival {

/// Two rows of a patient, the later of which begins before the earlier has ended.
struct Overlap {
  std::uint32_t id;
  Patient earlier, later;
};

struct Histories {
  LargeVector<std::uint32_t> rows;  ///< those of patient 0, then of patient 1, ...; of one patient in order of time
  /// 1 at a row of a patient whose next row begins at the very time it ends. Such an end is no censoring.
  LargeVector<std::uint8_t> goes_on;
  std::size_t overlapping = 0;     ///< patients with rows that overlap
  std::optional<Overlap> overlap;  ///< of the first of them
};

/// A row is (entry, time]; without entries every row begins at the start, so that any two of one patient overlap. Gaps
/// between rows are no fault: there the patient is out of sight. O(n).
///
/// \param patients  sorted by time, with ids; rows that rounding sets apart meet once near ties are merged
Histories histories(const Patients& patients, const Poll& poll);

/// (earlier, later) -> whether the two rows are alike.
using Alike = std::function<bool(std::size_t, std::size_t)>;

/// Makes one row of those that only split a stay: the first ends without an event where the next begins, and they agree
/// in all but when and how they end. What is estimated from the rows of a patient is then what the unsplit row gives,
/// to the last bit. Rows stay sorted by time.
/// \param alike  whether two rows agree in what the patients' columns do not tell; empty: there is nothing else
void join(Patients& patients, const Histories& histories, const Poll& poll, const Alike& alike = {});

}  // namespace survival
