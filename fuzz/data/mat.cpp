#include "data/mat_file.h"

#include "core/memory_file.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const MemoryFile file(bytes);
  accepts([&] {
    for (const auto& [name, numbers] : read_mat(file.path()))
      need(numbers.dim() == 1 && numbers.scalar_type() == torch::kInt64);
  });
}
