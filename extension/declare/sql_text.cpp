#include "declare/sql_text.hpp"

#include <algorithm>

#include "declare/message.hpp"

namespace declare {
namespace {

constexpr std::string_view white = " \t\n\f\r";

bool digit(char c) { return c >= '0' && c <= '9'; }
bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool in_word(char c) { return starts_word(c) || digit(c) || c == '$'; }

/// The end of what is quoted from `begin` on; a doubled closing quote stands for itself.
std::size_t quote_end(std::string_view sql, std::size_t begin) {
  const char close = sql[begin] == '[' ? ']' : sql[begin];
  for (std::size_t i = begin + 1; i < sql.size(); ++i)
    if (sql[i] == close) {
      if (close == ']' || i + 1 == sql.size() || sql[i + 1] != close) return i + 1;
      ++i;
    }
  throw Error(cat("the quote ", sql.substr(begin, 1), " is not closed in '", shortened(sql, 60), "'"));
}

std::size_t word_end(std::string_view sql, std::size_t i) {
  while (i < sql.size() && in_word(sql[i])) ++i;
  return i;
}

}  // namespace

std::string Token::unquoted() const {
  if (kind != quoted_name && kind != string) return std::string(text);
  const char close = text.back();
  std::string plain;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    plain += text[i];
    if (text[i] == close && close != ']') ++i;
  }
  return plain;
}

std::vector<Token> tokens(std::string_view sql) {
  std::vector<Token> found;
  for (std::size_t i = 0; i < sql.size();) {
    const char c = sql[i];
    const char next = i + 1 < sql.size() ? sql[i + 1] : '\0';
    std::size_t end = i + 1;
    if (white.find(c) != white.npos) {
      i = end;
      continue;
    }
    if (c == '-' && next == '-') {
      i = std::min(sql.find('\n', i), sql.size());
      continue;
    }
    if (c == '/' && next == '*') {
      const std::size_t close = sql.find("*/", i + 2);
      if (close == sql.npos) throw Error(cat("the comment /* is not closed in '", shortened(sql, 60), "'"));
      i = close + 2;
      continue;
    }
    Token::Kind kind = Token::punctuation;
    if (c == '\0') throw Error("it holds a NUL character");
    if (c == '\'') {
      kind = Token::string, end = quote_end(sql, i);
    } else if (c == '"' || c == '`' || c == '[') {
      kind = Token::quoted_name, end = quote_end(sql, i);
    } else if ((c == 'x' || c == 'X') && next == '\'') {
      kind = Token::number, end = quote_end(sql, i + 1);  // a blob literal is a constant like a number
    } else if (starts_word(c)) {
      kind = Token::word, end = word_end(sql, i);
    } else if (digit(c) || (c == '.' && digit(next))) {
      kind = Token::number;
      while (end < sql.size() && (in_word(sql[end]) || sql[end] == '.')) ++end;
    } else if (c == '?' || ((c == ':' || c == '@' || c == '$') && in_word(next))) {
      kind = Token::parameter, end = word_end(sql, end);
    }
    // SQLite skips a byte order mark before a token; a name must not hide behind one.
    if (kind == Token::word && sql.substr(i, end - i).find("\xEF\xBB\xBF") != sql.npos)
      throw Error("it holds a byte order mark");
    found.push_back({kind, sql.substr(i, end - i)});
    i = end;
  }
  return found;
}

std::string quoted(std::string_view name) {
  std::string out = "`";
  for (const char c : name) out.append(c == '`' ? 2 : 1, c);
  return out + '`';
}

std::string double_quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + '"';
}

std::string embeddable(std::string_view sql) {
  std::string safe;
  std::size_t copied = 0;
  int open = 0;
  std::vector<Token> all = tokens(sql);
  if (!all.empty() && all.back().is(';')) {
    sql = sql.substr(0, std::size_t(all.back().text.data() - sql.data()));
    all.pop_back();
  }
  if (all.empty()) throw Error("it is empty");
  for (const Token& token : all) {
    if (token.is('(')) ++open;
    if (token.is(')') && --open < 0) throw Error(cat("a ) too many in '", shortened(sql, 60), "'"));
    if (token.is(';')) throw Error(cat("more than one statement in '", shortened(sql, 60), "'"));
    if (token.kind == Token::parameter)
      throw Error(cat("the parameter ", token.text, " cannot be bound inside a text; pass the rows with surv()"));
    if (token.kind == Token::quoted_name && token.text.front() == '"') {
      const auto at = std::size_t(token.text.data() - sql.data());
      safe += cat(sql.substr(copied, at - copied), quoted(token.unquoted()));
      copied = at + token.text.size();
    }
  }
  if (open > 0) throw Error(cat("a ( is not closed in '", shortened(sql, 60), "'"));
  return safe += sql.substr(copied);
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> items;
  std::size_t begin = 0;
  int open = 0;
  for (const Token& token : tokens(list)) {
    open += token.is('(') - token.is(')');
    if (!token.is(',') || open != 0) continue;
    const auto at = std::size_t(token.text.data() - list.data());
    items.emplace_back(trimmed(list.substr(begin, at - begin)));
    begin = at + 1;
  }
  items.emplace_back(trimmed(list.substr(begin)));
  if (items.size() > 1 && std::ranges::any_of(items, [](const std::string& item) { return tokens(item).empty(); }))
    throw Error(cat("an item of the list '", shortened(list, 60), "' is empty"));
  return items;
}

std::string name_of(std::string_view expression) {
  const auto all = tokens(expression);
  return all.size() == 1 ? all.front().unquoted() : std::string(expression);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

}  // namespace declare
