#pragma once

#include "experiments/evaluation/mmd_judge.h"
#include "experiments/trained/trained_run.h"
#include "records/trained_files.h"

namespace coopbench {

/// Measures chains of a trained net. `run` must outlive it.
class ChainRows {
 public:
  ChainRows(const TrainedRun& run, torch::Tensor starts);

  /// Of the chains at x [n, C, H, W]; counts and steps are left to the caller. Numbers of chains
  /// that are not finite are NaN or missing.
  ChainRow of(const torch::Tensor& x) const;

 private:
  void add_known_law(ChainRow& row, const torch::Tensor& x) const;

  const TrainedRun& run_;
  torch::Tensor starts_;
  MmdJudge judge_;
  double floor_;
};

}  // namespace coopbench
