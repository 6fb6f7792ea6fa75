#pragma once

#include <string>

#include "reports/run_folder.h"

namespace coopbench {

/// The sample grids as HTML: of each method data, starts, ends and ends from noise of the first
/// seed; folded starts and ends of further seeds, and up to eight grids made while training of the
/// first. Of a diverged run its last images, and those on the way. A file that is no picture, or
/// that symbolic links lead out of the report's folder, is named in place of its picture. Empty if
/// no run has a grid.
std::string grids_section(const SavedComparison& comparison);

}  // namespace coopbench
