#pragma once

#include <optional>

#include "reports/plot.h"
#include "reports/run_folder.h"

namespace coopbench {

/// Curves over the iterations, a panel a method and a line a seed. Nothing where no run has the
/// column.
std::optional<Plot> d_plot(const SavedComparison& comparison);
std::optional<Plot> r_plot(const SavedComparison& comparison);
std::optional<Plot> energies_plot(const SavedComparison& comparison);
std::optional<Plot> teaching_plot(const SavedComparison& comparison);

}  // namespace coopbench
