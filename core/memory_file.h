#pragma once

#include <filesystem>
#include <string_view>

namespace coopbench {

/// Bytes as a file that no disk holds, for readers that take a path. Throws Failure where there is
/// no memory for it.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace coopbench
