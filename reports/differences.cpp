#include "reports/differences.h"

#include <fmt/format.h>

#include <set>

#include "core/errors.h"
#include "records/paths.h"
#include "reports/file_differences.h"
#include "reports/run_folder.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

struct Pair {
  fs::path first, second;
};

/// The files below a path, by their names in `folder`, in alphabetical order; the path itself where
/// it is a file. Links are taken as files, and half-written files left out.
std::set<fs::path> files_below(const fs::path& path, const fs::path& folder) {
  std::set<fs::path> files;
  if (!is_there(path)) return files;
  std::error_code none;
  if (!fs::is_directory(fs::symlink_status(path, none))) return {path.lexically_relative(folder)};
  for (const auto& entry : fs::directory_iterator(path, none))
    if (!entry.path().filename().string().starts_with("."))
      files.insert(entry.path().lexically_relative(folder));
  return files;
}

/// Adds what is to be said of one file of both folders, that of a run that lies in `run` of both
/// comparisons.
void compare_file(const Pair& folders, const fs::path& file, const fs::path& run,
                  Differences& out) {
  const fs::path name = run / file;
  const fs::path a = folders.first / file, b = folders.second / file;
  if (!is_there(a) || !is_there(b)) {
    const auto word = [](const fs::path& path) {
      return is_there(path) ? "is there" : "is missing";
    };
    out.found.push_back({name, run, "", word(a), word(b)});
    return;
  }
  need_inside(folders.first, a);
  need_inside(folders.second, b);
  if (const auto difference = first_difference_of_files(a, b))
    out.found.push_back({name, run, difference->place, difference->first, difference->second});
  else
    out.equal.push_back(name);
}

/// `inside`: where the run lies in a comparison.
void compare_runs(const Pair& runs, const fs::path& inside, bool machine, Differences& out) {
  const RunPaths a{runs.first}, b{runs.second};
  auto of_a = a.reproducible(), of_b = b.reproducible();
  if (machine) {
    for (const fs::path& path : a.of_machine()) of_a.push_back(path);
    for (const fs::path& path : b.of_machine()) of_b.push_back(path);
  }
  for (size_t i = 0; i < of_a.size(); ++i) {
    std::set<fs::path> files = files_below(of_a[i], runs.first);
    files.merge(files_below(of_b[i], runs.second));
    for (const fs::path& file : files) compare_file(runs, file, inside, out);
  }
}

/// The folders of the runs that a comparison names, within it.
std::set<fs::path> runs_of(const ComparisonRecord& record) {
  std::set<fs::path> runs;
  for (const std::string& method : record.methods)
    for (const int64_t seed : record.seeds) runs.insert(ComparisonPaths{""}.run(method, seed));
  return runs;
}

/// The runs that both have first, then those of one of them, then what both say of themselves.
void compare_comparisons(const Pair& folders, const std::set<fs::path>& runs, bool machine,
                         Differences& out) {
  for (const bool common : {true, false})
    for (const fs::path& run : runs) {
      const Pair pair{folders.first / run, folders.second / run};
      if ((is_there(pair.first) && is_there(pair.second)) != common) continue;
      if (common) {
        need_inside(folders.first, pair.first);
        need_inside(folders.second, pair.second);
        compare_runs(pair, run, machine, out);
      } else if (is_there(pair.first) || is_there(pair.second)) {
        compare_file(folders, run, "", out);
      }
    }
  const ComparisonPaths paths{folders.first};
  for (const fs::path& file : {paths.comparison().filename(), paths.preset().filename()})
    if (is_there(folders.first / file) || is_there(folders.second / file))
      compare_file(folders, file, "", out);
}

}  // namespace

Differences differences(const fs::path& first, const fs::path& second, bool machine) {
  const auto of_first = read_comparison_record(first), of_second = read_comparison_record(second);
  if (of_first.has_value() != of_second.has_value())
    throw UserError(fmt::format("{} is a comparison, and {} a single run; give two of one kind",
                                (of_first ? first : second).string(),
                                (of_first ? second : first).string()));
  Differences out;
  if (of_first) {
    std::set<fs::path> runs = runs_of(*of_first);
    runs.merge(runs_of(*of_second));
    compare_comparisons({first, second}, runs, machine, out);
  } else {
    compare_runs({first, second}, "", machine, out);
  }
  return out;
}

}  // namespace coopbench
