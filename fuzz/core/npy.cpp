#include "core/npy.h"

#include "core/memory_file.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const torch::Tensor tensor = npy_tensor(bytes, "f.npy");
  const std::string written = npy_bytes(tensor);
  need(npy_bytes(npy_tensor(written, "f.npy")) == written);
  const MemoryFile file(bytes);
  need(npy_bytes(map_npy(file.path())) == written);
  need(npy_shape(file.path()) == tensor.sizes());
}
