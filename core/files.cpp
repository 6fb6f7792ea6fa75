#include "core/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/errors.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// After a failure: its errno stays.
void close_after_failure(int descriptor) {
  const int error = errno;
  ::close(descriptor);
  errno = error;
}

void sync_path(const fs::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) fail_with_errno(path, "open");
  if (::fsync(descriptor) != 0) {
    close_after_failure(descriptor);
    fail_with_errno(path, "write to disk");
  }
  ::close(descriptor);
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

/// What a user can put right about a file that does not open.
bool is_users(int error) {
  constexpr std::array users{ENOENT, ENOTDIR, EACCES, EPERM, ELOOP, ENAMETOOLONG, ENXIO};
  return std::find(users.begin(), users.end(), error) != users.end();
}

/// Writes all of it to a file that is made anew.
void write_new(const fs::path& part, const fs::path& path, std::string_view bytes) {
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (file < 0) fail_with_errno(path, "write");
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      close_after_failure(file);
      fail_with_errno(path, "write");
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (::close(file) != 0) fail_with_errno(path, "write");
}

}  // namespace

void fail_with_errno(const fs::path& path, std::string_view doing) {
  const int error = errno;
  const bool full = error == ENOSPC || error == EDQUOT;
  throw Failure(
      fmt::format("{}: can't {}: {}{}", path.string(), doing, std::strerror(error),
                  full ? "; free some space and try again; a run goes on with --resume" : ""));
}

InputFile::InputFile(const fs::path& path)
    : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  if (descriptor_ < 0) {
    const int error = errno;
    if (!is_users(error)) fail_with_errno(path, "open");
    throw UserError(path.string() + ": " + std::strerror(error) +
                    (error == ENAMETOOLONG ? " (255 bytes at most)" : ""));
  }
  struct stat about {};
  const bool known = ::fstat(descriptor_, &about) == 0;
  if (known && S_ISREG(about.st_mode)) {
    size_ = static_cast<uintmax_t>(about.st_size);
    return;
  }
  close_after_failure(descriptor_);
  if (!known) fail_with_errno(path, "read");
  throw UserError(path.string() + (S_ISDIR(about.st_mode)
                                       ? ": is a folder, not a file"
                                       : ": is no regular file but a pipe or device"));
}

InputFile::~InputFile() { ::close(descriptor_); }

std::string InputFile::read(size_t most) {
  constexpr size_t piece = size_t{1} << 24;
  std::string bytes;
  bytes.reserve(std::min<uintmax_t>(most, size_));
  size_t size = 0;
  while (size < most) {
    // Filled as it is read: a size may be claimed that is never there.
    bytes.resize(std::min(most, size + std::min(piece, std::max<size_t>(size_ - size, 4096))));
    const ssize_t count = ::read(descriptor_, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_with_errno(path_, "read");
    if (count == 0) break;
    size += static_cast<size_t>(count);
  }
  bytes.resize(size);
  return bytes;
}

std::string read_text(const fs::path& path, size_t most) {
  InputFile file(path);
  std::string text = file.size() > most ? "" : file.read(most + 1);
  if (file.size() > most || text.size() > most)
    throw UserError(
        fmt::format("{}: is longer than {} MB, which no such file is", path.string(), most >> 20));
  return text;
}

void replace_whole(const fs::path& path, const std::function<void(const fs::path&)>& write) {
  const fs::path part = folder_of(path) / ("." + path.filename().string() + ".part");
  try {
    // What a killed write left, or a link that leads elsewhere.
    if (::unlink(part.c_str()) != 0 && errno != ENOENT) fail_with_errno(path, "write");
    write(part);
    sync_path(part, O_RDONLY | O_NOFOLLOW);
    if (::rename(part.c_str(), path.c_str()) != 0) fail_with_errno(path, "rename");
    sync_path(folder_of(path), O_RDONLY | O_DIRECTORY);
  } catch (...) {
    ::unlink(part.c_str());
    throw;
  }
}

void write_whole(const fs::path& path, std::string_view bytes) {
  replace_whole(path, [&](const fs::path& part) { write_new(part, path, bytes); });
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && fs::is_directory(path, error)) return;
  const std::string why = error ? error.message() : "there is a file of that name";
  throw UserError(path.string() + ": can't make this folder: " + why);
}

void make_inner_folder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST)
    throw UserError(path.string() + ": can't make this folder: " + std::strerror(errno));
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (fs::is_symlink(status))
    throw UserError(path.string() +
                    ": is a symbolic link; a run writes in its own folder only, so remove it");
  if (!fs::is_directory(status))
    throw UserError(path.string() + ": can't make this folder: there is a file of that name");
}

void remove_whole(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) throw Failure(path.string() + ": can't be removed: " + error.message());
}

bool stays_inside(const fs::path& folder, const fs::path& path) {
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return false;
  const fs::path place = fs::canonical(path, error);
  if (error) return false;
  return std::mismatch(root.begin(), root.end(), place.begin(), place.end()).first == root.end();
}

void need_space(const fs::path& folder, uintmax_t bytes) {
  std::error_code error;
  fs::path place = fs::absolute(folder, error);
  while (!fs::exists(place, error) && place != place.root_path()) place = place.parent_path();
  const auto space = fs::space(place, error);
  if (!error && space.available < bytes)
    throw UserError(fmt::format("{}: needs {} MB of disk space, {} MB are free", folder.string(),
                                (bytes >> 20) + 1, space.available >> 20));
}

}  // namespace coopbench
