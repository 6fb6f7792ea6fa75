#pragma once

#include <string>

#include "reports/run_folder.h"

namespace coopbench {

/// What was asked of the trained nets, from the folders RUN/trained/NAME, as HTML: of each its
/// title, how it ended, pictures, the rows of long chains, numbers with their intervals, and how to
/// read them. What is damaged, or symbolic links lead out of the report's folder, is a sentence in
/// its place. Empty where nothing was asked.
std::string trained_section(const SavedComparison& comparison);

}  // namespace coopbench
