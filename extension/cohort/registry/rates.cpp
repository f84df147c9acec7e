#include "cohort/registry/rates.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace cohort {

using declare::cat, declare::Cell, declare::Error, declare::literal, declare::Value;

namespace {
constexpr std::array<const char*, 4> names = {"age", "sex", "year", "rate"};
enum Place : std::size_t { age, sex, year, rate };

std::vector<double> distinct(std::vector<double> values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::size_t place_of(const std::vector<double>& sorted, double value) {
  return std::size_t(std::ranges::lower_bound(sorted, value) - sorted.begin());
}

/// What there is in a row beside a cell that is NULL: "age 50, sex 'F', rate 0.01".
std::string others(std::span<const Cell> cells) {
  std::string told;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!cells[i].is_null()) told += cat(told.empty() ? "" : ", ", names[i], " ", literal(cells[i].value()));
  return told.empty() ? "a row of NULLs" : told;
}
}  // namespace

std::vector<declare::Expression> Rates::choose(std::vector<declare::Expression>) const {
  std::vector<declare::Expression> columns;
  for (const char* name : names) columns.push_back({.argument = "rates", .text = name});
  return columns;
}

void Rates::begin(std::span<const declare::Expression>, const declare::Poll&) { given_ = true; }

void Rates::row(std::span<const Cell> cells) {
  Row row{};
  bool good = true;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (cells[i].is_null()) {
      problems_.add(i, "is NULL", others(cells), mend);
      good = false;
    } else if (i != sex) {
      double& number = i == age ? row.age : i == year ? row.year : row.rate;
      if (!read_number(cells[i], i, problems_, number)) {
        good = false;
      } else if (!std::isfinite(number) || (i == rate && number < 0)) {
        problems_.add(i, i == rate ? "is not a rate of 0 or more" : "is infinite", cat(number), mend);
        good = false;
      }
    }
  }
  if (!good) return;
  row.sex = sexes_.code(cells[sex]);
  rows_.push_back(row);
}

void Rates::end() {
  problems_.report([](std::size_t i) { return cat("rates: ", names[i]); });
  if (rows_.empty()) throw Error("argument 'rates' has no rows; it must have the columns age, sex, year and rate");
}

survival::PopulationRates Rates::rates(const std::vector<Value>& sexes) const {
  survival::PopulationRates all;
  std::vector<double> ages, years;
  for (const Row& row : rows_) ages.push_back(row.age), years.push_back(row.year);
  all.ages = distinct(std::move(ages)), all.years = distinct(std::move(years)), all.sexes = sexes.size();
  std::vector<std::size_t> sex_of;  // of the codes of the table
  for (const Value& value : sexes_.values()) sex_of.push_back(place(value, sexes));
  for (const Value& value : sexes)
    if (place(value, sexes_.values()) == sexes_.values().size()) throw no_value("sex", value, "rates", sexes_.values());
  all.rate.assign(all.sexes * all.ages.size() * all.years.size(), std::nan(""));
  for (const Row& row : rows_) {
    if (sex_of[row.sex] == sexes.size()) continue;  // nobody's
    double& cell = all.rate[(sex_of[row.sex] * all.ages.size() + place_of(all.ages, row.age)) * all.years.size() +
                            place_of(all.years, row.year)];
    if (!std::isnan(cell))
      throw Error(cat("argument 'rates' has two rows of sex ", literal(sexes_.values()[row.sex]), ", age ", row.age,
                      ", year ", row.year));
    cell = row.rate;
  }
  for (std::size_t s = 0; s < all.sexes; ++s)
    for (std::size_t a = 0; a < all.ages.size(); ++a)
      for (std::size_t y = 0; y < all.years.size(); ++y)
        if (std::isnan(all.at(s, a, y)))
          throw Error(cat("argument 'rates' has no row of sex ", literal(sexes[s]), ", age ", all.ages[a], ", year ",
                          all.years[y], "; it needs one of every age in every year"));
  return all;
}

}  // namespace cohort
