#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

#include "core/checksum.h"

namespace coopbench {

/// How far a log had come: its lines behind the header, and the checksum of header and lines; 0 for
/// a checksum that nobody knows.
struct LogPosition {
  int64_t lines = 0;
  uint64_t checksum = 0;
};

/// A log of lines that only grows, or is cut back to the position that a checkpoint stands for.
class AppendLog {
 public:
  /// Opens `path`, keeping the header and the lines up to `keep`; without lines it begins anew. A
  /// file that has further names, as hard links, is replaced by a copy, so that these stay as they
  /// are. Throws Failure when the file can't be written, has fewer lines or another checksum, and
  /// UserError for one that is no regular file; it is left as it was then.
  AppendLog(std::filesystem::path path, std::string_view header, const LogPosition& keep = {});

  void append(std::string_view line);  ///< one line, its end added
  /// Cuts the log back to an earlier position. Throws Failure as `sync` and the constructor.
  void go_back(const LogPosition& keep);
  /// Everything on disk. Throws Failure, also when the file is not the one that was opened any more
  /// or has another length than was written.
  void sync();
  /// As `sync`; throws Failure also when the file does not hold what was written.
  void need_whole();
  LogPosition position() const { return {lines_, checksum_.value()}; }

 private:
  void write(std::string_view bytes);
  void keep_lines(const LogPosition& keep);

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  int64_t lines_ = 0;
  uintmax_t size_ = 0;
  Checksum checksum_;
};

}  // namespace coopbench
