#pragma once

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>

namespace coopbench {

/// The arrays of whole numbers in a MATLAB file (level 5, as MATLAB 5 to 7 and SciPy write it), by
/// name: int64, all their numbers in the file's order. Arrays of other kinds are left out. Throws
/// UserError that begins with the path for a file that is none, is damaged, or unpacks to more than
/// 64 MiB. Format: MathWorks, "MAT-File Format", chapter 1.
std::map<std::string, torch::Tensor> read_mat(const std::filesystem::path& path);

}  // namespace coopbench
