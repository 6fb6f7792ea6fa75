#pragma once

#include "experiments/evaluation/evaluation.h"
#include "experiments/evaluation/mmd_judge.h"
#include "experiments/run/run_place.h"
#include "records/log_rows.h"

namespace coopbench {

/// validation.csv of a run, MMD^2 of its samples while it trains, with a picture of them at each
/// point.
class ValidationCurve {
 public:
  /// Cut back to where its log was.
  ValidationCurve(const RunConfig& config, const RunPlace& place, const RunParts& parts,
                  const LogPosition& log);

  bool is_due(int64_t iterations) const { return iterations % config_.evaluation.every == 0; }
  /// The point after so many iterations.
  void add(int64_t iterations);
  void go_back(const LogPosition& log) { log_.go_back(log); }
  LogPosition position() const { return log_.position(); }
  void sync() { log_.sync(); }
  void need_whole() { log_.need_whole(); }  ///< as AppendLog

 private:
  const RunConfig& config_;
  const RunPlace& place_;
  const RunParts& parts_;
  RowLog<ValidationRow> log_;
  MmdJudge judge_;
};

}  // namespace coopbench
