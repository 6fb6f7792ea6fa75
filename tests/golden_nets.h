#pragma once

#include <cmath>

#include "core/npy.h"
#include "golden_tensors.h"
#include "networks/network.h"

// The nets of tests/goldens/nets.py: weights by its formula, and what PyTorch says of them.
namespace golden_nets {

using namespace coopbench;
using torch::Tensor;

constexpr double kTolerance = 1e-4;

inline std::filesystem::path folder() {
  return std::filesystem::path(COOPBENCH_SOURCE_DIR) / "tests/data_files/nets";
}

/// The entries of one kind: "energies" or "generators".
inline Json entries(const char* kind) {
  const auto path = folder() / "nets.json";
  return parse_json(read_text(path), path.string()).at(kind);
}

inline Tensor array(const Json& entry) {
  return read_npy(folder() / (entry.at("file").get<std::string>() + ".npy"));
}

/// float32 in [-1, 1): the same numbers as the script's `shaped`.
inline Tensor some(const std::vector<int64_t>& sizes, int64_t which) {
  std::vector<double> numbers(static_cast<size_t>(c10::multiply_integers(sizes)));
  for (size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = std::fmod(std::abs(std::sin(static_cast<double>(i) * 12.9898 +
                                             static_cast<double>(which + 1) * 78.233)) *
                               43758.5453,
                           1.0) *
                     2 -
                 1;
  return torch::tensor(numbers, torch::kFloat64).to(torch::kFloat32).reshape(sizes);
}

/// Makes the arithmetic of the network, which has float32 numbers at first, that of float64.
inline void to_double(const Network& network) {
  const torch::NoGradGuard no_grad;
  const auto widen = [](const Tensor& tensor) {
    Tensor same = tensor;
    same.set_data(tensor.to(torch::kFloat64));
  };
  for (size_t layer = 0; layer < network.layers().size(); ++layer)
    for (size_t w = 0; w < network.weights(layer).size(); ++w) {
      widen(network.weights(layer)[w]);
      if (const auto& norm = network.spectral_norm(layer, w)) {
        widen(norm->u);
        widen(norm->v);
      }
    }
}

/// Gives all tensors of the network the values of the script; those of spectral norm as they are
/// behind one power iteration, or before it.
inline void fill(const Network& network, double gain, bool power_iterations = true) {
  const torch::NoGradGuard no_grad;
  int64_t which = 0;
  for (size_t layer = 0; layer < network.layers().size(); ++layer) {
    const auto specs = weight_specs(network.layers()[layer]);
    for (size_t w = 0; w < specs.size(); ++w) {
      const WeightSpec& spec = specs[w];
      const Tensor tensor = network.weights(layer)[w];
      if (!spec.trained) {
        const bool mean = spec.name.ends_with("mean");
        tensor.copy_(mean ? 0.1 * some(spec.sizes, 1000 + which)
                          : 1 + 0.5 * some(spec.sizes, 2000 + which));
        continue;
      }
      const Tensor numbers = some(spec.sizes, which).to(tensor.dtype());
      if (spec.name.ends_with("bias")) {
        tensor.copy_(0.1 * numbers);
      } else if (spec.sizes.size() == 1) {
        tensor.copy_(1 + 0.3 * numbers);
      } else {
        double taps = 1;  // of a transposed convolution those that reach one pixel
        const double stride = [&] {
          const auto* transposed = std::get_if<TransposedConv>(&network.layers()[layer]);
          return transposed ? static_cast<double>(transposed->stride) : 1.0;
        }();
        for (size_t k = 2; k < spec.sizes.size(); ++k)
          taps *= static_cast<double>(spec.sizes[k]) / stride;
        const auto inputs = static_cast<double>(spec.sizes[spec.transposed ? 0 : 1]);
        tensor.copy_(numbers * std::sqrt(gain / (inputs * taps)));
      }
      if (const auto& norm = network.spectral_norm(layer, w)) {
        SpectralNorm next = *norm;
        const Tensor u = some({norm->u.size(0)}, 3000 + which).to(tensor.dtype());
        next.u = u / u.norm();
        if (power_iterations) power_iteration(next, next.matrix(tensor));
        norm->u.copy_(next.u);
        norm->v.copy_(next.v);
      }
      ++which;
    }
  }
}

/// The largest error of a tensor's norm and projections, as a share of its norm, or of `largest`
/// where it is nothing beside that.
inline double digest_error(const Tensor& tensor, const Json& golden, int64_t which,
                           double largest = 0) {
  const Tensor flat = tensor.detach().to(torch::kFloat64).flatten();
  const auto right = golden.get<std::vector<double>>();
  double worst = std::abs(flat.norm().item<double>() - right[0]);
  for (int64_t i = 0; i < 3; ++i) {
    const double got = (flat * some({flat.size(0)}, 4000 + which * 3 + i)).sum().item<double>();
    worst = std::max(worst, std::abs(got - right[static_cast<size_t>(i) + 1]));
  }
  return worst / (right[0] > 1e-9 * largest ? right[0] : largest);
}

/// The worst of all weights' gradients.
inline double weights_error(const std::vector<Tensor>& gradients, const Json& golden) {
  if (gradients.size() != golden.size()) return std::numeric_limits<double>::infinity();
  double worst = 0, largest = 0;
  for (const Json& digest : golden) largest = std::max(largest, digest[0].get<double>());
  for (size_t i = 0; i < gradients.size(); ++i)
    worst =
        std::max(worst, digest_error(gradients[i], golden[i], static_cast<int64_t>(i), largest));
  return worst;
}

/// The name in the table of nets: before the first blank or comma.
inline std::string table_name(const std::string& name) {
  return name.substr(0, name.find_first_of(" ,"));
}

/// Settings beside the name.
inline Json choice(const std::string& name, const Json& entry) {
  Json json = entry.at("settings");
  json["name"] = table_name(name);
  return json;
}

inline ImageShape shape_of(const Json& entry) {
  return {entry.at("shape")[0].get<int64_t>(), entry.at("shape")[1].get<int64_t>()};
}

}  // namespace golden_nets
