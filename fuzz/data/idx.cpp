#include "data/idx.h"

#include "core/memory_file.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const MemoryFile file(bytes);
  accepts([&] {
    const torch::Tensor images = read_idx_images(file.path());
    need(images.sizes() == idx_image_shape(file.path()));
    need(read_idx_images(file.path(), 1).equal(images.slice(0, 0, 1)));
  });
  accepts([&] { need(read_idx_labels(file.path(), 6).numel() == 6); });
}
