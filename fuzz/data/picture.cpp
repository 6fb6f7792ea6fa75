#include "data/pictures/picture.h"

#include "data/pictures/fit.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  accepts([&] {
    const torch::Tensor pixels = decoded_picture(bytes);
    need(pixels.dim() == 3 && (pixels.size(2) == 1 || pixels.size(2) == 3));
    if (pixels.numel() > 1 << 20) return;  // slow, and nothing new
    const torch::Tensor image = fitted(pixels, {.side = 4, .channels = 3, .min_max = true});
    need(image.sizes() == torch::IntArrayRef({3, 4, 4}));
  });
}
