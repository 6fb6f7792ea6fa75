#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace coopbench {

/// A regular file that is open for reading. Pipes, devices and folders are none: reading them may
/// never end.
class InputFile {
 public:
  /// Throws UserError when there is no such file, it is not regular, or may not be read, Failure
  /// when the system can't open it.
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  int descriptor() const { return descriptor_; }
  uintmax_t size() const { return size_; }  ///< in bytes, when it was opened

  /// The next bytes, `most` unless the file ends before. Throws Failure for an error of the disk.
  std::string read(size_t most);

 private:
  std::filesystem::path path_;
  int descriptor_;
  uintmax_t size_ = 0;
};

/// What a JSON file or another text may have at most, in bytes.
inline constexpr size_t kLongestText = size_t{64} << 20;

/// The whole file. Throws UserError when it is not there, no regular file, or longer than `most`
/// bytes, Failure when it can't be read to its end.
std::string read_text(const std::filesystem::path& path, size_t most = kLongestText);

/// Writes a file so that a reader sees the old one or the new one, never a part: a temporary name
/// in the same folder, fsync, rename. A link of that name is replaced, not followed. Throws Failure
/// (a full disk, no permission) and leaves the old file then.
void write_whole(const std::filesystem::path& path, std::string_view bytes);

/// The same for a library that writes to a path: `write` gets the temporary one.
void replace_whole(const std::filesystem::path& path,
                   const std::function<void(const std::filesystem::path&)>& write);

/// Makes a folder and those above it. Throws UserError when it can't be made.
void make_folder(const std::filesystem::path& path);

/// Makes one folder in a folder of ours. Throws UserError when it can't be made or is a symbolic
/// link, which could lead out of it.
void make_inner_folder(const std::filesystem::path& path);

/// Removes a file, a link itself, or a folder with all in it. Throws Failure.
void remove_whole(const std::filesystem::path& path);

/// True for a path within `folder` that symbolic links do not lead out of it; false where there is
/// nothing.
bool stays_inside(const std::filesystem::path& folder, const std::filesystem::path& path);

/// Throws UserError when the file system of `folder` (or of the nearest folder above that exists)
/// has fewer free bytes than needed.
void need_space(const std::filesystem::path& folder, uintmax_t bytes);

/// Throws Failure: "PATH: can't DOING: what errno says", and what helps against a full disk.
[[noreturn]] void fail_with_errno(const std::filesystem::path& path, std::string_view doing);

}  // namespace coopbench
