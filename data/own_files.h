#pragma once

#include "core/fields.h"
#include "data/dataset.h"
#include "data/parts.h"

namespace coopbench {

/// One IDX file of images, split by the order of its rows.
struct IdxConfig {
  std::string images = "", labels_file = "";
  int64_t side = 28;
  std::vector<int64_t> labels = {};
  int64_t train = 0, validation = 0, test = 0;
  static auto fields() {
    return std::tuple{
        required(field("images", &IdxConfig::images, anything(),
                       "IDX file of square grey images, plain or gzip")),
        field("labels_file", &IdxConfig::labels_file, anything(),
              "IDX file of their labels; empty for none"),
        field("side", &IdxConfig::side, between(4, 1024), "side of the images; others are resized"),
        field("labels", &IdxConfig::labels, between(0, 255),
              "only images with these labels; [] for all"),
        required(field("train", &IdxConfig::train, between(1, 1e9),
                       "the first images of the file, for training")),
        required(field("validation", &IdxConfig::validation, between(1, 1e9),
                       "the next, for choosing settings")),
        required(
            field("test", &IdxConfig::test, between(1, 1e9), "the next, for what is reported"))};
  }
};

/// Rows are split first, then restricted to the labels, then `separate`d; those behind the three
/// parts are not read.
/// Throws UserError when `labels` is given without a `labels_file`.
DataSource idx_source(const IdxConfig& config);

/// Whether files are there that settings name; empty names are none.
Found find_files(const std::vector<std::string>& files);

/// The data set of these parts once they share no image.
Dataset separated(ImageShape shape, Parts parts, const std::string& file);

}  // namespace coopbench
