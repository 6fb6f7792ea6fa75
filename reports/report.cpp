#include "reports/report.h"

#include "core/files.h"
#include "records/paths.h"
#include "reports/page.h"
#include "reports/plots.h"
#include "reports/table.h"

namespace coopbench {

std::filesystem::path write_report(const std::filesystem::path& folder) {
  const SavedComparison comparison = read_folder(folder);
  const ReportPaths paths{folder};
  std::vector<DrawnPlot> plots;
  for (const PlotEntry& entry : plot_table()) {
    auto plot = entry.make(comparison);
    if (!plot) continue;
    const auto svg = draw(*plot, paths.drawn());
    plots.push_back({std::move(*plot), svg});
  }
  const auto file = paths.page();
  write_whole(file, page(comparison, plots));
  return file;
}

std::string result_table(const std::filesystem::path& folder) {
  return text_table(tabulate(read_folder(folder)));
}

}  // namespace coopbench
