#pragma once

#include <string>

namespace coopbench {

/// The text as one word of a shell: as it is where that is safe, else in single quotes.
inline std::string shell_quoted(const std::string& text) {
  const auto safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string("/._-=,+:@%").find(c) != std::string::npos;
  };
  bool plain = !text.empty();
  std::string quoted = "'";
  for (const char c : text) {
    plain = plain && safe(c);
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return plain ? text : quoted + "'";
}

}  // namespace coopbench
