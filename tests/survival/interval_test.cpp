#include "survival/interval.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <string_view>

namespace {

using namespace survival;

constexpr ConfType every_scale[] = {ConfType::log_log, ConfType::log, ConfType::plain, ConfType::logit,
                                    ConfType::arcsin};
constexpr double z = 1.959963984540054;

bool close(double a, double b) { return std::abs(a - b) <= 1e-14; }

}  // namespace

TEST_CASE("limits of p = 0.64, se = 0.08 at 95 %, each scale by its formula") {
  const double p = 0.64, se = 0.08;
  struct Case {
    std::string_view name;
    ConfType type;
    double low, high;
  };
  const double a = z * 0.125 / std::log(0.64);               // z (se / p) / log p
  const double b = z * se / (0.64 * 0.36);                   // z se / (p (1 - p))
  const double c = std::asin(0.8), d = z * 0.08 / 2 / 0.48;  // sqrt p = 0.8, sqrt(p (1 - p)) = 0.48
  const Case cases[] = {
      {"log-log", ConfType::log_log, std::pow(0.64, std::exp(-a)), std::pow(0.64, std::exp(a))},
      {"log", ConfType::log, 0.64 * std::exp(-z * 0.125), 0.64 * std::exp(z * 0.125)},
      {"plain", ConfType::plain, 0.64 - z * 0.08, 0.64 + z * 0.08},
      {"logit", ConfType::logit, 1 / (1 + 0.36 / 0.64 * std::exp(b)), 1 / (1 + 0.36 / 0.64 * std::exp(-b))},
      {"arcsin", ConfType::arcsin, std::pow(std::sin(c - d), 2), std::pow(std::sin(c + d), 2)},
  };
  for (const auto& k : cases) {
    CAPTURE(k.name);
    const Limits limits = confidence_limits(p, se, z, k.type);
    CHECK(close(limits.low, k.low));
    CHECK(close(limits.high, k.high));
    CHECK(limits.low < p);
    CHECK(limits.high > p);
  }
}

// The curve of kaplan_meier_test's golden values at t = 5; survival 3.5.3, survfit(conf.type = ).
TEST_CASE("limits of p = 0.5625, se = 0.1482317653, from R") {
  struct Case {
    std::string_view name;
    ConfType type;
    double low, high;
  };
  const Case cases[] = {
      {"log-log", ConfType::log_log, 0.2436809826052, 0.7909917589104},
      {"log", ConfType::log, 0.3355917105245, 0.9428309462872},
      {"plain", ConfType::plain, 0.2719710786072, 0.8530289213928},
      {"logit", ConfType::logit, 0.2830773976632, 0.8071935114229},
      {"arcsin", ConfType::arcsin, 0.2778810549135, 0.8262879807681},
  };
  for (const auto& k : cases) {
    CAPTURE(k.name);
    const Limits limits = confidence_limits(0.5625, 0.14823176532039278, z, k.type);
    CHECK(limits.low == doctest::Approx(k.low).epsilon(1e-12));
    CHECK(limits.high == doctest::Approx(k.high).epsilon(1e-12));
  }
}

TEST_CASE("limits are cut to [0, 1]") {
  for (const auto type : {ConfType::log, ConfType::plain, ConfType::arcsin}) {
    CHECK(confidence_limits(0.9, 0.2, z, type).high == 1);
    CHECK(confidence_limits(0.9, 0.2, z, type).low > 0);
  }
  for (const auto type : {ConfType::plain, ConfType::arcsin}) CHECK(confidence_limits(0.1, 0.2, z, type).low == 0);
}

TEST_CASE("limits at the ends: p = 1 is certain so far, p = 0 has none, nor has anything unknown") {
  for (const auto type : every_scale) {
    CHECK(confidence_limits(1, 0, z, type).low == 1);
    CHECK(confidence_limits(1, 0, z, type).high == 1);
    for (const double p : {0.0, std::nan("")}) {
      CHECK(std::isnan(confidence_limits(p, std::nan(""), z, type).low));
      CHECK(std::isnan(confidence_limits(p, std::nan(""), z, type).high));
    }
  }
  for (const double p : {0.0, 0.5, 1.0}) CHECK(std::isnan(confidence_limits(p, 0.1, z, ConfType::none).low));
}

TEST_CASE("limits stay ordered numbers in [0, 1], however extreme the estimate") {
  for (const auto type : every_scale)
    for (const double p : {1e-300, 1e-12, 0.5, 1 - 1e-12, std::nextafter(1.0, 0)})
      for (const double se : {1e-300, 1e-3, 0.5, 1e3}) {
        const Limits limits = confidence_limits(p, se, z, type);
        CAPTURE(int(type));
        CAPTURE(p);
        CAPTURE(se);
        CHECK(limits.low >= 0);
        CHECK(limits.low <= limits.high);
        CHECK(limits.high <= 1);
      }
}
