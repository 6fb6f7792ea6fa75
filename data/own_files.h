#pragma once

#include "core/fields.h"
#include "data/dataset.h"

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

/// One NumPy file of images, split by the order of its rows.
struct NpyConfig {
  std::string file = "";
  std::vector<double> range = {};
  int64_t train = 0, validation = 0, test = 0;
  static auto fields() {
    return std::tuple{
        required(field("file", &NpyConfig::file, anything(),
                       ".npy of [n,C,H,H] or [n,H,H]: float32 or float64, or uint8, where 0 is -1 "
                       "and 255 is 1")),
        field("range", &NpyConfig::range, anything(),
              "[low, high] of the floats in the file, which become -1 and 1; [] for [-1, 1], and "
              "refused where all of them lie in [0, 1]"),
        required(field("train", &NpyConfig::train, between(1, 1e9),
                       "the first images of the file, for training")),
        required(field("validation", &NpyConfig::validation, between(1, 1e9),
                       "the next, for choosing settings")),
        required(
            field("test", &NpyConfig::test, between(1, 1e9), "the next, for what is reported"))};
  }
};

/// Rows are split first, then restricted to the labels, then `separate`d; those behind the three
/// parts are not read.
/// Throws UserError when `labels` is given without a `labels_file`.
DataSource idx_source(const IdxConfig& config);

/// The header of the file is read at once, for the shape: throws UserError when it is not there or
/// its images are not square, or the range is none. Numbers outside of the range are refused when
/// it is loaded. float32 of the range [-1,1] and uint8 stay in the file, which is mapped into
/// memory and must not be changed meanwhile. Rows behind the three parts are not read.
DataSource npy_source(const NpyConfig& config);

}  // namespace coopbench
