#pragma once

#include <optional>

#include "reports/plot.h"
#include "reports/run_folder.h"

namespace coopbench {

/// MMD² on validation data against gradient evaluations and against training seconds.
/// Nothing where no run has validation rows.
std::optional<Plot> mmd_plot(const SavedComparison& comparison);

}  // namespace coopbench
