// Result columns of a SQL function: each is declared once, bound to a field of its row, and documented.
#pragma once
#include <cmath>
#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "declare/argument.hpp"
#include "declare/value.hpp"

namespace declare {

/// A number of patients or events: INTEGER, but REAL in the whole result when a weight is not a whole number.
struct Count {
  double value;
};

/// A time: INTEGER when every time read was one, else REAL in the whole result.
struct Time {
  double value;
};

/// What holds for all rows of a result.
struct Labels {
  std::vector<Value> strata = {};    ///< what Stratum::index refers to
  std::vector<Value> causes = {};    ///< what Cause::index refers to
  std::vector<Value> patients = {};  ///< and so on
  std::vector<Value> terms = {};
  std::vector<Value> levels = {};
  bool whole_counts = true;
  bool whole_times = true;
};

/// A value that several rows share: where it is in a list of Labels.
template <std::vector<Value> Labels::*List>
struct Label {
  static constexpr auto list = List;
  std::uint32_t index;
};

/// The group a row is about: its value, of the type it has in the source; NULL without groups.
using Stratum = Label<&Labels::strata>;
/// The event a row is about: the value of its cause.
using Cause = Label<&Labels::causes>;
/// Who a row is about: a value that tells, of the type it has in the source.
using Patient = Label<&Labels::patients>;
/// The coefficient a row is about.
using Term = Label<&Labels::terms>;
using Level = Label<&Labels::levels>;

/// What a table function computes.
template <class Row>
struct Rows {
  std::vector<Row> rows = {};
  Labels labels = {};
  /// In place of `rows` where those would be too many to stand side by side: their number, and how to make one.
  std::size_t count = 0;
  std::function<Row(std::size_t)> make = {};
};

struct ColumnInfo {
  std::string name;
  std::string type;
  std::string doc;
};

/// A column bound to a field that stands `offset` bytes behind the start of a row.
struct BoundColumn {
  ColumnInfo info;
  std::ptrdiff_t offset = 0;
  std::function<Cell(const void* field, const Labels&)> get = {};
};

/// A column bound to a field of `Row`.
template <class Row>
struct Column : BoundColumn {
  explicit Column(BoundColumn bound) : BoundColumn(std::move(bound)) {}
  /// One that needs all of the row.
  Column(ColumnInfo i, Cell (*read)(const Row&, const Labels&))
      : BoundColumn{.info = std::move(i), .get = [read](const void* row, const Labels& all) {
                      return read(*static_cast<const Row*>(row), all);
                    }} {}
  /// One bound to a field that Row inherits.
  template <class Base>
  requires std::derived_from<Row, Base> &&(!std::same_as<Row, Base>)Column(Column<Base> base)
      : BoundColumn(std::move(base)) {
    Row row{};
    offset += detail::distance(&row, static_cast<Base*>(&row));
  }
};

/// Whether a number can stand in an INTEGER column without loss.
inline bool is_whole(double number) { return number == std::trunc(number) && std::abs(number) <= 0x1p53; }

namespace detail {
template <class T>
constexpr const char* sql_type() {
  if constexpr (std::is_same_v<T, double>) return "REAL";
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::optional<std::string>>) return "TEXT";
  if constexpr (std::is_same_v<T, Term> || std::is_same_v<T, Level>) return "TEXT";
  if constexpr (std::is_same_v<T, Count> || std::is_same_v<T, Time>) return "INTEGER or REAL";
  if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::optional<std::int64_t>>) return "INTEGER";
  return "any";
}
inline Cell whole_or_real(double value, bool whole) { return whole ? Cell(std::int64_t(value)) : Cell(value); }

template <class T>
Cell cell_of(const void* field, [[maybe_unused]] const Labels& all) {
  const T& value = *static_cast<const T*>(field);
  if constexpr (std::is_same_v<T, Count>) {
    return whole_or_real(value.value, all.whole_counts);
  } else if constexpr (std::is_same_v<T, Time>) {
    return whole_or_real(value.value, all.whole_times);
  } else if constexpr (requires { T::list; }) {
    return Cell((all.*T::list)[value.index]);
  } else if constexpr (std::is_same_v<T, std::optional<std::int64_t>>) {
    return value ? Cell(*value) : Cell();
  } else if constexpr (std::is_same_v<T, std::optional<std::string>>) {
    return value ? Cell(Type::text, *value) : Cell();
  } else if constexpr (std::is_same_v<T, std::string>) {
    return Cell(Type::text, value);
  } else {
    return Cell(value);
  }
}
}  // namespace detail

/// A double that is NaN comes out as NULL.
template <class Row, class T>
Column<Row> column(std::string name, T Row::*field, std::string doc) {
  return Column<Row>(BoundColumn{.info = {std::move(name), detail::sql_type<T>(), std::move(doc)},
                                 .offset = place(field).first,
                                 .get = detail::cell_of<T>});
}

}  // namespace declare
