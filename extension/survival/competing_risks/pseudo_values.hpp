// Pseudo-values: what each patient adds to an estimate, so that regressions for complete data take censored ones.
#pragma once
#include <cstdint>
#include <vector>

#include "survival/risk_table.hpp"

namespace survival {

enum class PseudoMethod {
  jackknife,  ///< n T - (n - 1) T_(-i), T_(-i) without patient i      Andersen, Klein & Rosthoj 2003, Biometrika 90:15
  infinitesimal  ///< T + n dT / dw_i, the derivative in the patient's weight, as R's survival::pseudo
};

/// What is estimated.
enum class PseudoType {
  survival,   ///< S(t), free of every event
  incidence,  ///< F(t) of a cause
  mean,       ///< integral of S from 0 to t
  lost        ///< integral of F of a cause from 0 to t
};

/// Pseudo-values of the patients of one risk table, each of one patient, nobody entering late. All of those who leave
/// at one time for one reason have the same value, and whoever is at risk has had the same past: so one pass over the
/// table holds what every value is made of,
///
///     while at risk    path S, F: the curve without the patient (its derivative), as long as he is at risk
///     at T             own s, f: one step on from there, with what happened to him
///     later            s S(t) / S(T),   f + s (F(t) - F(T)) / S(T)
///
/// O(rows causes) time and memory; a value costs O(log rows).
class PseudoValues {
 public:
  /// \param tolerance  a time that is less than this short of a step has reached it
  PseudoValues(const RiskTable& table, PseudoMethod method, double tolerance, const Poll& poll);

  /// Of a patient who leaves at `time`, one of the table's, with `status`, 0 for censored. NaN where the estimate is
  /// not known: past the end of follow-up while some are free of every event. \param cause  1, 2, ..., of incidence and
  /// lost
  double value(double time, std::size_t status, PseudoType type, std::size_t cause, double t) const;

 private:
  /// S, F of each cause, or their derivatives; and their integrals from 0.
  struct Curve {
    std::vector<double> s = {}, f = {}, area_s = {}, area_f = {};
  };
  struct State {
    double s;
    std::vector<double> f;
  };

  std::size_t reached(double t) const;
  void extend(Curve& curve, double s, const std::vector<double>& f) const;
  State step(std::size_t j, std::size_t status, bool at_risk) const;
  double read(const Curve& curve, std::size_t j, PseudoType type, std::size_t cause, double t) const;

  const RiskTable& table_;
  PseudoMethod method_;
  double tolerance_;
  std::size_t causes_;
  double n_;
  std::vector<double> times_;  ///< 0, then those of the rows
  Curve all_, path_;           ///< after 0, 1, 2, ... rows
};

}  // namespace survival
