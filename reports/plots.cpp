#include "reports/plots.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.h"
#include "core/files.h"
#include "core/folder_lock.h"
#include "records/paths.h"
#include "reports/correlations.h"
#include "reports/curves.h"
#include "reports/density.h"
#include "reports/further.h"
#include "reports/gnuplot.h"
#include "reports/quality.h"

namespace coopbench {
namespace {

const PlotEntry& entry(const std::string& name) {
  std::vector<std::string> names;
  for (const PlotEntry& e : plot_table()) {
    if (e.name == name) return e;
    names.push_back(e.name);
  }
  throw UserError(fmt::format("unknown plot '{}'{}; there are {}", name, did_you_mean(name, names),
                              listed(names)));
}

/// What may be why there is nothing to draw.
std::string damage(const SavedComparison& c) {
  for (const SavedRun& run : c.runs)
    if (!run.remarks.empty())
      return fmt::format("; {}, seed {}: {}", run.method, run.seed, run.remarks.front());
  return "";
}

}  // namespace

const std::vector<PlotEntry>& plot_table() {
  static const std::vector<PlotEntry> table = {
      {"d", "energy difference over the iterations", d_plot},
      {"r", "average gradient magnitude over the iterations", r_plot},
      {"acf", "correlations of d and r", correlations_plot},
      {"mmd", "MMD² on validation data against gradient evaluations and CPU seconds", mmd_plot},
      {"further", "MMD² of chains that go on, from three starts", further_plot},
      {"further_quality", "density and coverage of chains that go on", further_quality_plot},
      {"energies", "energies of data, chain starts and chain ends", energies_plot},
      {"teaching", "teaching loss of the generator", teaching_plot},
      {"density", "true, learned and sampled density of 2-D data", density_plot},
      {"log_density", "the same as log densities", log_density_plot},
      {"chains", "chains of 2-D data on their way over the learned energy", chains_plot}};
  return table;
}

std::vector<std::filesystem::path> write_plots(const std::filesystem::path& folder,
                                               const std::vector<std::string>& what,
                                               const std::filesystem::path& out) {
  std::vector<const PlotEntry*> chosen;
  for (const std::string& name : what) chosen.push_back(&entry(name));
  const SavedComparison comparison = read_folder(folder);
  std::vector<Plot> plots;
  for (const PlotEntry* e : chosen) {
    auto plot = e->make(comparison);
    if (!plot)
      throw UserError(fmt::format("{}: nothing to draw for '{}' ({}){}", folder.string(), e->name,
                                  e->meaning, damage(comparison)));
    plots.push_back(std::move(*plot));
  }
  need_gnuplot();
  if (out == ReportPaths{folder}.plots())
    make_inner_folder(out);
  else
    make_folder(out);
  const FolderLock lock(out, FolderLock::Busy::wait);
  std::vector<std::filesystem::path> files;
  for (const Plot& plot : plots) {
    const Drawn drawn = draw(plot, out);
    if (!drawn.trouble.empty()) throw Failure(drawn.trouble);
    files.push_back(drawn.svg);
  }
  return files;
}

}  // namespace coopbench
