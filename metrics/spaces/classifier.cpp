#include "metrics/classifier.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "core/checksum.h"
#include "core/errors.h"
#include "core/files.h"
#include "core/memory_file.h"
#include "metrics/samples.h"
#include "metrics/space.h"

namespace coopbench {
namespace {

using torch::Tensor;
namespace fs = std::filesystem;

constexpr int64_t kSide = 28;
constexpr size_t kMostBytes = size_t{1} << 24;  // a hundred times what the weights take
constexpr const char* kAdvice =
    "; take both files from the repository, or train it again: coopbench train-classifier";

struct Config {
  std::string weights = "";
  static auto fields() {
    return std::tuple{
        field("weights", &Config::weights, anything(),
              "what coopbench train-classifier wrote (.npz); empty for the weights kept here")};
  }
};

Tensor features_of(const Network& network, const Tensor& images) {
  Tensor x = classifier_input(images);
  for (size_t layer = 0; layer + 1 < network.layers().size(); ++layer)
    x = network.pass_layer(layer, x);
  return x.flatten(1);
}

std::string hash_of(std::string_view bytes) { return "xxh3_64:" + checksum_text(bytes); }

std::string_view kept_weights() {
  for (const EmbeddedFile& file : classifier_files())
    if (file.name.ends_with(".npz")) return file.bytes;
  throw std::logic_error("the program has no weights of the classifier");
}

Network with_weights(const fs::path& weights) {
  Network network(classifier_layers(), {}, {.purpose = Purpose::feature_weights});
  network.restore(read_npz(weights));
  return network;
}

Space make(const Config& config, const Tensor& real) {
  as_images(real, "classifier");
  const auto network = std::make_shared<const Network>(
      config.weights.empty() ? kept_classifier() : read_classifier(config.weights));
  return {[network](const Tensor& samples) {
    return in_chunks(as_images(samples, "classifier"),
                     [&](const Tensor& rows) { return features_of(*network, rows); });
  }};
}

}  // namespace

Layers classifier_layers() {
  return {Conv{.in = 1, .out = 16, .kernel = 3, .before = 1, .after = 1},
          LeakyRelu{0.1},
          MaxPool{2},
          Conv{.in = 16, .out = 32, .kernel = 3, .before = 1, .after = 1},
          LeakyRelu{0.1},
          MaxPool{2},
          Conv{.in = 32, .out = 32, .kernel = 3, .stride = 2, .before = 1, .after = 1},
          LeakyRelu{0.1},
          Linear{.in = 512, .out = 64},
          LeakyRelu{0.1},
          Linear{.in = 64, .out = 10}};
}

Tensor classifier_input(const Tensor& images) {
  Tensor grey = images.to(torch::kCPU, torch::kFloat32).mean(1, true);
  if (grey.size(2) == kSide && grey.size(3) == kSide) return grey;
  return at::_upsample_bilinear2d_aa(grey, {kSide, kSide}, /*align_corners=*/false);
}

fs::path classifier_description(const fs::path& weights) {
  return fs::path(weights).replace_extension(".json");
}

std::string file_hash(const fs::path& path) { return hash_of(read_text(path, kMostBytes)); }

Network kept_classifier() { return with_weights(MemoryFile(kept_weights()).path()); }

std::string kept_classifier_hash() { return hash_of(kept_weights()); }

Network read_classifier(const fs::path& weights) {
  const fs::path description = classifier_description(weights);
  std::error_code none;
  for (const fs::path& path : {weights, description})
    if (!fs::exists(path, none))
      throw UserError(path.string() + ": there is no such file" + kAdvice);
  const Json kept = parse_json(read_text(description, kMostBytes), description.string());
  const std::string hash = file_hash(weights);
  if (!kept.is_object() || kept.value("hash", Json()) != hash)
    throw UserError(fmt::format("{}: its hash {} is not the one in {}{}", weights.string(), hash,
                                description.string(), kAdvice));
  try {
    return with_weights(weights);
  } catch (const Failure&) {
    throw UserError(weights.string() + ": holds the weights of another network" + kAdvice);
  }
}

Spaces::Entry classifier() {
  return entry("classifier", "penultimate layer of a small CNN trained on Fashion-MNIST", make);
}

}  // namespace coopbench
