#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/files.h"

namespace coopbench {

/// A zip archive that is open for reading. Its members take no more bytes, unpacked, than the file
/// has: no few bytes become many.
class ZipFile {
 public:
  struct Member {
    std::string name;
    uintmax_t size = 0;  ///< in bytes, unpacked
    uint64_t place = 0;  ///< in the list at the end of the file
  };

  /// Reads the list of members. `kind` names the file in messages, as in "is not a whole .npz
  /// file". Throws UserError when it is no whole zip archive, or as InputFile.
  ZipFile(const std::filesystem::path& path, const std::string& kind);

  /// In the order of the file.
  const std::vector<Member>& members() const { return members_; }

  /// The bytes of a member. Throws UserError where they are damaged.
  std::string read(const Member& member) const;

 private:
  std::filesystem::path path_;
  InputFile file_;
  std::unique_ptr<void, int (*)(void*)> zip_;
  std::vector<Member> members_;
};

}  // namespace coopbench
