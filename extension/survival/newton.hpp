// Damped Newton ascent, and the one convergence rule of every regression.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace survival {

/// A log-likelihood at one place.
struct Evaluation {
  double value = 0;
  std::vector<double> score;        ///< its gradient, p
  std::vector<double> information;  ///< minus its second derivatives or what stands for them, p x p
  std::vector<double> magnitude;  ///< p: of the sums that make the diagonal; beside it rounding is seen for what it is
};

struct NewtonRule {
  std::int64_t max_iter = 50;
  double tolerance = 1e-12;
};

struct Maximum {
  std::vector<double> at;
  std::vector<double> last_step;          ///< what an infinite maximum keeps moving by
  Evaluation start, end;                  ///< at 0 and at `at`
  std::vector<double> covariance;         ///< p x p inverse of the information at `at`; 0 where not identified
  std::vector<unsigned char> identified;  ///< 0: the information has nothing on it beyond those before it
  int iterations = 0;
  bool converged = false;
};

/// Which coordinates a symmetric matrix tells from those before it: the pivot of a Cholesky decomposition, on the scale
/// of correlations, is above 1e-11, and the diagonal above 1e-13 of `magnitude`.
std::vector<unsigned char> identified(std::span<const double> matrix, std::span<const double> magnitude);

/// A symmetric positive definite matrix over some of its coordinates.
struct Decomposed {
  std::vector<double> inverse;  ///< 0 outside; empty when it is not positive definite
  double log_determinant = 0;
};
Decomposed decompose(std::span<const double> matrix, std::span<const unsigned char> coordinates);

/// Maximises a concave function of p coordinates from 0 on. Each step solves `information` step = `score`, and is
/// halved until the value does not fall, unless what it should gain is less than the rounding of the value. The rule:
/// once score' information^-1 score, about twice what is still to be gained, is at most `tolerance` (times the value at
/// 0 where that is below 1, as with tiny weights), that step is taken and the maximum has converged. So it has where
/// rounding hides any gain: of many patients, a coefficient on its way to infinity would otherwise go on until its
/// score is rounding itself, and turn.
Maximum maximise(std::size_t p, const std::function<Evaluation(std::span<const double>)>& evaluate,
                 const NewtonRule& rule);

}  // namespace survival
