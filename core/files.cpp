#include "core/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/errors.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, std::string_view doing) {
  const int error = errno;
  throw Failure(fmt::format("{}: can't {}: {}{}", path.string(), doing, std::strerror(error),
                            error == ENOSPC ? "; free some space and go on with --resume" : ""));
}

void sync_path(const fs::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags);
  if (descriptor < 0) fail(path, "open");
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) fail(path, "write to disk");
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

}  // namespace

std::string read_text(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) throw UserError(path.string() + ": is a folder, not a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UserError(path.string() + ": " + std::strerror(errno));
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

void replace_whole(const fs::path& path, const std::function<void(const fs::path&)>& write) {
  const fs::path part = folder_of(path) / ("." + path.filename().string() + ".part");
  try {
    write(part);
    sync_path(part, O_RDONLY);
    if (::rename(part.c_str(), path.c_str()) != 0) fail(path, "rename");
    sync_path(folder_of(path), O_RDONLY | O_DIRECTORY);
  } catch (...) {
    ::unlink(part.c_str());
    throw;
  }
}

void write_whole(const fs::path& path, std::string_view bytes) {
  replace_whole(path, [&](const fs::path& part) {
    std::FILE* file = std::fopen(part.c_str(), "wb");
    if (file == nullptr) fail(path, "write");
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    const int error = errno;
    const bool closed = std::fclose(file) == 0;
    if (!written) errno = error;
    if (!written || !closed) fail(path, "write");
  });
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error || !fs::is_directory(path)) {
    const std::string why = error ? error.message() : "there is a file of that name";
    throw UserError(path.string() + ": can't make this folder: " + why);
  }
}

void need_space(const fs::path& folder, uintmax_t bytes) {
  fs::path place = fs::absolute(folder);
  while (!fs::exists(place) && place != place.root_path()) place = place.parent_path();
  std::error_code error;
  const auto space = fs::space(place, error);
  if (!error && space.available < bytes)
    throw UserError(fmt::format("{}: needs {} MB of disk space, {} MB are free", folder.string(),
                                (bytes >> 20) + 1, space.available >> 20));
}

AppendLog::AppendLog(fs::path path, std::string_view header, int64_t keep)
    : path_(std::move(path)) {
  if (keep > 0) {
    const std::string text = fs::exists(path_) ? read_text(path_) : "";
    size_t end = 0;
    for (int64_t line = 0; line <= keep; ++line) {
      end = text.find('\n', end) + 1;
      if (end == 0)
        throw Failure(path_.string() +
                      ": is shorter than its checkpoint says; start again with --force");
    }
    if (::truncate(path_.c_str(), static_cast<off_t>(end)) != 0) fail(path_, "cut back");
  }
  file_ = std::fopen(path_.c_str(), keep > 0 ? "ab" : "wb");
  if (file_ == nullptr) fail(path_, "write");
  if (keep == 0) append(header);
}

AppendLog::~AppendLog() { std::fclose(file_); }

void AppendLog::append(std::string_view line) {
  if (std::fwrite(line.data(), 1, line.size(), file_) != line.size() ||
      std::fputc('\n', file_) == EOF)
    fail(path_, "write");
}

void AppendLog::sync() {
  if (std::fflush(file_) != 0 || ::fsync(fileno(file_)) != 0) fail(path_, "write to disk");
}

FolderLock::FolderLock(const fs::path& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_ < 0) fail(folder, "open");
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor_);
    throw UserError(
        folder.string() +
        ": another coopbench process is writing here; wait for it or choose another --out");
  }
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace coopbench
