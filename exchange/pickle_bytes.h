#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace coopbench {

/// Takes a pickle's bytes one after another. What it throws begins with the source.
class PickleBytes {
 public:
  PickleBytes(std::string_view bytes, std::string source)
      : bytes_(bytes), source_(std::move(source)) {}

  size_t at() const { return at_; }
  const std::string& source() const { return source_; }

  /// Throws UserError: "SOURCE: why".
  [[noreturn]] void refuse(const std::string& why) const;

  /// The next bytes. Throws UserError where there are fewer.
  std::string_view take(uint64_t count);
  /// A whole number of so many bytes, the last of them the largest.
  uint64_t number(int bytes);
  /// A text behind its length of so many bytes.
  std::string_view text(int bytes) { return take(number(bytes)); }
  /// Up to the end of the line, without it.
  std::string_view line();

 private:
  std::string_view bytes_;
  std::string source_;
  size_t at_ = 0;
};

/// What Python calls an opcode: "GLOBAL", or "0x99" for one that it does not know.
std::string opcode_name(unsigned char opcode);

}  // namespace coopbench
