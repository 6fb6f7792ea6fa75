#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reports/other_setting.h"
#include "reports/run_folder.h"

namespace coopbench {

/// Writes report.html, with rows of `others`, into the folder of a comparison or run, and each
/// plot's script, data and SVG and what its preset claims (behaviour.json) into its folder report/,
/// which it holds meanwhile: another report waits. Where a plot can't be drawn the page says why.
/// Returns the path of report.html. Throws Failure if gnuplot is missing or a file can't be
/// written.
std::filesystem::path write_report(const SavedComparison& comparison,
                                   const std::vector<OtherSetting>& others = {});

/// The result table of a comparison or run as text for a terminal.
std::string result_table(const SavedComparison& comparison,
                         const std::vector<OtherSetting>& others = {});

}  // namespace coopbench
