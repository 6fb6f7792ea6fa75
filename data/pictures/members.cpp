#include "data/pictures/members.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "core/errors.h"
#include "data/pictures/kinds_of_members.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// Whether it is a folder. Throws UserError for what is neither a folder nor a file.
bool is_folder(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) return true;
  if (fs::is_regular_file(status)) return false;
  throw UserError(path.string() + (fs::exists(status) ? ": is neither a folder nor an archive"
                                                      : ": there is no such folder or archive"));
}

}  // namespace

std::unique_ptr<Members> open_members(const fs::path& path) {
  return is_folder(path) ? folder_members(path) : archive_members(path);
}

std::string members_signature(const fs::path& path) {
  const std::string place = fs::absolute(path).lexically_normal().string();
  if (is_folder(path)) return place + "\n" + folder_signature(path);
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) throw UserError(path.string() + ": can't be read");
  return place + "\n" + stamp(status);
}

std::string stamp(const struct stat& status) {
  // The second time changes too where a program gives a file an older time of change.
  return fmt::format("{} {}.{:09} {}.{:09}", status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

std::string odd_name(const std::string& name) {
  if (name.empty() || name.find('\0') != std::string::npos) return "has no usable name";
  if (name.front() == '/') return "its name leads out of the archive";
  for (const fs::path& part : fs::path(name))
    if (part == "..") return "its name leads out of the archive";
  return "";
}

bool is_hidden(const std::string& name) {
  for (const fs::path& part : fs::path(name)) {
    const std::string text = part.string();
    if (text == "__MACOSX" || (text.size() > 1 && text.front() == '.' && text != "..")) return true;
  }
  return false;
}

}  // namespace coopbench
