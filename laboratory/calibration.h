#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/workers.h"

namespace coopbench {

/// A promise of a metric that repetition on a known law can break.
struct Calibration {
  std::string metric, law, promise;
  double low, high;  ///< what the mean of `once` must lie between
  /// One draw of the law: 1 where the test rejects or the interval covers, else 0; or an estimate
  /// over its theoretical value.
  std::function<double(int64_t repetition, Workers& workers)> once;
};

/// Tests reject as often as they say under equal laws; intervals cover the exact value away from
/// the null; R-hat and effective sample size on first-order autoregression are those of theory.
std::vector<Calibration> calibrations();

/// Mean of `once` over repetitions 0 to `repetitions` - 1, on all threads; the same whatever their
/// number.
double calibrate(const Calibration& calibration, int64_t repetitions, Workers& workers);

}  // namespace coopbench
