#pragma once

#include <filesystem>

#include "exchange/saved_weights.h"

namespace coopbench {

/// Reads a state dict that PyTorch's `torch.save` wrote, in the zip format (since PyTorch 1.6) or
/// the one before it; also one that stands in a dict of other things, such as {"model": ...,
/// "epoch": 3}, where it is the only dict of tensors there. The file's pickle is not run: see
/// exchange/pickle.h. Tensors share the memory of their storages and may have any strides. Throws
/// UserError that begins with the path for a file that is cut off, damaged or of another format, a
/// tensor that leaves its storage, and the keys where there are no tensors or several dicts of
/// them.
SavedWeights read_torch_file(const std::filesystem::path& path);

}  // namespace coopbench
