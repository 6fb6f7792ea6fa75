#include "core/archive.h"
#include "core/memory_file.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const MemoryFile file(bytes);
  const Archive archive = read_npz(file.path());
  for (const auto& [name, tensor] : archive.tensors()) need(tensor.defined());
}
