#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace coopbench {

/// Checksum of bytes that come in pieces: XXH3, 64 bits. It finds damage, not malice.
class Checksum {
 public:
  Checksum();
  void add(std::string_view bytes);
  uint64_t value() const;

 private:
  std::shared_ptr<void> state_;
};

/// Of a whole file, as 16 hexadecimal digits. Throws as InputFile.
std::string file_checksum(const std::filesystem::path& path);

}  // namespace coopbench
