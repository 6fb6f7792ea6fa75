#pragma once

#include <optional>

#include "reports/plot.h"
#include "reports/run_folder.h"

namespace coopbench {

/// Heat maps of data of the plane, a row a method (its first seed that has them): the true density,
/// the learned one, and the one estimated from its samples, a dash where the run has none. Nothing
/// where no run has densities. Throws UserError for a density file that can't be read, or that
/// symbolic links lead out of the comparison.
std::optional<Plot> density_plot(const SavedComparison& comparison);
/// The same of the log densities.
std::optional<Plot> log_density_plot(const SavedComparison& comparison);
/// Some chains of each method on their way over the energy that it learned.
std::optional<Plot> chains_plot(const SavedComparison& comparison);

}  // namespace coopbench
