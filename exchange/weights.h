#pragma once

#include <filesystem>

#include "exchange/saved_weights.h"
#include "networks/network.h"

namespace coopbench {

/// Which net of a checkpoint of this program is meant.
enum class SavedNet { energy, generator };

/// Reads a file of weights: .safetensors, a state dict of PyTorch (.pth, .pt), or a checkpoint of
/// this program (.npz), of which an energy is the one that evaluations see. Files are told by what
/// they hold, not by their names. Throws UserError that begins with the path for a file that is
/// missing, damaged, of another kind, or has no such net.
SavedWeights read_weights(const std::filesystem::path& path, SavedNet net = SavedNet::energy);

/// The archive that `Network::restore` takes, in float32. Where the file has the names of the net
/// in PyTorch ("0.weight"; a common prefix such as "module." does not matter), tensors go by name,
/// else modules go by their order, and those within a non-local block by theta, phi and g in their
/// names. Throws UserError that names each layer that does not fit, with the shapes wanted and
/// found, and where order and shapes leave it open which tensor is meant.
Archive weights_for(const Network& network, const SavedWeights& saved);

}  // namespace coopbench
