#include "data/pictures/picture.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "core/printable.h"
#include "data/pictures/formats.h"

namespace coopbench {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kJpeg = "\xff\xd8\xff", kPng = "\x89PNG\r\n\x1a\n";

/// How other formats begin, of which files called .jpg or .png are often found.
constexpr std::pair<std::string_view, const char*> kOthers[] = {
    {"GIF8", "GIF"},     {"BM", "BMP"},    {"II*\0"sv, "TIFF"},
    {"MM\0*"sv, "TIFF"}, {"RIFF", "WebP"}, {"\0\0\0\x0cjP"sv, "JPEG 2000"},
    {"<svg", "SVG"},     {"%PDF", "PDF"},  {"\x1f\x8b", "gzip file"}};

[[noreturn]] void refuse(std::string_view bytes) {
  for (const auto& [start, name] : kOthers)
    if (bytes.starts_with(start))
      throw UserError(fmt::format("is a {}; JPEG and PNG are read", name));
  if (bytes.size() > 8 && bytes.substr(4, 4) == "ftyp")
    throw UserError("is a HEIC or AVIF; JPEG and PNG are read");
  throw UserError(
      fmt::format("is no JPEG or PNG: it begins with \"{}\"", printable(bytes.substr(0, 12))));
}

}  // namespace

void need_size(int64_t width, int64_t height) {
  if (width < 1 || height < 1) throw UserError("has no pixels");
  if (width > kMostPixels / height)
    throw UserError(fmt::format("is {} x {} pixels by its header, more than {} in all", width,
                                height, kMostPixels));
}

torch::Tensor decoded_picture(std::string_view bytes) {
  if (bytes.empty()) throw UserError("is empty");
  if (bytes.starts_with(kJpeg)) return decoded_jpeg(bytes);
  if (bytes.starts_with(kPng)) return decoded_png(bytes);
  refuse(bytes);
}

}  // namespace coopbench
