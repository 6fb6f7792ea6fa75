#include "experiments/training_log.h"

#include <cmath>

#include "core/errors.h"
#include "records/read_log.h"

namespace coopbench {
namespace {

TrainRow with_shares(const std::vector<std::string>& names) {
  TrainRow row;
  for (const std::string& name : names) row.shares.emplace_back(name, 0);
  return row;
}

/// What was spent according to the last row of time.csv; nothing without a row.
Stopwatch stopwatch_from(const std::filesystem::path& file) {
  const Columns times = read_log<TimeRow>(file);
  const auto last = [&](const char* name) {
    const double seconds = times.has(name) ? times.last(name) : 0;
    if (!std::isfinite(seconds))
      throw Failure(
          file.string() + ": its last row has no number of " + name +
          "; put back the file that the run wrote, or remove the run's folder to train it anew");
    return seconds;
  };
  return {last("seconds"), last("cpu_seconds")};
}

}  // namespace

TrainingLog::TrainingLog(const RunPaths& paths, const std::vector<std::string>& counted,
                         const LogPosition& train)
    : train_(paths.train(), train, with_shares(counted)),
      time_(paths.time(), {train.lines}),
      stopwatch_((time_.sync(), stopwatch_from(paths.time()))) {}

void TrainingLog::append(const Row& row) {
  train_.append(row);
  stopwatch_.lap();
  time_.append({row.iteration, seconds(), cpu_seconds()});
}

void TrainingLog::sync() {
  train_.sync();
  time_.sync();
}

}  // namespace coopbench
