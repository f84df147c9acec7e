#include "functions/figures/cells.hpp"

#include "cohort/problems.hpp"
#include "declare/message.hpp"

namespace functions {

std::optional<double> number_of(const declare::Cell& cell, std::string_view argument, std::size_t row) {
  if (cell.is_null()) return std::nullopt;
  if (!cell.is_number())
    throw declare::Error(declare::cat(argument, " is not a number in row ", row, ", e.g. ",
                                      declare::literal(cell.value()), "; name a numeric column or expression"));
  return cell.number();
}

std::size_t place_or_add(std::vector<declare::Value>& values, const declare::Value& value) {
  const std::size_t place = cohort::place(value, values);
  if (place == values.size()) values.push_back(value);
  return place;
}

}  // namespace functions
