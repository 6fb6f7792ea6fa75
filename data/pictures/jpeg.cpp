#include <fmt/format.h>
#include <turbojpeg.h>

#include <memory>

#include "core/errors.h"
#include "data/pictures/formats.h"

namespace coopbench {
namespace {

struct Destroy {
  void operator()(void* decoder) const { tjDestroy(decoder); }
};

[[noreturn]] void refuse(void* decoder) {
  throw UserError(
      fmt::format("is damaged or truncated: {}", decoder ? tjGetErrorStr2(decoder) : "no memory"));
}

}  // namespace

torch::Tensor decoded_jpeg(std::string_view bytes) {
  thread_local const std::unique_ptr<void, Destroy> decoder(tjInitDecompress());
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0, height = 0, subsampling = 0, colours = 0;
  if (!decoder || tjDecompressHeader3(decoder.get(), data, bytes.size(), &width, &height,
                                      &subsampling, &colours) != 0)
    refuse(decoder.get());
  need_size(width, height);
  if (colours == TJCS_CMYK || colours == TJCS_YCCK)
    throw UserError("has the colours of a print (CMYK); turn it into RGB");
  const bool grey = colours == TJCS_GRAY;
  torch::Tensor pixels = torch::empty({height, width, grey ? 1 : 3}, torch::kUInt8);
  // A warning is a picture with parts that are guessed.
  if (tjDecompress2(decoder.get(), data, bytes.size(), pixels.data_ptr<uint8_t>(), width, 0, height,
                    grey ? TJPF_GRAY : TJPF_RGB,
                    TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) != 0)
    refuse(decoder.get());
  return pixels;
}

}  // namespace coopbench
