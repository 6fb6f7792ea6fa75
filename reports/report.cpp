#include "reports/report.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "core/files.h"
#include "core/folder_lock.h"
#include "records/paths.h"
#include "reports/behaviour.h"
#include "reports/page.h"
#include "reports/plots.h"
#include "reports/summary.h"
#include "reports/table.h"

namespace coopbench {
namespace {

/// A plot with its picture or why there is none; nothing where the comparison has no data for it.
std::optional<DrawnPlot> drawn_plot(const PlotEntry& entry, const SavedComparison& comparison,
                                    const std::filesystem::path& folder) {
  std::optional<Plot> plot;
  try {
    plot = entry.make(comparison);
  } catch (const UserError& error) {
    return DrawnPlot{.title = entry.meaning, .caption = "", .drawn = {"", error.what()}};
  }
  if (!plot) return {};
  return DrawnPlot{.title = plot->title, .caption = plot->caption, .drawn = draw(*plot, folder)};
}

}  // namespace

std::filesystem::path write_report(const SavedComparison& comparison,
                                   const std::vector<OtherSetting>& others) {
  const ReportPaths paths{comparison.folder};
  make_inner_folder(paths.drawn());
  const FolderLock lock(paths.drawn(), FolderLock::Busy::wait);
  std::vector<DrawnPlot> plots;
  for (const PlotEntry& entry : plot_table())
    if (auto plot = drawn_plot(entry, comparison, paths.drawn())) plots.push_back(std::move(*plot));
  if (!comparison.behaviours.empty())
    write_whole(paths.behaviour(), behaviour_json(comparison).dump(1) + "\n");
  const auto file = paths.page();
  write_whole(file, page(comparison, plots, others));
  return file;
}

std::string result_table(const SavedComparison& comparison,
                         const std::vector<OtherSetting>& others) {
  ResultTable table = tabulate(comparison);
  for (const SavedRun& run : comparison.runs)
    for (const std::string& remark : run.remarks)
      table.notes.push_back(fmt::format("{}, seed {}: {}", run.method, run.seed, remark));
  table.notes.emplace_back();
  for (std::string& sentence : summary(comparison, pairs_of(comparison), others))
    table.notes.push_back(std::move(sentence));
  return text_table(table);
}

}  // namespace coopbench
