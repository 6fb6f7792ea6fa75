#include "data/own_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/types.h>

#include <limits>

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

/// Least and largest number. Throws UserError for one that is not finite.
std::pair<double, double> reach_of(const torch::Tensor& images, const std::string& file) {
  constexpr int64_t chunk = 512;  // a file may be larger than the memory
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (int64_t row = 0; row < images.size(0); row += chunk) {
    const torch::Tensor some = images.slice(0, row, row + chunk);
    const torch::Tensor fits = some.isfinite().flatten(1).all(1);
    if (!fits.all().item<bool>())
      throw UserError(fmt::format("{}: image {} has numbers that are not finite", file,
                                  row + fits.logical_not().nonzero()[0].item<int64_t>()));
    low = std::min(low, some.min().item<double>());
    high = std::max(high, some.max().item<double>());
  }
  return {low, high};
}

/// Throws UserError unless it is none, or two numbers in order.
void need_pair(const std::vector<double>& range) {
  if (!range.empty() && (range.size() != 2 || range[0] >= range[1]))
    throw UserError(
        fmt::format("the data set npy: range: must be [low, high] with low below high, such as [0, "
                    "1], not [{}]",
                    fmt::join(range, ", ")));
}

/// The least and the largest number that the file may hold. Throws UserError where it holds others,
/// or where nobody says what numbers from 0 to 1 mean.
std::pair<double, double> range_of(const torch::Tensor& images, const NpyConfig& config) {
  const auto [low, high] = reach_of(images, config.file);
  if (config.range.empty() && low >= 0 && low < high && high <= 1)
    throw UserError(fmt::format(
        "{}: its numbers lie from {:g} to {:g}: say \"range\": [0, 1] where they are shades from "
        "black to white, or \"range\": [-1, 1] where they are meant as they are",
        config.file, low, high));
  const auto as_kept = [&](double bound) {
    return images.scalar_type() == torch::kFloat32 ? double(static_cast<float>(bound)) : bound;
  };
  const double least = as_kept(config.range.empty() ? -1 : config.range[0]),
               most = as_kept(config.range.empty() ? 1 : config.range[1]);
  if (low < least || high > most)
    throw UserError(
        fmt::format("{}: its numbers lie from {:g} to {:g}, outside of {:g} to {:g}; "
                    "\"range\": [low, high] says what becomes -1 and 1",
                    config.file, low, high, least, most));
  if (low < high && high - low < 0.05 * (most - least))
    throw UserError(
        fmt::format("{}: its numbers lie from {:g} to {:g}, a small part of {:g} to {:g}; "
                    "\"range\": [low, high] says what becomes -1 and 1",
                    config.file, low, high, least, most));
  return {least, most};
}

/// The first images, `used` at most.
Images read_images(const NpyConfig& config, ImageShape shape, int64_t used) {
  const torch::Tensor read = map_npy(config.file, used);
  const torch::Tensor images = read.reshape({read.size(0), shape.channels, shape.side, shape.side});
  if (images.scalar_type() == torch::kUInt8) {
    if (!config.range.empty() && config.range != std::vector<double>{0, 255})
      throw UserError(config.file + ": has uint8 images, whose range is [0, 255]");
    return {images, shape.side};
  }
  if (!images.is_floating_point())
    throw UserError(config.file + ": images must be float32, float64 or uint8");
  const auto [low, high] = range_of(images, config);
  if (low == -1 && high == 1) return images.to(torch::kFloat32);
  return ((images - low) * (2 / (high - low)) - 1).clamp(-1, 1).to(torch::kFloat32);
}

Dataset load_npy(const NpyConfig& config, ImageShape shape) {
  const int64_t used = config.train + config.validation + config.test;
  return dataset(shape,
                 split_rows(read_images(config, shape, used), config.train, config.validation,
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
  need_pair(config.range);
  const ImageShape shape = npy_image_shape(config.file);
  return {shape, [=] { return load_npy(config, shape); },
          [=] { return find_files({config.file}); }};
}

}  // namespace coopbench
