#include "functions/figures/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "functions/figures/wording.hpp"
#include "plot/axis.hpp"

namespace functions {

using declare::cat, declare::Error;

namespace {

struct Word {
  const char* english;
  const char* chinese;
};

constexpr std::array words{
    // axes
    Word{"Survival probability", "生存概率"},
    Word{"Estimate", "估计值"},
    Word{"Expected events", "预期事件数"},
    Word{"Observed / expected", "实际/预期"},
    Word{"{level}% limits", "{level}% 控制限"},
    Word{"Funnel plot", "漏斗图"},
    Word{"Swimmer plot", "泳道图"},
    Word{"Forest plot", "森林图"},
    Word{"Ratio (95% CI)", "比值 (95% CI)"},
    Word{"reference", "参照"},
    Word{"P for interaction", "交互作用 P 值"},
    Word{"Curves: {title}", "曲线：{title}"},
    Word{"Probability of the event", "事件发生概率"},
    Word{"Cumulative incidence", "累积发生率"},
    Word{"Time", "时间"},
    Word{"Time ({unit})", "时间（{unit}）"},
    // tables
    Word{"Number at risk", "风险人数"},
    Word{"Number at risk (events)", "风险人数（事件数）"},
    Word{"Number of patients", "患者人数"},
    Word{"At risk", "风险人数"},
    Word{"Events", "事件数"},
    Word{"Censored", "删失数"},
    Word{"{title} ({level}% CI)", "{title}（{level}% CI）"},
    Word{"{time} {unit}", "{time} {unit}"},
    // notes
    Word{"p = {p}", "p = {p}"},
    Word{"p < {p}", "p < {p}"},
    Word{"p > {p}", "p > {p}"},
    Word{"Log-rank test", "Log-rank 检验"},
    Word{"Gehan-Wilcoxon test", "Gehan-Wilcoxon 检验"},
    Word{"Tarone-Ware test", "Tarone-Ware 检验"},
    Word{"Peto-Peto test", "Peto-Peto 检验"},
    Word{"Gray's test", "Gray 检验"},
    Word{"{test}, {p}", "{test}，{p}"},
    Word{"{test}, {cause}: {p}", "{test}，{cause}：{p}"},
    Word{"{test}, stratified", "分层 {test}"},
    Word{"Hazard ratio, {group} vs {reference}: {ratio}", "风险比，{group} 对 {reference}：{ratio}"},
    Word{"Hazard ratio: {ratio}", "风险比：{ratio}"},
    Word{"{value} ({level}% CI {low}\u2013{high})", "{value}（{level}% CI {low}\u2013{high}）"},
    Word{"{time} ({level}% CI {low} to {high})", "{time}（{level}% CI {low} 至 {high}）"},
    Word{"not reached", "未达到"},
    Word{"Median: {time}", "中位时间：{time}"},
    Word{"Median, {group}: {time}", "中位时间，{group}：{time}"},
    Word{"Restricted mean to {tau}: {time}", "至 {tau} 的平均时间：{time}"},
    Word{"Restricted mean to {tau}, {group}: {time}", "至 {tau} 的平均时间，{group}：{time}"},
    // for readers who cannot see the figure
    Word{"Kaplan-Meier curves: {title}", "Kaplan-Meier 曲线：{title}"},
    Word{"{group}: {text}", "{group}：{text}"},
    Word{"1 patient", "1 例患者"},
    Word{"{n} patients", "{n} 例患者"},
    Word{"1 event", "1 例事件"},
    Word{"{n} events", "{n} 例事件"},
    Word{"at least {events}", "至少 {events}"},
    Word{"median {time}", "中位时间 {time}"},
    Word{"{time} ({level}% limits {low} to {high})", "{time}（{level}% 置信限 {low} 至 {high}）"},
    Word{"{text}, {more}", "{text}，{more}"},
    Word{"{text} by the end of follow-up", "{text}（至随访结束）"},
    Word{"{cause} {value}", "{cause} {value}"},
    Word{"{value} at {time}", "{time} 时 {value}"},
    Word{"{sentence}. ", "{sentence}。"},
};

std::size_t place_of(std::string_view english) {
  const auto found = std::ranges::find(words, english, [](const Word& word) { return std::string_view(word.english); });
  if (found == words.end()) throw std::logic_error(cat("no figure writes ", english));
  return std::size_t(found - words.begin());
}

/// The names in braces, sorted.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos; ++at)
    if (const std::size_t end = text.find('}', at); end != std::string_view::npos)
      parts.emplace_back(text.substr(at, end - at + 1));
  std::ranges::sort(parts);
  return parts;
}

}  // namespace

std::string all_words() {
  std::string all;
  for (const Word& word : words) all += cat(all.empty() ? "\"" : ", \"", word.english, "\"");
  return all;
}

Words::Words(const PlotOptions& options) : options_(options) {
  if (options.p_digits && *options.p_digits != std::trunc(*options.p_digits))
    throw Error(cat("argument 'options' key 'p_digits' must be a whole number, got ", *options.p_digits));
  std::vector<std::string> known;
  for (const auto& [english, chinese] : words) {
    known.emplace_back(english);
    texts_.emplace_back(options.language == Language::chinese ? chinese : english);
  }
  for (const auto& [english, text] : options.words) {
    const auto at = std::ranges::find(known, english);
    if (at == known.end())
      throw Error(cat("argument 'options' key 'words' replaces ", declare::literal(declare::Value{english}),
                      ", which no figure writes", declare::did_you_mean(english, known)));
    if (parts_of(english) != parts_of(text))
      throw Error(cat("argument 'options' key 'words' replaces ", declare::literal(declare::Value{english}), " by ",
                      declare::literal(declare::Value{text}), ", which must have the same parts in braces"));
    texts_[std::size_t(at - known.begin())] = text;
  }
}

std::string Words::operator()(std::string_view english, Parts parts) const {
  const std::string& text = texts_[place_of(english)];
  std::string filled;
  for (std::size_t at = 0; at < text.size();) {
    const auto part = std::ranges::find_if(parts, [&](const auto& p) {
      return text[at] == '{' && std::string_view(text).substr(at + 1).starts_with(cat(p.first, "}"));
    });
    if (part == parts.end()) {
      filled += text[at++];
      continue;
    }
    filled += part->second;
    at += part->first.size() + 2;
  }
  return filled;
}

Words::Shown Words::shown(double p) const {
  const auto text = [](char sign, double number, int decimals) { return Shown{sign, plot::fixed(number, decimals)}; };
  if (options_.p_digits) {
    const int digits = int(*options_.p_digits);
    const double least = std::pow(10, -digits);
    if (p < least) return text('<', least, digits);
    return p > 1 - least ? text('>', 1 - least, digits) : text('=', p, digits);
  }
  if (p < 0.001) return text('<', 0.001, 3);
  if (p > 0.99) return text('>', 0.99, 2);
  return text('=', p, p < 0.0995 ? 3 : 2);
}

std::string Words::p_value(double p) const {
  const auto [sign, number] = shown(p);
  return (*this)(sign == '<' ? "p < {p}" : sign == '>' ? "p > {p}" : "p = {p}", {{"p", number}});
}

std::string Words::p_cell(double p) const {
  const auto [sign, number] = shown(p);
  return sign == '=' ? number : sign + number;
}

std::string Words::time(double time, const std::string& unit) const {
  if (std::isnan(time)) return (*this)("not reached");
  return unit.empty() ? number_text(time) : (*this)("{time} {unit}", {{"time", number_text(time)}, {"unit", unit}});
}

std::string Words::time(double time, survival::Limits limits, double conf_level, const std::string& unit) const {
  const std::string text = this->time(time, unit);
  return (*this)("{time} ({level}% CI {low} to {high})", {{"time", text},
                                                          {"level", number_text(100 * conf_level)},
                                                          {"low", this->time(limits.low, "")},
                                                          {"high", this->time(limits.high, "")}});
}

}  // namespace functions
