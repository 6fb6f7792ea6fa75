#include "reports/report.h"

#include "core/files.h"
#include "reports/page.h"
#include "reports/plots.h"
#include "reports/table.h"

namespace coopbench {

std::filesystem::path write_report(const std::filesystem::path& folder) {
  const SavedComparison comparison = read_folder(folder);
  std::vector<DrawnPlot> plots;
  for (const PlotEntry& entry : plot_table()) {
    auto plot = entry.make(comparison);
    if (!plot) continue;
    const auto svg = draw(*plot, folder / "report");
    plots.push_back({std::move(*plot), svg});
  }
  const auto file = folder / "report.html";
  write_whole(file, page(comparison, plots));
  return file;
}

std::string result_table(const std::filesystem::path& folder) {
  return text_table(tabulate(read_folder(folder)));
}

}  // namespace coopbench
