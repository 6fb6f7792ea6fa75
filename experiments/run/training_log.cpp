#include "experiments/run/training_log.h"

#include <cmath>
#include <limits>

#include "core/errors.h"
#include "core/files.h"
#include "records/checksums.h"
#include "records/read_log.h"
#include "records/schema.h"

namespace coopbench {
namespace {

TrainRow with_shares(const std::vector<std::string>& names) {
  TrainRow row;
  for (const std::string& name : names) row.shares.emplace_back(name, 0);
  return row;
}

/// Makes time.csv anew, without times, where it has not so many rows.
const RunPaths& with_time(const RunPaths& paths, int64_t rows) {
  const std::filesystem::path file = paths.time();
  const auto times = unless_broken(file, read_log<TimeRow>);
  if (times && times->lines > rows) return paths;
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  std::string text = csv_header<TimeRow>() + "\n";
  for (int64_t i = 0; i < rows; ++i) text += csv_line(TimeRow{i, unknown, unknown}) + "\n";
  need_allowed(file);
  write_whole(file, text);
  return paths;
}

/// What was spent according to the last row of time.csv; nothing without a row.
Stopwatch stopwatch_from(const std::filesystem::path& file, bool needs_time) {
  const Columns times = read_log<TimeRow>(file);
  const auto last = [&](const char* name) {
    const double seconds = times.has(name) ? times.last(name) : 0;
    if (needs_time && !std::isfinite(seconds))
      throw Failure(
          file.string() + ": its last row has no number of " + name +
          "; put back the file that the run wrote, or remove the run's folder to train it anew");
    return seconds;
  };
  return {last("seconds"), last("cpu_seconds")};
}

}  // namespace

TrainingLog::TrainingLog(const RunPaths& paths, const std::vector<std::string>& counted,
                         const LogPosition& train, bool needs_time)
    : train_(paths.train(), train, with_shares(counted)),
      time_((needs_time || train.lines == 0 ? paths : with_time(paths, train.lines)).time(),
            {train.lines}),
      stopwatch_((time_.sync(), stopwatch_from(paths.time(), needs_time))) {}

void TrainingLog::append(const Row& row) {
  train_.append(row);
  stopwatch_.lap();
  time_.append({row.iteration, seconds(), cpu_seconds()});
}

void TrainingLog::go_back(const LogPosition& train) {
  train_.go_back(train);
  time_.go_back({train.lines});
}

void TrainingLog::sync() {
  train_.sync();
  time_.sync();
}

}  // namespace coopbench
