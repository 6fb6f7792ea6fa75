#pragma once

#include <string>

#include "reports/plot.h"
#include "reports/run_folder.h"

namespace coopbench {

/// The colour of a method, "#rrggbb", by its place in the comparison: colours of Okabe and Ito,
/// which stay apart for the colour-blind and have contrast on white.
std::string method_colour(const SavedComparison& comparison, const std::string& method);

/// The methods in their colours.
std::vector<LegendEntry> method_legend(const SavedComparison& comparison);

}  // namespace coopbench
