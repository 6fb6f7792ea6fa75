#include "data/own_files.h"

#include <fmt/format.h>
#include <torch/types.h>

#include "data/idx.h"
#include "data/parts.h"

namespace coopbench {
namespace {

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
  return separated(
      {.channels = 1, .side = config.side},
      {with_labels(parts.train, config.labels), with_labels(parts.validation, config.labels),
       with_labels(parts.test, config.labels)},
      config.images);
}

}  // namespace

DataSource idx_source(const IdxConfig& config) {
  if (config.images.empty()) throw UserError("the data set idx: images must name a file");
  if (!config.labels.empty() && config.labels_file.empty())
    throw UserError("the data set idx: labels needs the labels_file of " + config.images);
  return {{.channels = 1, .side = config.side},
          [=](const TellLoading&) { return load_idx(config); },
          [=] {
            return find_files({config.images, config.labels_file});
          }};
}

Found find_files(const std::vector<std::string>& files) {
  for (const auto& file : files) {
    std::error_code none;
    if (!file.empty() && !std::filesystem::is_regular_file(file, none))
      return {false, "no file " + file, "name a file that is there"};
  }
  return {true, files.front(), ""};
}

Dataset separated(ImageShape shape, Parts parts, const std::string& file) {
  const std::string dropped = separate(parts, file);
  return {.shape = shape,
          .train = parts.train,
          .validation = parts.validation,
          .test = parts.test,
          .source = file + "; " + dropped};
}

}  // namespace coopbench
