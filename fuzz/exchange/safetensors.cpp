#include "exchange/safetensors.h"

#include "core/memory_file.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const MemoryFile file(bytes);
  const SavedWeights saved = read_safetensors(file.path());
  size_t held = 0;
  for (const NamedTensor& named : saved.tensors) held += named.tensor.nbytes();
  need(held <= bytes.size());
}
