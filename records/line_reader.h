#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/files.h"

namespace coopbench {

/// The lines of a file, one by one: however long it is, only a piece of it is in memory.
class LineReader {
 public:
  /// Throws as InputFile, and UserError for a file of more than `most` bytes.
  LineReader(std::filesystem::path path, uintmax_t most);

  /// The next line without its end, good until the next call; nothing behind the last. What a
  /// killed process left, a last line without its end, is none. Throws Failure for an error of the
  /// disk, UserError for a line of more than 64 KB.
  std::optional<std::string_view> next();

 private:
  std::filesystem::path path_;
  InputFile file_;
  std::string piece_;
  size_t begin_ = 0;  ///< of the next line in the piece
};

}  // namespace coopbench
