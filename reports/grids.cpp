#include "reports/grids.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "reports/html.h"
#include "reports/palette.h"
#include "reports/table.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

struct Grid {
  std::string file, caption;
};

std::string image(const SavedRun& run, const Grid& grid) {
  const fs::path file = run.folder / "grids" / grid.file;
  if (!fs::is_regular_file(file)) return "";
  return figure(data_uri(file, "image/png"),
                fmt::format("{}, seed {}: {}", run.method, run.seed, grid.caption), grid.caption,
                "grid");
}

std::string images(const SavedRun& run, const std::vector<Grid>& grids) {
  std::string html;
  for (const Grid& grid : grids) html += image(run, grid);
  return html.empty() ? "" : "<div class=\"grids\">\n" + html + "</div>\n";
}

/// What the run ended with. An unfinished run has its data and the last iteration that made grids.
std::string last_images(const SavedRun& run, const std::vector<std::string>& iterations) {
  if (run.diverged())
    return images(run, {{"data.png", "data"},
                        {"diverged-data.png", "data of the last batch"},
                        {"diverged-start.png", "last starts"},
                        {"diverged-end.png", "last ends"}});
  if (run.finished() || iterations.empty())
    return images(run, {{"data.png", "data"},
                        {"final-start.png", "starts"},
                        {"final-end.png", "ends (the samples)"},
                        {"final-noise_end.png", "ends from fresh noise"}});
  const std::string& last = iterations.back();
  const std::string when = fmt::format("iteration {}", std::stoll(last));
  return images(run, {{"data.png", "data"},
                      {last + "-start.png", "starts, " + when},
                      {last + "-end.png", "ends, " + when}});
}

/// The digits before "-start.png" or "-end.png", ascending.
std::vector<std::string> grid_iterations(const SavedRun& run) {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(run.folder / "grids", none)) {
    const std::string name = entry.path().filename().string();
    const std::string digits = name.substr(0, name.find('-'));
    const bool number =
        !digits.empty() && digits.size() < 18 &&
        std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c); });
    if (number && name.ends_with(".png") &&
        std::find(found.begin(), found.end(), digits) == found.end())
      found.push_back(digits);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.size(), a) < std::pair(b.size(), b);
  });
  return found;
}

/// The two rows of grids made while training, oldest first.
std::string over_time(const SavedRun& run, const std::vector<std::string>& iterations) {
  std::string html;
  for (const auto& [which, words] : {std::pair{"start", "Starts"}, std::pair{"end", "Ends"}}) {
    std::vector<Grid> grids;
    for (const std::string& digits : iterations)
      grids.push_back(
          {fmt::format("{}-{}.png", digits, which), fmt::format("{}", std::stoll(digits))});
    const std::string row = images(run, grids);
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
  bool first = true;
  for (const SavedRun* run : c.of(method)) {
    const auto iterations = grid_iterations(*run);
    const std::string shown = last_images(*run, iterations);
    // Diverged runs stay unfolded: their images are the result.
    if (first || (run->diverged() && !shown.empty()))
      html += fmt::format("<p>{}</p>\n{}", escaped(heading(*run)), shown);
    else if (!shown.empty())
      html += folded(heading(*run), shown);
    if (const std::string rows = over_time(*run, iterations); !rows.empty())
      times += folded(fmt::format("seed {} over time", run->seed), rows);
    first = false;
  }
  if (html.find("<img") == std::string::npos && times.empty()) return "";
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
