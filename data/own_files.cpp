#include "data/own_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/types.h>

#include "core/npy.h"
#include "data/idx.h"
#include "data/parts.h"

namespace coopbench {
namespace {

void need_named(const std::string& data_set, const std::string& key, const std::string& file) {
  if (file.empty()) throw UserError("the data set " + data_set + ": " + key + " must name a file");
}

Found find_files(const std::vector<std::string>& files) {
  for (const auto& file : files) {
    std::error_code none;
    if (!file.empty() && !std::filesystem::is_regular_file(file, none))
      return {false, "no file " + file, "name a file that is there"};
  }
  return {true, files.front(), ""};
}

Dataset dataset(ImageShape shape, Parts parts, const std::string& file) {
  const std::string dropped = separate(parts, file);
  return {.shape = shape,
          .train = parts.train,
          .validation = parts.validation,
          .test = parts.test,
          .source = file + "; " + dropped};
}

Dataset load_idx(const IdxConfig& config) {
  const std::vector<int64_t> shape = idx_image_shape(config.images);
  if (shape[1] != shape[2])
    throw UserError(fmt::format("{}: holds images of {} x {} pixels; they must be square",
                                config.images, shape[1], shape[2]));
  const int64_t used = config.train + config.validation + config.test;
  const torch::Tensor pixels = read_idx_images(config.images, used);
  const torch::Tensor labels = config.labels_file.empty()
                                   ? torch::Tensor()
                                   : read_idx_labels(config.labels_file, shape[0], used);
  const Parts parts = split_rows({pixels.unsqueeze(1), config.side, labels}, config.train,
                                 config.validation, config.test, config.images);
  return dataset(
      {.channels = 1, .side = config.side},
      {with_labels(parts.train, config.labels), with_labels(parts.validation, config.labels),
       with_labels(parts.test, config.labels)},
      config.images);
}

ImageShape npy_image_shape(const std::string& file) {
  const std::vector<int64_t> shape = npy_shape(file);
  const size_t dim = shape.size();
  if ((dim != 3 && dim != 4) || shape[dim - 1] != shape[dim - 2] || shape[dim - 1] < 1 ||
      (dim == 4 && shape[1] < 1))
    throw UserError(
        fmt::format("{}: holds an array of shape [{}]; images must be [n,C,H,H] or [n,H,H]", file,
                    fmt::join(shape, ",")));
  return {.channels = dim == 4 ? shape[1] : 1, .side = shape[dim - 1]};
}

void need_range(const torch::Tensor& images, const std::string& file) {
  constexpr int64_t chunk = 512;  // a file may be larger than the memory
  for (int64_t row = 0; row < images.size(0); row += chunk) {
    const torch::Tensor fits =
        (images.slice(0, row, row + chunk).abs() <= 1).flatten(1).all(1);  // false for NaN
    if (!fits.all().item<bool>())
      throw UserError(fmt::format("{}: image {} has numbers outside of -1 to 1", file,
                                  row + fits.logical_not().nonzero()[0].item<int64_t>()));
  }
}

/// The first images, `used` at most.
Images read_images(const std::string& file, ImageShape shape, int64_t used) {
  const torch::Tensor read = map_npy(file, used);
  const torch::Tensor images = read.reshape({read.size(0), shape.channels, shape.side, shape.side});
  if (images.scalar_type() == torch::kUInt8) return {images, shape.side};
  if (!images.is_floating_point())
    throw UserError(file + ": images must be float32, float64 or uint8");
  need_range(images, file);
  return images.to(torch::kFloat32);
}

Dataset load_npy(const NpyConfig& config, ImageShape shape) {
  const int64_t used = config.train + config.validation + config.test;
  return dataset(shape,
                 split_rows(read_images(config.file, shape, used), config.train, config.validation,
                            config.test, config.file),
                 config.file);
}

}  // namespace

DataSource idx_source(const IdxConfig& config) {
  need_named("idx", "images", config.images);
  if (!config.labels.empty() && config.labels_file.empty())
    throw UserError("the data set idx: labels needs the labels_file of " + config.images);
  return {{.channels = 1, .side = config.side},
          [=] { return load_idx(config); },
          [=] {
            return find_files({config.images, config.labels_file});
          }};
}

DataSource npy_source(const NpyConfig& config) {
  need_named("npy", "file", config.file);
  const ImageShape shape = npy_image_shape(config.file);
  return {shape, [=] { return load_npy(config, shape); },
          [=] { return find_files({config.file}); }};
}

}  // namespace coopbench
