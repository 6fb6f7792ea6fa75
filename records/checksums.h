#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "records/paths.h"

namespace coopbench {

/// Writes checksums.json of a run that has ended: of each file that is the same on every machine.
void write_checksums(const RunPaths& run);

/// The files of a run that has ended, by their names in its folder, that are missing or not what it
/// wrote; checksums.json itself alone where it is missing or can't be read. Throws Failure for an
/// error of the disk.
std::vector<std::string> damaged_files(const RunPaths& run);

/// Whether checksums.json says that the run wrote these bytes to this file.
bool is_recorded(const RunPaths& run, const std::filesystem::path& file, std::string_view bytes);

}  // namespace coopbench
