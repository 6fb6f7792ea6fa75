#pragma once

#include <string>

#include "experiments/config/config.h"

namespace coopbench {

/// How long the training of a run takes on this machine.
struct ExpectedTime {
  double seconds = 0;      ///< of all iterations, without evaluations
  double cpu_seconds = 0;  ///< of all threads
  int64_t iterations = 0;  ///< that the run's bounds allow here
  std::string bound;       ///< the setting that ends the run, "training.iterations" or other
  double iteration = 0, step = 0;  ///< seconds of one iteration, and of a step of its chains
  int64_t timed_steps = 0;         ///< what that rests on
};

/// From some steps of its chains and some updates, timed here on pictures of noise, so that no data
/// set has to be there. Takes about a second, more for large nets. Throws UserError as
/// `make_parts`.
ExpectedTime expected_time(const RunConfig& config, const PathOf& path_of, int64_t threads);

}  // namespace coopbench
