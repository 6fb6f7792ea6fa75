#pragma once

#include <filesystem>

namespace coopbench {

/// Throws UserError, which begins with the path, where no folder can be made or written to at
/// `path`: a file stands in the way, a link leads nowhere, a name is too long, it is not allowed.
/// Writes nothing.
void need_folder_place(const std::filesystem::path& path);

/// The same for a file, whose folder must be there.
void need_file_place(const std::filesystem::path& path);

}  // namespace coopbench
