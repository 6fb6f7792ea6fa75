#include "data/npy_set.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/types.h>

#include <limits>

#include "core/files.h"
#include "data/array_images.h"
#include "data/npz_choice.h"
#include "data/own_files.h"
#include "data/parts.h"

namespace coopbench {
namespace {

constexpr int64_t kAll = std::numeric_limits<int64_t>::max();

/// Images and their labels, of one array or of one part.
struct Arrays {
  ArrayFile images;
  std::optional<ArrayFile> labels;

  int64_t size() const { return images.header.shape.at(0); }
};

/// What of a file is read: all in `train`, or its parts.
struct Files {
  Arrays train;
  std::optional<Arrays> validation, test;
};

bool is_npz(const std::string& file) { return InputFile(file).read(2) == "PK"; }

void need_no_array_names(const NpyConfig& config) {
  for (const std::string& name : {config.images, config.labels_array})
    if (!name.empty())
      throw UserError(fmt::format("{}: is one array; images and labels_array name arrays of a .npz",
                                  config.file));
}

Files files_of(const NpyConfig& config) {
  std::optional<ArrayFile> labels;
  if (!config.labels_file.empty()) labels = npy_array(config.labels_file);
  if (!is_npz(config.file)) {
    need_no_array_names(config);
    return {.train = {npy_array(config.file), labels}, .validation = {}, .test = {}};
  }
  if (labels && !config.labels_array.empty())
    throw UserError(
        "the data set npy: labels come from labels_file or from labels_array, not both");
  const NpzChoice choice = npz_choice(config.file, {config.images, config.labels_array});
  if (labels && choice.in_parts())
    throw UserError(
        fmt::format("{}: has arrays of parts; labels_file is for one array, name it "
                    "with \"images\"",
                    config.file));
  const auto arrays = [&](const ImagesAndLabels& names) {
    Arrays found{npz_array(config.file, names.images), labels};
    if (!labels && !names.labels.empty()) found.labels = npz_array(config.file, names.labels);
    return found;
  };
  Files files{.train = arrays(choice.train), .validation = {}, .test = {}};
  if (choice.in_parts()) files.test = arrays(choice.test);
  if (!choice.validation.images.empty()) files.validation = arrays(choice.validation);
  return files;
}

ArrayFit fit_of(const NpyConfig& config) { return {.side = config.side, .range = config.range}; }

/// Throws UserError unless it is none, or two numbers in order.
void need_pair(const std::vector<double>& range) {
  if (!range.empty() && (range.size() != 2 || range[0] >= range[1]))
    throw UserError(
        fmt::format("the data set npy: range: must be [low, high] with low below high, such as [0, "
                    "1], not [{}]",
                    fmt::join(range, ", ")));
}

/// Throws UserError for numbers of images that the arrays don't have.
void need_counts(const NpyConfig& config, const Files& files) {
  if (!files.test) {
    if (config.train < 1 || config.validation < 1 || config.test < 1)
      throw UserError(
          fmt::format("{}: its images are one array, so train, validation and test "
                      "must be given, 1 or more each",
                      files.train.images.name));
    return;
  }
  const auto need = [&](const char* key, int64_t wanted, const Arrays& arrays) {
    if (wanted > arrays.size())
      throw UserError(fmt::format("{}: holds {} images, fewer than {} {}", arrays.images.name,
                                  arrays.size(), key, wanted));
  };
  need("test", config.test, *files.test);
  if (files.validation) {
    need("train", config.train, files.train);
    need("validation", config.validation, *files.validation);
    return;
  }
  if (config.validation < 1)
    throw UserError(
        fmt::format("{}: has no array for choosing settings: validation must say how "
                    "many of the last images of {} are for that",
                    config.file, files.train.images.name));
  need("train + validation", config.train + config.validation, files.train);
  need("validation + 1", config.validation + 1, files.train);
}

Images read(const Arrays& arrays, const ArrayFit& fit, int64_t used) {
  const Images images = array_images(arrays.images, fit, used);
  if (!arrays.labels) return images;
  return images.labelled(array_labels(*arrays.labels, arrays.size(), used));
}

int64_t or_all(int64_t wanted) { return wanted > 0 ? wanted : kAll; }

Parts read_parts(const NpyConfig& config, const Files& files) {
  const ArrayFit fit = fit_of(config);
  if (!files.test)
    return split_rows(read(files.train, fit, config.train + config.validation + config.test),
                      config.train, config.validation, config.test, config.file);
  const Images test = read(*files.test, fit, or_all(config.test));
  if (files.validation)
    return {read(files.train, fit, or_all(config.train)),
            read(*files.validation, fit, or_all(config.validation)), test};
  const Images all = read(files.train, fit, kAll);
  const int64_t kept = all.size() - config.validation;
  return {all.part(0, config.train > 0 ? config.train : kept), all.part(kept, all.size()), test};
}

Dataset load(const NpyConfig& config, ImageShape shape) {
  const Parts parts = read_parts(config, files_of(config));
  return separated(
      shape,
      {with_labels(parts.train, config.labels), with_labels(parts.validation, config.labels),
       with_labels(parts.test, config.labels)},
      config.file);
}

}  // namespace

DataSource npy_source(const NpyConfig& config) {
  if (config.file.empty()) throw UserError("the data set npy: file must name a file");
  need_pair(config.range);
  const Files files = files_of(config);
  const ImageShape shape = array_shape(files.train.images, fit_of(config));
  for (const auto& part : {files.validation, files.test})
    if (part && array_shape(part->images, fit_of(config)) != shape)
      throw UserError(fmt::format("{} and {}: hold images of different shapes; give \"side\"",
                                  files.train.images.name, part->images.name));
  if (!config.labels.empty() && !files.train.labels)
    throw UserError(
        fmt::format("the data set npy: labels: there are no labels of {}; give a labels_file",
                    files.train.images.name));
  need_counts(config, files);
  return {shape, [=](const TellLoading&) { return load(config, shape); },
          [=] {
            return find_files({config.file, config.labels_file});
          }};
}

}  // namespace coopbench
