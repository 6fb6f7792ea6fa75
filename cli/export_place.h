#pragma once

#include <filesystem>
#include <vector>

#include "cli/export_files.h"

namespace coopbench {

/// Throws UserError where a file stands in the folder that would be written and that is neither
/// what an export wrote (export.json has its checksum) nor what is to be written. Writes nothing.
void need_own_export(const std::filesystem::path& folder, const std::vector<ExportedFile>& files);

/// Writes the files, and export.json with their checksums last.
void write_export(const std::filesystem::path& folder, const std::vector<ExportedFile>& files);

}  // namespace coopbench
