#include "data/own_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/types.h>

#include "core/npy.h"
#include "data/idx.h"
#include "data/images.h"
#include "data/parts.h"

namespace coopbench {
namespace {

Found find_files(const std::vector<std::string>& files) {
  for (const auto& file : files) {
    std::error_code none;
    if (!file.empty() && !std::filesystem::is_regular_file(file, none))
      return {false, "no file " + file, "name a file that is there"};
  }
  return {true, files.front(), ""};
}

Dataset load_idx(const IdxConfig& config) {
  const torch::Tensor images = read_idx_images(config.images);
  if (images.size(1) != images.size(2))
    throw UserError(fmt::format("{}: holds images of {} x {} pixels; they must be square",
                                config.images, images.size(1), images.size(2)));
  Parts parts = split_rows(images, config.train, config.validation, config.test, config.images);
  if (!config.labels_file.empty()) {
    const torch::Tensor labels = read_idx_labels(config.labels_file, images.size(0));
    const Parts marks =
        split_rows(labels, config.train, config.validation, config.test, config.labels_file);
    parts = {with_labels(parts.train, marks.train, config.labels),
             with_labels(parts.validation, marks.validation, config.labels),
             with_labels(parts.test, marks.test, config.labels)};
  }
  const std::string dropped = separate(parts, config.images);
  const auto to_part = [&](const torch::Tensor& part) {
    return to_images(part.unsqueeze(1), config.side);
  };
  return {.shape = {.channels = 1, .side = config.side},
          .train = to_part(parts.train),
          .validation = to_part(parts.validation),
          .test = to_part(parts.test),
          .source = config.images + "; " + dropped};
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

/// Float32 in [-1,1] of what a NumPy file holds.
torch::Tensor scaled(const torch::Tensor& images, const std::string& file) {
  if (images.scalar_type() == torch::kUInt8) return to_images(images, images.size(3));
  if (!images.is_floating_point())
    throw UserError(file + ": images must be float32, float64 or uint8");
  const torch::Tensor fits = (images.abs() <= 1).flatten(1).all(1);  // false for NaN
  if (!fits.all().item<bool>())
    throw UserError(fmt::format("{}: image {} has numbers outside of -1 to 1", file,
                                fits.logical_not().nonzero()[0].item<int64_t>()));
  return images.to(torch::kFloat32);
}

Dataset load_npy(const NpyConfig& config, ImageShape shape) {
  const torch::Tensor read = read_npy(config.file);
  const torch::Tensor images =
      scaled(read.reshape({read.size(0), shape.channels, shape.side, shape.side}), config.file);
  Parts parts = split_rows(images, config.train, config.validation, config.test, config.file);
  const std::string dropped = separate(parts, config.file);
  return {.shape = shape,
          .train = parts.train.clone(),
          .validation = parts.validation.clone(),
          .test = parts.test.clone(),
          .source = config.file + "; " + dropped};
}

}  // namespace

DataSource idx_source(const IdxConfig& config) {
  if (!config.labels.empty() && config.labels_file.empty())
    throw UserError("the data set idx: labels needs the labels_file of " + config.images);
  return {{.channels = 1, .side = config.side},
          [=] { return load_idx(config); },
          [=] {
            return find_files({config.images, config.labels_file});
          }};
}

DataSource npy_source(const NpyConfig& config) {
  const ImageShape shape = npy_image_shape(config.file);
  return {shape, [=] { return load_npy(config, shape); },
          [=] { return find_files({config.file}); }};
}

}  // namespace coopbench
