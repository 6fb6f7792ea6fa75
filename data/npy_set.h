#pragma once

#include "core/fields.h"
#include "data/dataset.h"

namespace coopbench {

/// Images of a NumPy file: one array, split by the order of its rows, or the arrays of a .npz.
struct NpyConfig {
  std::string file = "", images = "", labels_file = "", labels_array = "";
  int64_t side = 0;
  std::vector<int64_t> labels = {};
  std::vector<double> range = {};
  int64_t train = 0, validation = 0, test = 0;
  static auto fields() {
    using C = NpyConfig;
    return std::tuple{
        required(field("file", &C::file, anything(),
                       ".npy or .npz of [n,H,W], [n,C,H,W] or [n,H,W,C]: float32 or float64, or "
                       "uint8, where 0 is -1 and 255 is 1")),
        field(
            "images", &C::images, anything(),
            "array of a .npz that is split by its rows; empty for arrays of the usual names, such "
            "as x_train and x_test, or the only one"),
        field("labels_file", &C::labels_file, anything(),
              ".npy of the labels, whole numbers; empty for none"),
        field("labels_array", &C::labels_array, anything(),
              "array of a .npz with the labels of `images`; empty for the usual names"),
        field("side", &C::side, between(0, 1024),
              "side to which the square in the middle is resized; 0: as they are"),
        field("labels", &C::labels, at_least(0), "only images with these labels; [] for all"),
        field("range", &C::range, anything(),
              "[low, high] of the floats in the file, which become -1 and 1; [] for [-1, 1], and "
              "refused where all of them lie in [0, 1]"),
        field("train", &C::train, between(0, 1e9),
              "the first images, for training; 0 where a .npz has arrays of parts: all"),
        field("validation", &C::validation, between(0, 1e9),
              "the next, for choosing settings; of arrays of parts the last training images, or 0 "
              "where they have some for it"),
        field("test", &C::test, between(0, 1e9),
              "the next, for what is reported; 0 where a .npz has arrays of parts: all")};
  }
};

/// The header of the file is read at once, for the shape: throws UserError when it is not there,
/// its images are not square and no side is given, its arrays can't be told, or the range is none.
/// Numbers outside of the range are refused when it is loaded. Rows are split first, then
/// restricted to the labels, then `separate`d. A .npy of float32 of the range [-1,1] or of uint8
/// that is not resized stays in the file, which is mapped into memory and must not be changed
/// meanwhile; anything else is read some images at a time. Rows behind the three parts are not
/// read. `npz_choice` says which array is what.
DataSource npy_source(const NpyConfig& config);

}  // namespace coopbench
