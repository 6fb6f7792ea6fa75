#include "exchange/torch_file.h"

#include "core/memory_file.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const MemoryFile file(bytes);
  const SavedWeights saved = read_torch_file(file.path());
  for (const NamedTensor& named : saved.tensors)
    need(static_cast<size_t>(named.tensor.numel()) <= bytes.size() &&
         named.tensor.contiguous().defined());
}
