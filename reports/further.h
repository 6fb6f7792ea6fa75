#pragma once

#include <optional>

#include "reports/plot.h"
#include "reports/run_folder.h"

namespace coopbench {

/// MMD^2 of chains that go on with the trained energy, over their further steps: a panel a start, a
/// line a seed. Nothing where no run has taken any.
std::optional<Plot> further_plot(const SavedComparison& comparison);

/// The same of their density and coverage.
std::optional<Plot> further_quality_plot(const SavedComparison& comparison);

}  // namespace coopbench
