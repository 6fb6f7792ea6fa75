#pragma once

#include <filesystem>
#include <string>

#include "exchange/saved_weights.h"

namespace coopbench {

/// Reads a .safetensors file (huggingface/safetensors, README, "Format"): 8 bytes with the length
/// of a JSON header, the header with type, shape and place of each tensor, then their bytes. The
/// format keeps no order of layers. All that the header claims is checked before memory is taken.
/// Throws UserError that begins with the path for a file that is cut off or of another format,
/// tensors that overlap or leave bytes over, a name that stands twice, a type that is not read.
SavedWeights read_safetensors(const std::filesystem::path& path);

/// The bytes of such a file, with the tensors in their order.
/// Types: float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, bool.
std::string safetensors_bytes(const std::vector<NamedTensor>& tensors);

}  // namespace coopbench
