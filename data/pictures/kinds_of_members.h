#pragma once

#include "data/pictures/members.h"

namespace coopbench {

std::unique_ptr<Members> folder_members(const std::filesystem::path& folder);
std::unique_ptr<Members> archive_members(const std::filesystem::path& file);

/// Path, size and time of each file of a folder.
std::string folder_signature(const std::filesystem::path& folder);

}  // namespace coopbench
