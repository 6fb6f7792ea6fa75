#pragma once

#include <optional>

#include "reports/plot.h"
#include "reports/run_folder.h"

namespace coopbench {

/// Heat maps of the true density of 2-D data and of the one that each method's first seed learned.
/// Nothing where no run has densities. Throws UserError for a density file that can't be read, or
/// that symbolic links lead out of the comparison.
std::optional<Plot> density_plot(const SavedComparison& comparison);

}  // namespace coopbench
