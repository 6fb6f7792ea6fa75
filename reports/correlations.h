#pragma once

#include <optional>

#include "reports/plot.h"
#include "reports/run_folder.h"

namespace coopbench {

/// Autocorrelations of d and of r and their cross-correlation. Nothing where no run has them.
std::optional<Plot> correlations_plot(const SavedComparison& comparison);

}  // namespace coopbench
