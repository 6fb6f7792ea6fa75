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

/// The iterations of which there are pictures that may be read.
std::vector<int64_t> pictured_iterations(const SavedRun& run) {
  const RunPaths paths{run.folder};
  return stays_inside(run.root, paths.grids()) ? paths.grid_iterations() : std::vector<int64_t>{};
}

/// What the run ended with. An unfinished run has its data and the last iteration that made grids.
std::string last_images(const SavedRun& run, const std::vector<int64_t>& iterations) {
  const RunPaths paths{run.folder};
  const Picture data{paths.grid("data"), "data"};
  if (run.diverged())
    return pictures_html(run, {data,
                               {paths.diverged_grid("data"), "data of the last batch"},
                               {paths.diverged_grid("start"), "last starts"},
                               {paths.diverged_grid("end"), "last ends"}});
  if (run.finished() || iterations.empty())
    return pictures_html(run, {data,
                               {paths.final_grid("start"), "starts"},
                               {paths.final_grid("end"), "ends (the samples)"},
                               {paths.final_grid("noise_end"), "ends from fresh noise"}});
  const int64_t last = iterations.back();
  return pictures_html(run,
                       {data,
                        {paths.grid_at(last, "start"), fmt::format("starts, iteration {}", last)},
                        {paths.grid_at(last, "end"), fmt::format("ends, iteration {}", last)}});
}

/// The two rows of grids made while training, oldest first.
std::string over_time(const SavedRun& run, const std::vector<int64_t>& iterations) {
  std::string html;
  for (const auto& [which, words] : {std::pair{"start", "Starts"}, std::pair{"end", "Ends"}}) {
    std::vector<Picture> pictures;
    for (const int64_t iteration : iterations)
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
    const std::string shown = last_images(*run, iterations);
    has_pictures = has_pictures || !shown.empty();
    // Diverged runs stay unfolded: their images are the result.
    if (first || (run->diverged() && !shown.empty()))
      html += fmt::format("<p>{}</p>\n{}", escaped(heading(*run)), shown);
    else if (!shown.empty())
      html += folded(heading(*run), shown);
    if (const std::string rows = over_time(*run, iterations); !rows.empty())
      times += folded(fmt::format("seed {} over time", run->seed), rows);
    first = false;
  }
  if (!has_pictures && times.empty()) return "";
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
