#pragma once

#include "ebm/train.h"
#include "experiments/run/stopwatch.h"
#include "records/log_rows.h"
#include "records/paths.h"

namespace coopbench {

/// train.csv and time.csv of a run: a row an iteration.
class TrainingLog {
 public:
  /// Cut back to where train.csv was. `counted` names what the step rule counts: a column each.
  /// Without a whole time.csv nobody knows the time that was spent, and its rows are NaN from then
  /// on; with `needs_time` that is a Failure.
  TrainingLog(const RunPaths& paths, const std::vector<std::string>& counted,
              const LogPosition& train, bool needs_time);

  /// Takes the time since the last row, or since `go_on`.
  void append(const Row& row);
  /// Cuts both back. What was spent until now is spent: the next row has it.
  void go_back(const LogPosition& train);
  void go_on() { stopwatch_.go_on(); }
  void sync();
  void need_whole() { train_.need_whole(); }                  ///< as AppendLog, of train.csv
  LogPosition position() const { return train_.position(); }  ///< of train.csv

  double seconds() const { return stopwatch_.seconds(); }
  double cpu_seconds() const { return stopwatch_.cpu_seconds(); }

 private:
  RowLog<TrainRow> train_;
  RowLog<TimeRow> time_;
  Stopwatch stopwatch_;
};

}  // namespace coopbench
