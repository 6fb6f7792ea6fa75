#include "cli/output_place.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>

#include "core/errors.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
  throw UserError(path.string() + ": " + why);
}

/// Room is left for the names of files within, and of temporary ones.
void need_short(const fs::path& path) {
  constexpr size_t longest_name = NAME_MAX - 8, longest_path = PATH_MAX - 512;
  for (const fs::path& name : path)
    if (name.native().size() > longest_name)
      refuse(path, fmt::format("a name in it has {} bytes; use {} at most", name.native().size(),
                               longest_name));
  if (path.native().size() > longest_path)
    refuse(path, fmt::format("has {} bytes; use {} at most", path.native().size(), longest_path));
}

enum class Found { nothing, folder, file, other };

/// What stands at a place. Throws UserError about `path` where that can't be seen.
Found look_at(const fs::path& place, const fs::path& path) {
  struct stat about {};
  if (::stat(place.c_str(), &about) == 0)
    return S_ISDIR(about.st_mode)   ? Found::folder
           : S_ISREG(about.st_mode) ? Found::file
                                    : Found::other;
  const int error = errno;
  if (::lstat(place.c_str(), &about) == 0)
    refuse(path, error == ENOENT ? place.string() + " is a link to nothing" : std::strerror(error));
  if (errno != ENOENT && errno != ENOTDIR) refuse(path, std::strerror(errno));
  return Found::nothing;
}

void need_writable(const fs::path& folder, const fs::path& path) {
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    refuse(path, fmt::format("can't write in {}: {}", folder.string(), std::strerror(errno)));
}

fs::path folder_above(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

}  // namespace

void need_folder_place(const fs::path& path) {
  need_short(path);
  fs::path place = path;
  Found found = look_at(place, path);
  while (found == Found::nothing && place != "." && place != place.root_path()) {
    place = folder_above(place);
    found = look_at(place, path);
  }
  if (found == Found::nothing) refuse(path, "can't make this folder: No such file or directory");
  if (found != Found::folder)
    refuse(path, place == path ? "is a file, not a folder"
                               : "can't make this folder: " + place.string() + " is a file");
  need_writable(place, path);
}

void need_file_place(const fs::path& path) {
  need_short(path);
  const fs::path folder = folder_above(path);
  const Found above = look_at(folder, path);
  if (above == Found::nothing) refuse(path, folder.string() + ": there is no such folder");
  if (above != Found::folder) refuse(path, folder.string() + " is a file, not a folder");
  need_writable(folder, path);
  const Found found = look_at(path, path);
  if (found == Found::folder) refuse(path, "is a folder, not a file");
  if (found == Found::other) refuse(path, "is no regular file but a pipe or device");
}

}  // namespace coopbench
