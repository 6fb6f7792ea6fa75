#include "data/mnist.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "data/idx.h"
#include "data/images.h"
#include "data/mnist_files.h"
#include "data/parts.h"

namespace coopbench {
namespace {

struct Labelled {
  torch::Tensor images, labels;  // uint8 [n,28,28], [n]
};

Labelled read(const std::filesystem::path& images_path, const std::filesystem::path& labels_path) {
  Labelled read{read_idx_images(images_path), {}};
  if (read.images.size(1) != 28 || read.images.size(2) != 28)
    throw UserError(fmt::format("{}: holds images of {} x {} pixels; these are 28 x 28",
                                images_path.string(), read.images.size(1), read.images.size(2)));
  read.labels = read_idx_labels(labels_path, read.images.size(0));
  return read;
}

Dataset load(const MnistPlaces& places, const MnistConfig& config) {
  const MnistFiles files = places.need();
  const Labelled train = read(files.train_images, files.train_labels);
  const Labelled test = read(files.test_images, files.test_labels);
  const int64_t kept = train.images.size(0) - config.validation;
  if (kept < 1)
    throw UserError(fmt::format("{}: holds {} images; validation must be below that, not {}",
                                files.train_images.string(), train.images.size(0),
                                config.validation));
  const auto chosen = [&](const Labelled& from, int64_t first, int64_t end) {
    return with_labels(from.images.slice(0, first, end), from.labels.slice(0, first, end),
                       config.labels);
  };
  Parts parts{chosen(train, 0, kept), chosen(train, kept, kept + config.validation),
              chosen(test, 0, test.images.size(0))};
  const std::string folder = files.train_images.parent_path().string();
  const std::string dropped = separate(parts, folder);
  const auto images = [&](const torch::Tensor& part) {
    return to_images(part.unsqueeze(1), config.side);
  };
  return {.shape = {.channels = 1, .side = config.side},
          .train = images(parts.train),
          .validation = images(parts.validation),
          .test = images(parts.test),
          .source = folder + "; " + dropped};
}

DataSource mnist_source(MnistPlaces places, const MnistConfig& config) {
  return {{.channels = 1, .side = config.side},
          [=] { return load(places, config); },
          [=] { return places.find(); }};
}

}  // namespace

DataSource fashion_mnist(const MnistConfig& config) {
  return mnist_source(fashion_mnist_places(config.directory), config);
}

DataSource mnist(const MnistConfig& config) {
  return mnist_source(mnist_places(config.directory), config);
}

}  // namespace coopbench
