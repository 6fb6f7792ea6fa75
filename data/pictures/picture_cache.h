#pragma once

#include <torch/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/pictures/fit.h"

namespace coopbench {

/// All pictures of a folder or archive as images, in the order in which they were read.
struct Pictures {
  torch::Tensor pixels;            ///< uint8 [n,C,S,S], in the file of the cache
  std::vector<std::string> names;  ///< of each row
  std::vector<BadFile> bad;
  std::vector<std::string> folders;  ///< by name, with those above them
};

/// The folder of what was decoded: $COOPBENCH_CACHE, or coopbench in $XDG_CACHE_HOME or ~/.cache.
/// Throws UserError where none of them is set.
std::filesystem::path cache_folder();

/// So many files are decoded and kept at a time.
inline constexpr size_t kDecodedAtOnce = 2048;

/// The pictures, from the cache where they were decoded before with the same fit and nothing has
/// changed since. Else they are decoded by all cores in batches of so many files that are kept as
/// they come, so that the next call goes on where one was killed; meanwhile another process waits.
/// `tell` is called after each batch. Throws as `open_members`, UserError where the cache may not
/// be written, which says how to name another, and Failure where it can't be.
Pictures cached_pictures(const std::filesystem::path& files, const Fit& fit,
                         const std::filesystem::path& cache = cache_folder(),
                         size_t batch = kDecodedAtOnce, const TellLoading& tell = {});

}  // namespace coopbench
