#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace coopbench {

struct NamedTensor {
  std::string name;
  torch::Tensor tensor;
};

/// The tensors of a file of weights, under PyTorch's names, such as "0.weight".
struct SavedWeights {
  std::vector<NamedTensor> tensors = {};
  std::string source = {};  ///< the file, for messages
  /// Whether they stand in the order in which a program made its layers; else they are sorted by
  /// name, 2 before 10.
  bool in_order = true;
};

}  // namespace coopbench
