#include "records/paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>

#include "core/errors.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> report_paths(const fs::path& folder) {
  const ReportPaths report{folder};
  return {report.page(), report.drawn(), report.plots(), report.exported()};
}

}  // namespace

void need_folder_name(const std::string& path, const std::string& name) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  if (name.empty() || name.front() == '-' || !std::all_of(name.begin(), name.end(), fits))
    throw UserError(path + ": becomes a folder's name; use letters, digits, _ and - only");
  if (name.size() > kLongestName)
    throw UserError(fmt::format("{}: becomes a folder's name; use {} characters at most, not {}",
                                path, kLongestName, name.size()));
}

fs::path RunPaths::grid_at(int64_t iteration, const std::string& what) const {
  return grid(fmt::format("{:06}-{}", iteration, what));
}

fs::path RunPaths::record_of(int64_t iteration) const {
  return record() / fmt::format("{:06}.npz", iteration);
}

std::vector<int64_t> RunPaths::grid_iterations() const {
  std::set<int64_t> found;
  std::error_code failed;
  const fs::directory_iterator entries(grids(), failed);
  if (failed && failed != std::errc::no_such_file_or_directory &&
      failed != std::errc::not_a_directory)
    throw Failure(grids().string() + ": can't be read: " + failed.message());
  for (const auto& entry : entries) {
    const std::string name = entry.path().filename().string();
    int64_t iteration = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), iteration);
    if (error == std::errc{} && *end == '-' && name.ends_with(".png")) found.insert(iteration);
  }
  return {found.begin(), found.end()};
}

fs::path ComparisonPaths::run(const std::string& method, int64_t seed) const {
  return folder / method / fmt::format("seed-{}", seed);
}

std::vector<fs::path> all_paths(const RunPaths& run) {
  std::vector<fs::path> all = report_paths(run.folder);
  all.insert(all.end(), {run.state(), run.checksums(), run.checkpoint(), run.rewind(),
                         run.metrics(), run.train(), run.time(), run.validation(), run.rewinds(),
                         run.data(), run.machine(), run.profile(), run.trace(), run.grids(),
                         run.samples(), run.density(), run.record(), run.trained(), run.config()});
  return all;
}

fs::path TrainedPaths::grid_at(int64_t step) const { return grid(fmt::format("{:09}", step)); }

std::vector<fs::path> all_paths(const TrainedPaths& trained) {
  std::vector<fs::path> all{trained.state(), trained.metrics(), trained.rows(),
                            trained.time(),  trained.scores(),  trained.grids()};
  for (const char* name :
       {"ends", "paths", "originals", "starts", "masked", "inpainted", "latents"})
    all.push_back(trained.array(name));
  all.push_back(trained.result());
  return all;
}

std::vector<fs::path> all_paths(const ComparisonPaths& comparison,
                                const std::vector<std::string>& methods) {
  std::vector<fs::path> all = report_paths(comparison.folder);
  for (const std::string& method : methods) all.push_back(comparison.folder / method);
  all.insert(all.end(), {comparison.preset(), comparison.comparison()});
  return all;
}

}  // namespace coopbench
