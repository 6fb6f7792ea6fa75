#pragma once

#include <sys/stat.h>

#include "data/pictures/members.h"

namespace coopbench {

std::unique_ptr<Members> folder_members(const std::filesystem::path& folder);
std::unique_ptr<Members> archive_members(const std::filesystem::path& file);

/// Size and time of a file.
std::string stamp(const struct stat& status);

/// Path, size and time of each file of a folder.
std::string folder_signature(const std::filesystem::path& folder);

}  // namespace coopbench
