#include "exchange/torch_names.h"

#include <algorithm>
#include <array>

#include "exchange/natural_order.h"

namespace coopbench {
namespace {

/// Where a tensor of a layer is: "" and "weight"; "theta" and "weight"; "branch.0" and "weight".
struct Place {
  std::string module, tensor;
};

constexpr std::array<std::string_view, 4> tensor_names{"running_mean", "running_var", "weight",
                                                       "bias"};

/// Splits off the tensor's own name.
Place split(const std::string& name) {
  for (const std::string_view own : tensor_names) {
    if (name == own) return {"", name};
    if (name.ends_with("_" + std::string(own)))
      return {name.substr(0, name.size() - own.size() - 1), std::string(own)};
  }
  return {"", name};
}

Place place_of(const Layer& layer, const std::string& name) {
  Place place = split(name);
  if (std::holds_alternative<Residual>(layer) && place.module != "shortcut")
    place.module = "branch." + place.module;
  return place;
}

std::string joined(const std::string& path, const std::string& name) {
  return path.empty() || name.empty() ? path + name : path + "." + name;
}

/// The rank of a tensor in PyTorch's order: parameters as they were made, then buffers. Spectral
/// norm takes its weight out and adds it again behind the bias.
int rank(const std::string& name) {
  constexpr std::array<std::string_view, 7> order{
      "weight", "bias", "weight_orig", "weight_u", "weight_v", "running_mean", "running_var"};
  return static_cast<int>(std::find(order.begin(), order.end(), name) - order.begin());
}

}  // namespace

std::vector<TorchModule> torch_modules(const Layers& layers) {
  std::vector<TorchModule> modules;
  for (size_t i = 0; i < layers.size(); ++i) {
    const size_t first = modules.size();
    for (const WeightSpec& spec : weight_specs(layers[i])) {
      const Place place = place_of(layers[i], spec.name);
      const std::string path = joined(std::to_string(i), place.module);
      const std::string own = std::to_string(i) + "_" + spec.name;
      if (modules.size() == first || modules.back().path != path)
        modules.push_back({.path = path, .layer = i});
      auto& tensors = modules.back().tensors;
      tensors.push_back({place.tensor + (spec.spectral_norm ? "_orig" : ""), own, spec.sizes});
      if (!spec.spectral_norm) continue;
      const int64_t outputs = spec.sizes[spec.transposed ? 1 : 0];
      tensors.push_back({place.tensor + "_u", own + "_u", {outputs}});
      tensors.push_back(
          {place.tensor + "_v", own + "_v", {c10::multiply_integers(spec.sizes) / outputs}});
    }
    for (size_t m = first; m < modules.size(); ++m)
      std::stable_sort(
          modules[m].tensors.begin(), modules[m].tensors.end(),
          [](const TorchTensor& a, const TorchTensor& b) { return rank(a.name) < rank(b.name); });
  }
  return modules;
}

std::vector<NamedTensor> state_dict(const Network& network) {
  const Archive archive = network.archive();
  std::vector<NamedTensor> tensors;
  for (const TorchModule& module : torch_modules(network.layers())) {
    for (const TorchTensor& tensor : module.tensors)
      tensors.push_back({module.path + "." + tensor.name, archive.at(tensor.own)});
    // PyTorch's batch norms count their batches; with a fixed momentum nothing follows from it.
    if (std::holds_alternative<BatchNorm>(network.layers()[module.layer]))
      tensors.push_back({module.path + ".num_batches_tracked", torch::zeros({}, torch::kInt64)});
  }
  return tensors;
}

SavedWeights with_torch_names(const Archive& archive) {
  SavedWeights saved{.in_order = false};
  for (const auto& [name, tensor] : archive.tensors()) {
    const bool direction = name.ends_with("_weight_u") || name.ends_with("_weight_v");
    Place place = split(direction ? name.substr(0, name.size() - 2) : name);
    std::replace(place.module.begin(), place.module.end(), '_', '.');
    if (direction) place.tensor += name.substr(name.size() - 2);
    if (!direction && archive.has(name + "_u")) place.tensor += "_orig";
    saved.tensors.push_back({joined(place.module, place.tensor), tensor});
  }
  std::sort(
      saved.tensors.begin(), saved.tensors.end(),
      [](const NamedTensor& a, const NamedTensor& b) { return natural_before(a.name, b.name); });
  return saved;
}

}  // namespace coopbench
