#include "data/idx.h"

#include "memory_file.h"

void coopbench::fuzz(std::string_view bytes) {
  const MemoryFile file(bytes);
  accepts([&] { need(read_idx_images(file.path()).dim() == 3); });
  accepts([&] { need(read_idx_labels(file.path(), 6).numel() == 6); });
}
