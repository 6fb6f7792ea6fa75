#include "data/unpacked_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace coopbench {
namespace {

constexpr size_t kPiece = size_t{1} << 16;

}  // namespace

UnpackedFile::UnpackedFile(const std::filesystem::path& path)
    : name_(path.string()), file_(path), ahead_(file_.read(kPiece)) {
  if (is_gzip(ahead_)) gzip_.emplace([this] { return next(); }, file_.size(), name_);
}

std::string UnpackedFile::next() {
  if (!ahead_.empty()) return std::exchange(ahead_, {});
  std::string piece = file_.read(kPiece);
  taken_ += piece.size();
  return piece;
}

size_t UnpackedFile::read(char* place, size_t size) {
  if (gzip_) return gzip_->read(place, size);
  size_t done = 0;
  while (done < size) {
    std::string piece = next();
    if (piece.empty()) break;
    const size_t count = std::min(size - done, piece.size());
    std::memcpy(place + done, piece.data(), count);
    ahead_ = piece.erase(0, count);
    done += count;
  }
  return done;
}

}  // namespace coopbench
