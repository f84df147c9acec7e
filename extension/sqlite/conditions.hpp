// Conditions on the result of a table function that no row meets, though one was likely meant to.
#pragma once
#include <vector>

#include "declare/function.hpp"
#include "sqlite/given.hpp"

namespace sqlite {

/// The places, among the conditions of a plan, of those that say column = a value written in the query: of the time,
/// where `times` could be given and is not, and of what names a row.
std::vector<int> conditions_on_result(sqlite3_index_info* plan, const declare::TableFunction& function, bool has_times);

/// \throws declare::Error  no row has the time 365: the estimate then was meant; no row has '1', but one has 1
void check_conditions(const declare::Result& result, const declare::TableFunction& function,
                      const Conditions& conditions);

}  // namespace sqlite
