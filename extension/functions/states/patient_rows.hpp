// The rows of each patient together, by time; and the patients of whom something is wrong.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "declare/message.hpp"
#include "functions/states/events.hpp"
#include "survival/states/movements.hpp"
#include "survival/states/places.hpp"

namespace functions::states {

/// A row of a patient. Times are places in survival::Places::times.
struct Event {
  std::uint32_t time;
  std::uint32_t entry;     ///< of a row that tells it
  std::uint8_t state;      ///< a code of the rows' values
  bool has_entry = false;  ///< tells where it starts
  bool starts = false;     ///< at 0 or before, where everything starts: `entry` is no place, or that of the time 0
};

/// Whether the rows of a patient all tell the same entry: it is the patient's own, not that of each row.
bool have_one_entry(std::span<const Event> rows);

/// Calls visit(id, rows) for each patient who is not left out, with the rows by time; those of one time as they came.
void for_each_patient(const Events& events, const survival::Places& places, const declare::Poll& poll,
                      const std::function<void(std::uint32_t, std::span<const Event>)>& visit);

/// Throws declare::Error where a weight that counts patients is not whole.
void check_weights(const Events& events, bool sampling);

/// Patients, their groups and weights.
void copy_people(const Events& events, bool sampling, survival::Movements& histories, const declare::Poll& poll);

/// Patients of whom something is wrong, and examples.
struct Slip {
  static constexpr std::uint32_t no_patient = 0xFFFFFFFF;
  static constexpr std::size_t most_examples = 3;

  std::size_t patients = 0;
  std::uint32_t last = no_patient;
  std::vector<std::string> examples;

  /// \param example  () -> text; not asked once there are enough
  template <class Example>
  void add(std::uint32_t id, Example example) {
    if (last == id) return;
    last = id;
    ++patients;
    if (examples.size() < most_examples) examples.push_back(example());
  }

  /// "17, 18, 21, ..."
  std::string listed() const;
  /// Throws declare::Error if there are any: "<what> for 3 patients (...); <way_out>"
  void report(const std::string& what, const char* way_out) const;
};

/// "1 patient", "2 patients"
std::string patients(std::size_t count);

}  // namespace functions::states
