#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/files.h"
#include "data/gzip.h"

namespace coopbench {

/// A file that is read from its beginning, unpacked where it is a gzip file.
class UnpackedFile {
 public:
  /// Throws as InputFile.
  explicit UnpackedFile(const std::filesystem::path& path);

  const std::string& name() const { return name_; }  ///< for messages
  bool packed() const { return gzip_.has_value(); }
  uintmax_t size() const { return file_.size(); }  ///< on disk, in bytes
  uintmax_t taken() const { return taken_; }       ///< of these so far

  /// Fills `place` with the next bytes and returns how many they are: fewer than `size` only at the
  /// end. Throws as InputFile and Gunzip.
  size_t read(char* place, size_t size);

 private:
  std::string next();

  std::string name_;
  InputFile file_;
  std::string ahead_;  // read from the disk and not used
  uintmax_t taken_ = 0;
  std::optional<Gunzip> gzip_;
};

}  // namespace coopbench
