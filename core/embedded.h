#pragma once

#include <string_view>

namespace coopbench {

/// A file that the program brings with it, made part of it by cmake/Embed.cmake.
struct EmbeddedFile {
  std::string_view name, bytes;
};

}  // namespace coopbench
