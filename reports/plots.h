#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reports/plot.h"
#include "reports/run_folder.h"

namespace coopbench {

/// A plot that can be asked for by its name.
struct PlotEntry {
  std::string name, meaning;
  std::function<std::optional<Plot>(const SavedComparison&)> make;  // nothing where the data lack
};

/// All plots, in the order of the report: d, r, acf, mmd, energies, teaching, density, log_density, chains.
const std::vector<PlotEntry>& plot_table();

/// Draws the named plots of a run or comparison into `out`: NAME.svg with NAME.gp and NAME.dat.
/// Waits for another process that draws there. Returns the SVG files. Throws UserError for an
/// unknown name (with the nearest and the list), a plot for which the folder has no data or broken
/// ones, before anything is written; Failure if gnuplot can't draw.
std::vector<std::filesystem::path> write_plots(const std::filesystem::path& folder,
                                               const std::vector<std::string>& what,
                                               const std::filesystem::path& out);

}  // namespace coopbench
