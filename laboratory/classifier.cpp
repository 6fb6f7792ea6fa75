#include "laboratory/classifier.h"

#include <ATen/Parallel.h>

#include <cmath>

#include "core/errors.h"
#include "core/files.h"
#include "data/mnist.h"
#include "metrics/classifier.h"
#include "networks/optimizer.h"

namespace coopbench {
namespace {

using torch::Tensor;
namespace fs = std::filesystem;

Images read(const fs::path& images_path, const fs::path& labels_path) {
  Images images = read_mnist(images_path, labels_path, 28);
  if (images.labels().max().item<int64_t>() > 9)
    throw UserError(labels_path.string() + ": holds a class above 9");
  return images;
}

/// Adam whose learning rate falls to a twentieth over all updates.
std::unique_ptr<Optimizer> optimizer_for(const Network& network, const ClassifierTraining& training,
                                         int64_t updates) {
  const Json settings = {{"name", "adam"},
                         {"learning_rate", training.learning_rate},
                         {"decay", std::pow(0.05, 1 / static_cast<double>(updates))}};
  return optimizers().make(Choice{optimizers().resolve(settings, "optimizer")}, network.trained());
}

}  // namespace

LabelledParts labelled_parts(const MnistPlaces& places) {
  const MnistFiles files = places.need();
  return {read(files.train_images, files.train_labels), read(files.test_images, files.test_labels)};
}

Network train_classifier(const Images& train, const ClassifierTraining& training,
                         const std::function<void(int64_t, double)>& on_epoch) {
  at::set_num_threads(1);
  Network network(classifier_layers(), {},
                  {.seed = training.seed, .purpose = Purpose::feature_weights});
  const int64_t n = train.size(), batches = (n + training.batch - 1) / training.batch;
  const auto optimizer = optimizer_for(network, training, training.epochs * batches);
  for (int64_t epoch = 1; epoch <= training.epochs; ++epoch) {
    const Tensor order =
        distinct({.seed = training.seed, .purpose = Purpose::batch, .iteration = epoch}, n, n);
    double loss = 0;
    for (const Tensor& rows : order.split(training.batch)) {
      const Tensor scores = network.forward(train.rows(rows)).flatten(1);
      const Tensor batch_loss = torch::cross_entropy_loss(scores, train.labels_of(rows));
      loss += optimizer->descend(batch_loss);
    }
    on_epoch(epoch, loss / static_cast<double>(batches));
  }
  return network;
}

double accuracy(const Network& classifier, const Images& test) {
  const torch::NoGradGuard no_grad;
  const int64_t n = test.size(), rows = 512;
  const Tensor labels = test.labels();
  int64_t right = 0;
  for (int64_t row = 0; row < n; row += rows) {
    const Tensor scores = classifier.forward(test.slice(row, row + rows)).flatten(1);
    right += (scores.argmax(1) == labels.slice(0, row, row + rows)).sum().item<int64_t>();
  }
  return static_cast<double>(right) / static_cast<double>(n);
}

std::string write_classifier(const fs::path& weights, const Network& classifier,
                             const std::string& data_set, double test_accuracy,
                             const ClassifierTraining& training) {
  write_npz(weights, classifier.archive());
  const std::string hash = file_hash(weights);
  const Json description = {{"hash", hash},
                            {"data_set", data_set},
                            {"test_accuracy", test_accuracy},
                            {"seed", training.seed},
                            {"epochs", training.epochs}};
  write_whole(classifier_description(weights), description.dump(2) + "\n");
  return hash;
}

}  // namespace coopbench
