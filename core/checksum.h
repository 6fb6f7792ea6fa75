#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct XXH3_state_s;

namespace coopbench {

/// Checksum of bytes that come in pieces: XXH3, 64 bits. It finds damage, not malice.
class Checksum {
 public:
  Checksum();
  void add(std::string_view bytes);
  uint64_t value() const;
  std::string text() const;  ///< as 16 hexadecimal digits

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

/// As 16 hexadecimal digits.
std::string checksum_text(std::string_view bytes);

/// Of a whole file, as 16 hexadecimal digits. Throws as InputFile.
std::string file_checksum(const std::filesystem::path& path);

}  // namespace coopbench
