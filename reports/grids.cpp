#include "reports/grids.h"

#include <fmt/format.h>

#include "core/files.h"
#include "records/paths.h"
#include "reports/html.h"
#include "reports/palette.h"
#include "reports/pictures.h"
#include "reports/table.h"

namespace coopbench {
namespace {

constexpr size_t kMostTimes = 8;  ///< iterations in a row of grids

/// The iterations of which there are pictures that may be read.
std::vector<int64_t> pictured_iterations(const SavedRun& run) {
  const RunPaths paths{run.folder};
  return stays_inside(run.root, paths.grids()) ? paths.grid_iterations() : std::vector<int64_t>{};
}

/// What the run ended with. An unfinished run has the last iteration that made grids.
std::vector<Picture> last_pictures(const SavedRun& run, const std::vector<int64_t>& iterations) {
  const RunPaths paths{run.folder};
  if (run.diverged())
    return {{paths.diverged_grid("data"), "data of the last batch"},
            {paths.diverged_grid("start"), "last starts"},
            {paths.diverged_grid("end"), "last ends"}};
  if (run.finished() || iterations.empty())
    return {{paths.final_grid("start"), "starts"},
            {paths.final_grid("end"), "ends (the samples)"},
            {paths.final_grid("noise_end"), "ends from fresh noise"}};
  const int64_t last = iterations.back();
  return {{paths.grid_at(last, "start"), fmt::format("starts, iteration {}", last)},
          {paths.grid_at(last, "end"), fmt::format("ends, iteration {}", last)}};
}

/// As many as a row may have, evenly, with the last.
std::vector<int64_t> shown_of(const std::vector<int64_t>& iterations) {
  const size_t n = iterations.size();
  if (n <= kMostTimes) return iterations;
  std::vector<int64_t> shown;
  for (size_t i = 1; i <= kMostTimes; ++i)
    shown.push_back(iterations[(i * n + kMostTimes - 1) / kMostTimes - 1]);
  return shown;
}

/// The two rows of grids made while training, oldest first.
std::string over_time(const SavedRun& run, const std::vector<int64_t>& iterations) {
  std::string html;
  for (const auto& [which, words] : {std::pair{"start", "Starts"}, std::pair{"end", "Ends"}}) {
    std::vector<Picture> pictures;
    for (const int64_t iteration : shown_of(iterations))
      pictures.push_back(
          {RunPaths{run.folder}.grid_at(iteration, which), fmt::format("{}", iteration)});
    const std::string row = pictures_html(run, pictures);
    if (!row.empty()) html += fmt::format("<p>{} at iteration</p>\n{}", words, row);
  }
  return html;
}

std::string heading(const SavedRun& run) {
  std::string text = fmt::format("seed {}", run.seed);
  if (run.diverged())
    text += fmt::format(", diverged at iteration {}{}", count_text(double(run.iteration)),
                        run.reason.empty() ? "" : ": " + run.reason);
  else if (!run.finished())
    text += ", " + run.status;
  return text;
}

std::string method_grids(const SavedComparison& c, const std::string& method) {
  std::string html, times;
  bool first = true, has_pictures = false;
  for (const SavedRun* run : c.of(method)) {
    const auto iterations = pictured_iterations(*run);
    std::vector<Picture> pictures = last_pictures(*run, iterations);
    if (first) pictures.insert(pictures.begin(), {RunPaths{run->folder}.grid("data"), "data"});
    const std::string shown = pictures_html(*run, pictures);
    has_pictures = has_pictures || !shown.empty();
    // Diverged runs stay unfolded: their images are the result.
    if (first || (run->diverged() && !shown.empty()))
      html += fmt::format("<p>{}</p>\n{}", escaped(heading(*run)), shown);
    else if (!shown.empty())
      html += folded(heading(*run), shown);
    const bool all_times = first || run->diverged();
    if (const std::string rows = all_times ? over_time(*run, iterations) : ""; !rows.empty())
      times += folded(fmt::format("seed {} over time", run->seed), rows);
    first = false;
  }
  if (!has_pictures && times.empty()) return "";
  if (!times.empty())
    times += fmt::format(
        "<p class=\"small\">Over time: of the first seed and of runs that diverged, {} iterations "
        "at most. All pictures lie in the folders grids of the runs.</p>\n",
        kMostTimes);
  return fmt::format("<h3 style=\"color:{}\">{}</h3>\n{}{}", method_colour(c, method),
                     escaped(method), html, times);
}

}  // namespace

std::string grids_section(const SavedComparison& c) {
  std::string html;
  for (const std::string& method : c.methods) html += method_grids(c, method);
  return html;
}

}  // namespace coopbench
