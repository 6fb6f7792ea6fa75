#pragma once

#include <filesystem>
#include <string>

namespace coopbench {

/// Writes report.html into the folder of a comparison or run, and each plot's script, data and SVG
/// into its folder report/. Returns the path of report.html. Throws UserError if the folder is
/// neither (before anything is written), Failure if gnuplot can't draw.
std::filesystem::path write_report(const std::filesystem::path& folder);

/// The result table of a comparison or run as text for a terminal.
std::string result_table(const std::filesystem::path& folder);

}  // namespace coopbench
