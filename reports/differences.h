#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace coopbench {

/// The first place in which a file of two folders differs.
struct Difference {
  std::filesystem::path file;  // in both folders, such as short_run/seed-1/train.csv
  std::filesystem::path run;   // the run's folder in a comparison, such as short_run/seed-1
  std::string place;           // in it, such as "iteration 17, d"; empty: the file as a whole
  std::string first, second;   // what stands there in each
};

struct Differences {
  std::vector<std::filesystem::path> equal;  // files that are the same in both
  std::vector<Difference> found;  // one of each file that differs, in the order of `diff`
};

/// Compares two runs, or the runs and files of two comparisons. Of a run: train.csv and
/// validation.csv row by row, each from its first column to its last; then config.json, state.json,
/// samples, metrics.json by the keys of its rows, densities, pictures and the arrays of the
/// checkpoint; with `machine` also machine.json and time.csv. Numbers are the same only with the
/// same bits. Throws UserError when a folder is neither a run nor a comparison, or they are not of
/// one kind, Failure for an error of the disk.
Differences differences(const std::filesystem::path& first, const std::filesystem::path& second,
                        bool machine = false);

}  // namespace coopbench
