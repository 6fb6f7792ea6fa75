#pragma once

#include <filesystem>
#include <string>

namespace coopbench {

/// Names of arrays of a .npz file; empty where there is none.
struct ImagesAndLabels {
  std::string images, labels;
};

/// Which arrays are which part of a data set.
struct NpzChoice {
  ImagesAndLabels train, validation, test;
  /// Whether the file has arrays of parts; else `train` is all there is.
  bool in_parts() const { return !test.images.empty(); }
};

/// The arrays that the settings name, or else those of the usual names: x or images for images, y
/// or labels for labels, before or behind train, test and val (x_train, train_images); or else the
/// only array that may be images, with y or labels. Capitals don't matter. Throws UserError that
/// names the arrays where there is none or more than one that may be meant, and as `npz_arrays`.
NpzChoice npz_choice(const std::filesystem::path& path, const ImagesAndLabels& named);

}  // namespace coopbench
