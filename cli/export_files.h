#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reports/run_folder.h"

namespace coopbench {

/// What `export` writes of a run.
struct ExportChoice {
  bool weights = true, tensorboard = true;
};

/// A file of an export, before it is written.
struct ExportedFile {
  std::string name, bytes;
};

/// The files of a run: its nets' weights and the Python file that goes with them, and its curves
/// and grids. Nothing is written. Throws UserError where the run has none of them, Failure for a
/// damaged checkpoint.
std::vector<ExportedFile> export_files(const SavedRun& run, const ExportChoice& choice);

}  // namespace coopbench
