#include "declare/words.hpp"

namespace declare {
namespace {

constexpr std::array<std::string_view, 11> operators = {
    "->>", "->", "||", "<<", ">>", "<=", "<>", ">=", "==", "!=", "<"};

}  // namespace

Words words_of(std::string_view sql) {
  Words words;
  int depth = 0;
  const std::vector<Token> all = tokens(sql);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].is(')')) --depth;
    std::string_view text = all[i].text;
    if (all[i].kind == Token::punctuation)
      for (const std::string_view one : operators) {
        const std::string_view rest = sql.substr(std::size_t(text.data() - sql.data()));
        if (!rest.starts_with(one) || one.size() < text.size()) continue;
        text = rest.substr(0, one.size());
        i += one.size() - 1;
        break;
      }
    words.push_back({all[i].kind, text, depth});
    if (all[i].is('(')) ++depth;
  }
  return words;
}

std::string_view slice(const Word& first, const Word& last) {
  return {first.text.data(), std::size_t(last.text.data() + last.text.size() - first.text.data())};
}

}  // namespace declare
