#pragma once

#include <string>
#include <vector>

#include "records/columns.h"

namespace coopbench {

/// A grid of a run: under which name TensorBoard shows it, and after how many iterations.
struct GridPicture {
  std::string tag;
  int64_t iteration = 0;
  std::string png;
};

/// What a run logged.
struct RunCurves {
  const Columns &train, &time, &validation;
  std::string started = {};  ///< UTC, as machine.json has it; empty where that is lost
  std::vector<GridPicture> grids = {};
};

/// The event file of a run: each column of train.csv as train/NAME and of validation.csv as
/// validation/NAME with its iteration as step, and the grids. Wall times are those of the start and
/// time.csv, whole columns without numbers are left out. Throws UserError for a grid that is no
/// PNG.
std::string tensorboard_events(const RunCurves& run);

}  // namespace coopbench
