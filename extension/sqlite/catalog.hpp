// What else is in the databases of the connection: what to tell of a table that is not there.
#pragma once
#include <string>
#include <string_view>

#include "sqlite/connection.hpp"

namespace sqlite {

/// The argument of a function that its rows come from; messages need not name it.
inline constexpr std::string_view main_source = "source";

/// What to tell of a table that is not there.
///
/// \param argument  that names it
/// \param from      the argument as it stands after FROM
/// \param takes_blobs  the source may be a surv() blob
/// \param name      of the table, as SQLite missed it; it may begin with its schema, or hold a dot of its own
std::string not_found(const Connection& connection, std::string_view argument, const std::string& from,
                      const std::string& name, bool takes_blobs);

}  // namespace sqlite
