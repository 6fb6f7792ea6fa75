#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace coopbench {

/// What a single file of pictures may have at most, in bytes.
inline constexpr uintmax_t kLongestMember = uintmax_t{64} << 20;

/// A file of a folder or an archive: its bytes, or why it can't be had.
struct Member {
  std::string name;  ///< from the folder or archive on, with '/' between
  std::string bytes;
  std::string bad;  ///< empty, or such as "is longer than 64 MiB"
};

/// Reads the files of a folder or an archive one by one, always in the same order: those of a
/// folder by name, those of an archive as they come. Hidden ones, whose name or folder begins with
/// '.', and those that macOS adds (__MACOSX) are left out.
class Members {
 public:
  virtual ~Members() = default;
  /// Nothing at the end. Throws UserError where an archive can't be read on, Failure for an error
  /// of the disk.
  virtual std::optional<Member> next() = 0;
  /// The same without bytes, where they need not be read.
  virtual bool skip() = 0;
  /// How much of it has been read, from 0 to 1.
  virtual double share() const = 0;
  /// Folders in it that were come across, with all above them.
  virtual std::vector<std::string> folders() const = 0;
};

/// A folder, or an archive of any kind that libarchive knows (.tar, .tar.gz, .tar.xz, .zip). A tar
/// archive must have its end mark, two blocks of zeros, and gzip data their checksum. Links to
/// files are followed in a folder; links in an archive, links to folders, and names that lead out
/// of it are bad members. Throws UserError for what is neither or can't be read.
std::unique_ptr<Members> open_members(const std::filesystem::path& path);

/// What tells a folder or archive from another or from itself after a change: path, size and time,
/// of a folder those of each file. Throws as `open_members`.
std::string members_signature(const std::filesystem::path& path);

/// Why a member's name is none that may be used, or empty.
std::string odd_name(const std::string& name);
/// Whether it is left out.
bool is_hidden(const std::string& name);

}  // namespace coopbench
