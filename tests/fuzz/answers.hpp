// What every answer must be, whatever was asked.
#pragma once
#include <string>

#include "robust/database.hpp"
#include "robust/functions.hpp"

namespace fuzz {

/// Ends the program when the answer breaks what holds for every query: a result code that means a fault, a message that
/// comes from inside the program, a figure that is no XML. `query` shows what was asked.
void check_answer(const robust::Answer& answer, const std::string& query);

/// "" or what is wrong with a figure: XML that is not well formed, a script or a link out of it, a coordinate that is
/// no number.
std::string svg_fault(const std::string& svg);

/// Whether the bytes are UTF-8, without overlong forms and surrogates.
bool is_utf8(const std::string& text);

/// The query with its parameters, to be read by a person.
std::string shown_query(const std::string& sql, const std::vector<robust::Value>& values);

}  // namespace fuzz
