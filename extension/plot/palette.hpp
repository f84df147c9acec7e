// Colours and dashes that tell curves apart, for everyone and on paper.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace plot {

struct Palette {
  bool greyscale = false;
  std::vector<std::string> colors = {};  ///< in place of the default ones
  bool on_dark = false;                  ///< drawn on a dark background
};

struct Stroke {
  std::string color, dash;  ///< dash: empty for a solid line
};

inline constexpr std::array<std::string_view, 8> dashes = {"",     "8 3",         "2 2", "8 3 2 3",
                                                           "14 3", "8 3 2 3 2 3", "4 4", "14 3 2 3"};

/// The stroke of a colour and a dash by number. The colours are those of Okabe & Ito 2008, which people with any
/// colour vision tell apart, those first that stand out from the background, and one more in place of their yellow or
/// blue (tests/plot/palette.py measures all); when they are used up, dashes go on.
inline Stroke stroke(const Palette& palette, std::size_t color, std::size_t dash = 0) {
  static constexpr std::array<std::string_view, 8> okabe_ito = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                                "#e69f00", "#56b4e9", "#000000", "#882255"};
  static constexpr std::array<std::string_view, 8> on_dark = {"#56b4e9", "#e69f00", "#009e73", "#cc79a7",
                                                              "#f0e442", "#d55e00", "#ffffff", "#9467ff"};
  static constexpr std::array<std::string_view, 2> greys = {"#000000", "#767676"}, light_greys = {"#ffffff", "#9a9a9a"};
  const auto nth = [](const auto& list, std::size_t i) { return std::string(list[i % list.size()]); };
  if (palette.greyscale) return {nth(palette.on_dark ? light_greys : greys, color + dash), nth(dashes, color + dash)};
  const auto& own = palette.colors;
  const std::size_t round = color / (own.empty() ? okabe_ito.size() : own.size());
  const auto& usual = palette.on_dark ? on_dark : okabe_ito;
  return {own.empty() ? nth(usual, color) : nth(own, color), nth(dashes, dash + round)};
}

/// The grey of an area among so many, from dark to light in even steps.
inline std::string grey_tone(std::size_t area, std::size_t areas) {
  constexpr unsigned dark = 0x48, light = 0xe0;
  const unsigned grey = areas < 2 ? 0x98 : unsigned(dark + (light - dark) * std::min(area, areas - 1) / (areas - 1));
  static constexpr std::string_view digits = "0123456789abcdef";
  const std::string two = {digits[grey / 16], digits[grey % 16]};
  return "#" + two + two + two;
}

}  // namespace plot
