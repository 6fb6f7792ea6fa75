#pragma once

#include <string>
#include <vector>

#include "exchange/saved_weights.h"
#include "networks/network.h"

namespace coopbench {

/// A tensor of a network's archive within its module of the PyTorch net.
struct TorchTensor {
  std::string name;  ///< "weight", "weight_orig", "running_mean"
  std::string own;   ///< in the network's archive, "0_weight"
  std::vector<int64_t> sizes;
};

/// A module of the PyTorch net that has tensors: a layer, or one within a layer.
struct TorchModule {
  std::string path;  ///< "0", "3.theta", "2.branch.0"
  size_t layer = 0;
  std::vector<TorchTensor> tensors = {};  ///< in the order of PyTorch's state dict
};

/// The modules of an nn.Sequential of these layers, in its order. Spectral norm is that of
/// torch.nn.utils.spectral_norm.
std::vector<TorchModule> torch_modules(const Layers& layers);

/// The network's tensors as the PyTorch net's state dict has them.
std::vector<NamedTensor> state_dict(const Network& network);

/// The tensors of a checkpoint of this program under PyTorch's names.
SavedWeights with_torch_names(const Archive& archive);

}  // namespace coopbench
