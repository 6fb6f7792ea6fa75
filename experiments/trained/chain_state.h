#pragma once

#include "ebm/chains.h"
#include "records/append_log.h"

namespace coopbench {

/// Where long chains have come to between two rounds.
struct ChainState {
  torch::Tensor x;                             ///< [n, C, H, W]
  int64_t step = 0, round = 0, gradients = 0;  ///< done
  /// Of the proposals since the last row: sum over the steps of the share taken, and the steps.
  double accepted = 0;
  int64_t proposals = 0;
  double seconds = 0;
  int64_t last_row = -1;  ///< its step
  LogPosition rows = {};  ///< of rows.csv

  void save(const std::filesystem::path& file) const;
  /// Of as many chains as `starts`. Throws Failure for a file that is damaged or of others.
  static ChainState load(const std::filesystem::path& file, const torch::Tensor& starts);
};

}  // namespace coopbench
