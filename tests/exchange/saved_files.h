#pragma once

#include <fmt/format.h>

#include <filesystem>

#include "core/errors.h"
#include "core/files.h"
#include "core/json.h"
#include "exchange/saved_weights.h"

// The files of tests/goldens/weights.py.
namespace saved_files {

using namespace coopbench;

inline std::filesystem::path folder() {
  return std::filesystem::path(COOPBENCH_SOURCE_DIR) / "tests/data_files/weights";
}

inline Json golden() { return parse_json(read_text(folder() / "weights.json"), "weights.json"); }

inline torch::Tensor at(const SavedWeights& saved, const std::string& name) {
  for (const NamedTensor& named : saved.tensors)
    if (named.name == name) return named.tensor;
  throw std::runtime_error("there is no " + name);
}

/// What differs between a file's tensors and those that PyTorch saved; empty where nothing does.
inline std::string difference(const SavedWeights& saved) {
  const Json tensors = golden().at("tensors");
  if (saved.tensors.size() != tensors.size())
    return fmt::format("{} tensors, not {}", saved.tensors.size(), tensors.size());
  for (const auto& [name, entry] : tensors.items()) {
    const torch::Tensor tensor = at(saved, name);
    const torch::Tensor right =
        torch::tensor(entry.at("numbers").get<std::vector<double>>(), torch::kFloat64)
            .reshape(entry.at("sizes").get<std::vector<int64_t>>());
    const std::map<std::string, torch::ScalarType> types{
        {"torch.float64", torch::kFloat64}, {"torch.float32", torch::kFloat32},
        {"torch.float16", torch::kFloat16}, {"torch.bfloat16", torch::kBFloat16},
        {"torch.int64", torch::kInt64},     {"torch.int32", torch::kInt32},
        {"torch.int16", torch::kInt16},     {"torch.int8", torch::kInt8},
        {"torch.uint8", torch::kUInt8},     {"torch.bool", torch::kBool}};
    if (tensor.scalar_type() != types.at(entry.at("type").get<std::string>()))
      return name + " is of another type";
    if (!torch::equal(tensor.to(torch::kFloat64), right)) return name + " has other numbers";
  }
  return "";
}

}  // namespace saved_files
