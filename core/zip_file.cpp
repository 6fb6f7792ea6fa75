#include "core/zip_file.h"

#include <fmt/format.h>
#include <minizip/unzip.h>

#include <algorithm>
#include <array>
#include <limits>

#include "core/errors.h"
#include "core/printable.h"

namespace coopbench {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& name) {
  throw UserError(
      fmt::format("{}: is damaged at '{}'", path.string(), printable(name, kLongestQuote)));
}

}  // namespace

ZipFile::ZipFile(const std::filesystem::path& path, const std::string& kind)
    : path_(path),
      file_(path),
      zip_(unzOpen64(fmt::format("/proc/self/fd/{}", file_.descriptor()).c_str()), unzClose) {
  if (!zip_) throw UserError(fmt::format("{}: is not a whole {} file", path.string(), kind));
  uintmax_t left = file_.size();
  for (int found = unzGoToFirstFile(zip_.get()); found == UNZ_OK;
       found = unzGoToNextFile(zip_.get())) {
    unz_file_info64 info;
    std::array<char, 1024> name{};
    const bool good = unzGetCurrentFileInfo64(zip_.get(), &info, name.data(), name.size() - 1,
                                              nullptr, 0, nullptr, 0) == UNZ_OK;
    if (good && info.uncompressed_size > left && info.compression_method != 0)
      throw UserError(fmt::format(
          "{}: holds more bytes than it has, compressed at '{}'; save it without compression",
          path.string(), printable(name.data(), kLongestQuote)));
    if (!good || info.uncompressed_size > left) refuse(path, name.data());
    left -= info.uncompressed_size;
    members_.push_back({name.data(), info.uncompressed_size, unzGetOffset64(zip_.get())});
  }
}

std::string ZipFile::read(const Member& member) const {
  const unzFile zip = zip_.get();
  if (unzSetOffset64(zip, member.place) != UNZ_OK || unzOpenCurrentFile(zip) != UNZ_OK)
    refuse(path_, member.name);
  std::string bytes(member.size, '\0');
  constexpr size_t most = std::numeric_limits<int32_t>::max();
  bool good = true;
  for (size_t at = 0; good && at < bytes.size();) {
    const int read = unzReadCurrentFile(zip, bytes.data() + at,
                                        static_cast<unsigned>(std::min(most, bytes.size() - at)));
    good = read > 0;
    at += good ? static_cast<size_t>(read) : 0;
  }
  if (unzCloseCurrentFile(zip) != UNZ_OK || !good) refuse(path_, member.name);
  return bytes;
}

}  // namespace coopbench
