#pragma once

#include "core/archive.h"
#include "core/files.h"
#include "core/json.h"
#include "networks/network.h"

/// The tensors of tests/data_files/layers/NAME.json, float32: what PyTorch says
/// (tests/goldens/NAME.py).
inline coopbench::Archive golden_tensors(const std::string& name) {
  const std::string path =
      std::string(COOPBENCH_SOURCE_DIR) + "/tests/data_files/layers/" + name + ".json";
  coopbench::Archive tensors;
  const coopbench::Json json = coopbench::parse_json(coopbench::read_text(path), path);
  for (const auto& [key, entry] : json.items())
    tensors.put(key, torch::tensor(entry.at("numbers").get<std::vector<double>>())
                         .to(torch::kFloat32)
                         .reshape(entry.at("sizes").get<std::vector<int64_t>>()));
  return tensors;
}

/// Those of a network with these layers, without what PyTorch made of them.
inline coopbench::Archive weights_among(const coopbench::Archive& golden,
                                        const coopbench::Network& network) {
  coopbench::Archive weights;
  const coopbench::Archive wanted = network.archive();
  for (const auto& [name, tensor] : wanted.tensors()) weights.put(name, golden.at(name));
  return weights;
}

/// The largest difference, as a share of the largest number that is right.
inline double relative_error(const torch::Tensor& got, const torch::Tensor& right) {
  return ((got - right).abs().max() / right.abs().max()).item<double>();
}
