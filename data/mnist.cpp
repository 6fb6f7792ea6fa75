#include "data/mnist.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "data/idx.h"
#include "data/mnist_files.h"
#include "data/own_files.h"
#include "data/parts.h"

namespace coopbench {
namespace {

Dataset load(const MnistPlaces& places, const MnistConfig& config) {
  const MnistFiles files = places.need();
  const Images train = read_mnist(files.train_images, files.train_labels, config.side);
  const Images test = read_mnist(files.test_images, files.test_labels, config.side);
  const int64_t kept = train.size() - config.validation;
  if (kept < 1)
    throw UserError(fmt::format("{}: holds {} images; validation must be below that, not {}",
                                files.train_images.string(), train.size(), config.validation));
  Parts parts{with_labels(train.part(0, kept), config.labels),
              with_labels(train.part(kept, train.size()), config.labels),
              with_labels(test, config.labels)};
  const std::string folder = files.train_images.parent_path().string();
  const std::string dropped = separate(parts, folder);
  return {.shape = {.channels = 1, .side = config.side},
          .train = parts.train,
          .validation = parts.validation,
          .test = parts.test,
          .source = folder + "; " + dropped};
}

Dataset load_t10k(const MnistPlaces& places, const MnistT10kConfig& config) {
  const MnistFiles files = places.need();
  const Images all = read_mnist(files.test_images, files.test_labels, config.side);
  const int64_t train = all.size() - config.validation - config.test;
  if (train < 1)
    throw UserError(
        fmt::format("{}: holds {} images; validation {} and test {} leave none for "
                    "training",
                    files.test_images.string(), all.size(), config.validation, config.test));
  Parts parts = split_rows(all, train, config.validation, config.test, files.test_images.string());
  for (Images* part : {&parts.train, &parts.validation, &parts.test})
    *part = with_labels(*part, config.labels);
  return separated({.channels = 1, .side = config.side}, parts, files.test_images.string());
}

DataSource mnist_source(const MnistPlaces& places, const MnistConfig& config) {
  return {{.channels = 1, .side = config.side},
          [=](const TellLoading&) { return load(places, config); },
          [=] { return places.find(); }};
}

}  // namespace

Images read_mnist(const std::filesystem::path& images, const std::filesystem::path& labels,
                  int64_t side) {
  constexpr int64_t most = 1000000;
  const std::vector<int64_t> shape = idx_image_shape(images);
  if (shape[1] != 28 || shape[2] != 28)
    throw UserError(fmt::format("{}: holds images of {} x {} pixels; these are 28 x 28",
                                images.string(), shape[1], shape[2]));
  if (shape[0] > most)
    throw UserError(fmt::format("{}: holds {} images; {} at most are read, take the data set idx",
                                images.string(), shape[0], most));
  return {read_idx_images(images).unsqueeze(1), side, read_idx_labels(labels, shape[0])};
}

DataSource fashion_mnist(const MnistConfig& config) {
  return mnist_source(fashion_mnist_places(config.directory), config);
}

DataSource mnist(const MnistConfig& config) {
  return mnist_source(mnist_places(config.directory), config);
}

DataSource mnist_t10k(const MnistT10kConfig& config) {
  const MnistPlaces places = mnist_t10k_places(config.directory);
  return {{.channels = 1, .side = config.side},
          [=](const TellLoading&) { return load_t10k(places, config); },
          [=] { return places.find(); }};
}

}  // namespace coopbench
