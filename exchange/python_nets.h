#pragma once

#include <optional>
#include <string>

#include "networks/layers.h"

namespace coopbench {

/// An energy net as the Python file has it: U is `sign` times the sum of what the layers put out.
struct PythonEnergy {
  std::string name;  ///< of the net, "anatomy_vanilla"
  Layers layers;
  double sign = 1;
  ImageShape shape = {};
};

/// A generator net: latents enter as [n, latent].
struct PythonGenerator {
  std::string name;
  Layers layers;
  int64_t latent = 1;
};

/// A Python file with the nets as modules of PyTorch, `Energy` and, where there is one,
/// `Generator`, and the functions `energy` and `generator` that load their weights from the
/// .safetensors files beside it. Names of tensors are those of exchange/torch_names.h. `title` says
/// what the nets are of, in one line.
std::string python_nets(const std::string& title, const PythonEnergy& energy,
                        const std::optional<PythonGenerator>& generator);

}  // namespace coopbench
