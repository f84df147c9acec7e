// How wide a text will be: an estimate for any sans-serif font, on the safe side, the same on every machine.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace plot {

/// The characters of UTF-8 text that can be shown: broken bytes become U+FFFD, white space a space, and control
/// characters, which XML cannot hold, are dropped.
std::u32string characters(std::string_view utf8);

/// The same, as valid UTF-8 again.
std::string cleaned(std::string_view utf8);
std::string utf8(std::u32string_view characters);

enum class Weight { regular, bold };

/// Width in the unit of `size`. The widths of ASCII are the larger of DejaVu Sans's and Liberation Sans's, which has
/// those of Helvetica and Arial; others go by their script; CJK is one em.
double text_width(std::string_view text, double size, Weight weight = Weight::regular);

/// The text, its end replaced by an ellipsis where it is wider.
std::string shortened_to(std::string_view text, double width, double size, Weight weight = Weight::regular);

/// Lines no wider than `width`, broken at spaces and between CJK characters; a word that is wider is cut.
std::vector<std::string> wrapped(std::string_view text, double width, double size, Weight weight = Weight::regular);

/// The text as it is where it is no wider, even if it is empty; else these lines.
std::vector<std::string> wrapped_to(std::string_view text, double width, double size, Weight weight = Weight::regular);

}  // namespace plot
