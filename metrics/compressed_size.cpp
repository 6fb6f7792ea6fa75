#include "metrics/compressed_size.h"

#include <zlib.h>

#include <stdexcept>
#include <vector>

namespace coopbench {

torch::Tensor compressed_sizes(const torch::Tensor& images) {
  const torch::Tensor pixels = images.detach()
                                   .flatten(1)
                                   .add(1)
                                   .mul(127.5)
                                   .round()
                                   .clamp(0, 255)
                                   .to(torch::kUInt8)
                                   .contiguous();
  const auto length = static_cast<uLong>(pixels.size(1));
  std::vector<Bytef> buffer(compressBound(length));
  torch::Tensor sizes = torch::empty({pixels.size(0)}, torch::kFloat64);
  for (int64_t i = 0; i < pixels.size(0); ++i) {
    uLongf size = buffer.size();
    const uint8_t* row = pixels.data_ptr<uint8_t>() + i * pixels.size(1);
    if (compress2(buffer.data(), &size, row, length, Z_BEST_COMPRESSION) != Z_OK)
      throw std::runtime_error("zlib could not compress an image");
    sizes[i] = static_cast<double>(size);
  }
  return sizes;
}

}  // namespace coopbench
