#include "exchange/weights.h"

#include "core/memory_file.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  static const Network net({NonLocal{2}, BatchNorm{.channels = 2}, Linear{8, 1, true}},
                           PyTorchWeights{}, {.seed = 1, .purpose = Purpose::energy_weights});
  const MemoryFile file(bytes);
  const Archive own = net.archive(), read = weights_for(net, read_weights(file.path()));
  need(read.tensors().size() == own.tensors().size());
}
