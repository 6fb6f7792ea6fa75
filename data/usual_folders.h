#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace coopbench {

/// Where a data set of that name may lie when nobody says: $COOPBENCH_DATA/<name> where the
/// variable is set, and datasets/<name>, in the order in which they are searched.
std::vector<std::filesystem::path> usual_folders(const std::string& name);

}  // namespace coopbench
