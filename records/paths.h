#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace coopbench {

/// Characters of a method's or preset's name at most.
inline constexpr size_t kLongestName = 100;

/// Throws UserError where `name`, which stands at `path` of a config, can't be a folder's: letters,
/// digits, _ and - only, the first of them no -, kLongestName of them at most.
void need_folder_name(const std::string& path, const std::string& name);

/// Where the files of a run are in its folder. What they hold: docs/run-folder.md.
struct RunPaths {
  using Path = std::filesystem::path;

  Path folder;

  Path config() const { return folder / "config.json"; }
  Path machine() const { return folder / "machine.json"; }
  Path data() const { return folder / "data.json"; }  ///< of a run that left files of its data out
  Path state() const { return folder / "state.json"; }
  Path metrics() const { return folder / "metrics.json"; }
  Path checksums() const { return folder / "checksums.json"; }
  Path train() const { return folder / "train.csv"; }
  Path time() const { return folder / "time.csv"; }
  Path validation() const { return folder / "validation.csv"; }
  Path rewinds() const { return folder / "rewinds.csv"; }  ///< of a run that may go back
  /// Weights, optimisers and start under "energy", "optimizer" and "start"; beside them numbers:
  /// iteration and the totals of the last row of train.csv, under the names of their columns; under
  /// "logs" how far the logs had come, under "data" the checksum of the data set.
  Path checkpoint() const { return folder / "checkpoint.npz"; }
  /// The checkpoint that a run which diverges goes back to; gone when it has ended.
  Path rewind() const { return folder / "rewind.npz"; }
  Path profile() const { return folder / "profile.txt"; }
  Path trace() const { return folder / "trace.json"; }
  Path grids() const { return folder / "grids"; }
  Path samples() const { return folder / "samples"; }
  Path density() const { return folder / "density"; }
  Path record() const { return folder / "record"; }
  /// What was asked of the trained net, a folder a command; it is no part of the run's results.
  Path trained() const { return folder / "trained"; }
  /// An iteration that is kept whole.
  Path record_of(int64_t iteration) const;

  /// A picture: "data", or of "start", "end", "noise_end" or "data" as named below.
  Path grid(const std::string& name) const { return grids() / (name + ".png"); }
  Path final_grid(const std::string& what) const { return grid("final-" + what); }
  Path diverged_grid(const std::string& what) const { return grid("diverged-" + what); }
  /// `iteration`: iterations done.
  Path grid_at(int64_t iteration, const std::string& what) const;
  /// The iterations that have pictures, ascending.
  std::vector<int64_t> grid_iterations() const;

  /// Samples: "start", "end", "noise_end".
  Path sample(const std::string& what) const { return samples() / (what + ".npy"); }
  Path diverged_sample(const std::string& what) const { return sample("diverged_" + what); }

  /// Densities on a grid of the plane: "x", "y", "true", "learned", "estimate"; and paths of
  /// "chains".
  Path density(const std::string& what) const { return density() / (what + ".npy"); }

  /// The files and folders that are the same wherever and whenever the run's settings are run, in
  /// the order in which a difference shows first.
  std::vector<Path> reproducible() const {
    return {train(),   validation(), config(), data(),   state(),   samples(),
            metrics(), density(),    grids(),  record(), rewinds(), checkpoint()};
  }
  /// What tells of the machine and its time.
  std::vector<Path> of_machine() const { return {machine(), time()}; }

  /// The JSON files that have a schema.
  std::vector<Path> versioned() const { return {config(), state(), metrics()}; }
};

/// Where the files of a comparison are.
struct ComparisonPaths {
  using Path = std::filesystem::path;

  Path folder;

  Path comparison() const { return folder / "comparison.json"; }
  Path preset() const { return folder / "preset.json"; }
  /// The folder of a run.
  Path run(const std::string& method, int64_t seed) const;
};

/// Where the files of the result of a command on a trained net are. What they hold:
/// docs/run-folder.md.
struct TrainedPaths {
  using Path = std::filesystem::path;

  Path folder;

  Path result() const { return folder / "result.json"; }
  Path metrics() const { return folder / "metrics.json"; }
  Path rows() const { return folder / "rows.csv"; }
  Path time() const { return folder / "time.csv"; }
  Path scores() const { return folder / "scores.csv"; }
  /// Where long chains go on from; gone when they have ended.
  Path state() const { return folder / "state.npz"; }
  Path grids() const { return folder / "grids"; }
  Path grid(const std::string& name) const { return grids() / (name + ".png"); }
  /// The picture of long chains after so many steps.
  Path grid_at(int64_t step) const;
  /// Images as NumPy files: "ends", "paths", "originals", "starts", "masked", "inpainted",
  /// "latents".
  Path array(const std::string& name) const { return folder / (name + ".npy"); }
};

/// What a report adds to the folder of a comparison or run.
struct ReportPaths {
  using Path = std::filesystem::path;

  Path folder;

  Path page() const { return folder / "report.html"; }
  Path drawn() const { return folder / "report"; }     ///< scripts, data and pictures of the page
  Path behaviour() const { return drawn() / "behaviour.json"; }
  Path plots() const { return folder / "plots"; }      ///< those of the command `plot`
  Path exported() const { return folder / "export"; }  ///< what `export` writes
};

/// Everything that a run writes in its folder, reports included, in the order in which it is to be
/// removed: until the last is gone, the folder is a run's, and never one that has ended.
std::vector<std::filesystem::path> all_paths(const RunPaths& run);
/// Everything that a command on a trained net writes in its folder, what says so last.
std::vector<std::filesystem::path> all_paths(const TrainedPaths& trained);
/// Everything that a comparison of these methods writes in its folder, reports included, what says
/// that it is one last.
std::vector<std::filesystem::path> all_paths(const ComparisonPaths& comparison,
                                             const std::vector<std::string>& methods);

}  // namespace coopbench
