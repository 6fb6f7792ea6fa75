#include <fmt/format.h>
#include <torch/autograd.h>

#include <numeric>
#include <stdexcept>

#include "metrics/classifier_test.h"
#include "metrics/rows.h"
#include "networks/network.h"
#include "networks/optimizer.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kBatch = 50;  // of each set

void check_images(const std::string& argument, const Tensor& images) {
  if (!images.defined() || images.dim() != 4 || images.numel() == 0)
    throw std::invalid_argument(
        fmt::format("{}: shape {} must be [images, channels, height, width]", argument,
                    images.defined() ? shape_text(images) : "[]"));
  check_rows(argument, images.flatten(1), 1);
}

void check(const TrainTest& sets) {
  check_images("generated", sets.train_generated);
  check_images("real", sets.train_real);
  check_images("generated", sets.test_generated);
  check_images("real", sets.test_real);
  for (const Tensor* images : {&sets.train_generated, &sets.test_generated, &sets.test_real})
    if (images->sizes().slice(1) != sets.train_real.sizes().slice(1))
      throw std::invalid_argument(
          fmt::format("generated: shape {} must be that of real, {}, but for the rows",
                      shape_text(*images), shape_text(sets.train_real)));
}

/// To mean 0 and standard deviation 1 over all pixels of the training images.
struct PixelScale {
  double mean, sd;
  Tensor operator()(const Tensor& images) const {
    return ((images.detach().to(torch::kFloat64) - mean) / sd).to(torch::kFloat32);
  }
};

PixelScale pixel_scale(const TrainTest& sets) {
  const Tensor pixels = torch::cat({sets.train_generated.detach().flatten().to(torch::kFloat64),
                                    sets.train_real.detach().flatten().to(torch::kFloat64)});
  if (pixels.min().item<double>() == pixels.max().item<double>())
    throw std::invalid_argument(
        "generated: all pixels of the training half are equal, also in real; there is nothing to "
        "tell images apart by");
  return {pixels.mean().item<double>(), pixels.std(/*unbiased=*/false).item<double>()};
}

Network classifier(const Tensor& images, uint64_t seed) {
  const auto half = [](int64_t side) { return (side + 1) / 2; };
  const int64_t places = half(half(images.size(2))) * half(half(images.size(3)));
  return Network(
      {Conv{.in = images.size(1), .out = 8, .kernel = 5, .stride = 2, .before = 2, .after = 2},
       LeakyRelu{0.2}, Conv{.in = 8, .out = 16, .kernel = 5, .stride = 2, .before = 2, .after = 2},
       LeakyRelu{0.2}, Linear{16 * places, 1}},
      PyTorchWeights{}, {.seed = seed, .purpose = Purpose::feature_weights});
}

void train(const Network& network, const Tensor& generated, const Tensor& real,
           const CnnTraining& training) {
  const torch::AutoGradMode with_gradients(true);
  const std::vector<Tensor> weights = network.trained();
  const auto optimizer = optimizers().make(
      {optimizers().resolve({{"name", "adam"}, {"learning_rate", 1e-3}}, "optimizer")}, weights);
  for (int64_t step = 0; step < training.steps; ++step) {
    const auto batch = [&](const Tensor& images, int64_t set) {
      const Stream stream{
          .seed = training.seed, .purpose = Purpose::subset, .iteration = 2 * step + set};
      return images.index_select(
          0, distinct(stream, images.size(0), std::min(kBatch, images.size(0))));
    };
    const Tensor x = batch(generated, 0), y = batch(real, 1);
    const Tensor odds = network.forward(torch::cat({x, y})).flatten();
    // Of class 1, real: -log sigmoid(odds); of class 0: -log sigmoid(-odds).
    const Tensor signs = torch::cat({-torch::ones({x.size(0)}), torch::ones({y.size(0)})});
    const Tensor loss = -torch::log_sigmoid(signs * odds).mean();
    optimizer->descend(torch::autograd::grad({loss}, weights));
  }
}

/// How many of the images the network takes for real ones.
int64_t taken_for_real(const Network& network, const Tensor& images, Workers& workers) {
  const int64_t blocks = block_count(images.size(0));
  std::vector<int64_t> counts(static_cast<size_t>(blocks));
  workers.run(blocks, [&](int64_t task, int64_t) {
    const torch::NoGradGuard no_grad;
    const Tensor some = images.slice(0, task * kBlockRows, (task + 1) * kBlockRows);
    counts[static_cast<size_t>(task)] = (network.forward(some) > 0).sum().item<int64_t>();
  });
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

}  // namespace

Measured c2st_cnn(const TrainTest& sets, const CnnTraining& training, Workers& workers) {
  check(sets);
  if (training.steps < 1) throw std::invalid_argument("steps: must be at least 1");
  const PixelScale scaled = pixel_scale(sets);
  const Network network = classifier(sets.train_real, training.seed);
  const Tensor train_generated = scaled(sets.train_generated), train_real = scaled(sets.train_real);
  train(network, train_generated, train_real, training);

  const auto correct = [&](const Tensor& generated, const Tensor& real) {
    return generated.size(0) - taken_for_real(network, generated, workers) +
           taken_for_real(network, real, workers);
  };
  Measured found = accuracy_test(correct(scaled(sets.test_generated), scaled(sets.test_real)),
                                 sets.test_generated.size(0) + sets.test_real.size(0));
  const int64_t train_rows = train_generated.size(0) + train_real.size(0);
  found.details["train_rows"] = train_rows;
  found.details["train_accuracy"] =
      static_cast<double>(correct(train_generated, train_real)) / static_cast<double>(train_rows);
  return found;
}

}  // namespace coopbench
