#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace coopbench {

/// Where two files differ, and what stands there in each.
struct FileDifference {
  std::string place;  // empty: somewhere
  std::string first, second;
};

/// The first difference of what two files of a run hold, by the kind that the ending of their names
/// says: rows of a log (.csv), values of JSON whatever the order of keys, numbers of an array or
/// archive (.npy, .npz), else bytes. Nothing where there is none. A file that is broken differs.
/// Throws Failure for an error of the disk.
std::optional<FileDifference> first_difference_of_files(const std::filesystem::path& first,
                                                        const std::filesystem::path& second);

}  // namespace coopbench
