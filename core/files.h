#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace coopbench {

/// The whole file. Throws UserError when it is not there or can't be read.
std::string read_text(const std::filesystem::path& path);

/// Writes a file so that a reader sees the old one or the new one, never a part: a temporary name
/// in the same folder, fsync, rename. Throws Failure (a full disk, no permission) and leaves the
/// old file then.
void write_whole(const std::filesystem::path& path, std::string_view bytes);

/// The same for a library that writes to a path: `write` gets the temporary one.
void replace_whole(const std::filesystem::path& path,
                   const std::function<void(const std::filesystem::path&)>& write);

/// Makes a folder and those above it. Throws UserError when it can't be made.
void make_folder(const std::filesystem::path& path);

/// Throws UserError when the file system of `folder` (or of the nearest folder above that exists)
/// has fewer free bytes than needed.
void need_space(const std::filesystem::path& folder, uintmax_t bytes);

/// A log of lines that only grows, or is cut back to the number of lines that a checkpoint stands
/// for.
class AppendLog {
 public:
  /// Opens `path`, keeping `header` and the first `keep` lines behind it; without a file it begins
  /// with the header. Throws Failure when the file can't be written or has fewer lines.
  AppendLog(std::filesystem::path path, std::string_view header, int64_t keep = 0);
  ~AppendLog();
  AppendLog(const AppendLog&) = delete;
  AppendLog& operator=(const AppendLog&) = delete;

  void append(std::string_view line);  ///< one line, its end added
  void sync();                         ///< everything on disk

 private:
  std::filesystem::path path_;
  std::FILE* file_;
};

/// Holds a folder for one process until it goes out of scope (flock on the folder itself).
class FolderLock {
 public:
  /// Throws UserError when another process holds it.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace coopbench
