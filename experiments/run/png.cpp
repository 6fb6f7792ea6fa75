#include "experiments/run/png.h"

#include <png.h>

#include "core/errors.h"
#include "core/files.h"

namespace coopbench {

void write_png(const std::filesystem::path& path, const torch::Tensor& pixels) {
  TORCH_CHECK_VALUE(pixels.scalar_type() == torch::kUInt8 &&
                        (pixels.dim() == 2 || (pixels.dim() == 3 && pixels.size(2) == 3)),
                    "write_png: pixels must be uint8 [H, W] or [H, W, 3]");
  const torch::Tensor whole = pixels.contiguous();
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(whole.size(1));
  image.height = static_cast<png_uint_32>(whole.size(0));
  image.format = whole.dim() == 2 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  const void* data = whole.data_ptr();
  std::string bytes;
  if (png_image_write_to_memory(&image, nullptr, &size, 0, data, 0, nullptr) != 0) {
    bytes.resize(size);
    if (png_image_write_to_memory(&image, bytes.data(), &size, 0, data, 0, nullptr) == 0)
      bytes.clear();
  }
  if (bytes.empty()) throw Failure(path.string() + ": can't make the picture: " + image.message);
  bytes.resize(size);
  write_whole(path, bytes);
}

torch::Tensor tile(const torch::Tensor& images, int64_t columns, int64_t gap) {
  const int64_t n = images.size(0), channels = images.size(1), height = images.size(2),
                width = images.size(3);
  TORCH_CHECK_VALUE(channels == 1 || channels == 3, "tile: images must have 1 or 3 channels");
  const int64_t rows = (n + columns - 1) / columns;
  const torch::Tensor bytes =
      ((images.detach().nan_to_num(-1).clamp(-1, 1) + 1) * 127.5).round().to(torch::kUInt8);
  torch::Tensor picture = torch::full(
      {channels, rows * (height + gap) - gap, columns * (width + gap) - gap}, 128, torch::kUInt8);
  for (int64_t i = 0; i < n; ++i) {
    const int64_t top = i / columns * (height + gap), left = i % columns * (width + gap);
    picture.slice(1, top, top + height).slice(2, left, left + width).copy_(bytes[i]);
  }
  return channels == 1 ? picture[0] : picture.permute({1, 2, 0}).contiguous();
}

}  // namespace coopbench
