#pragma once

#include "experiments/trained/trained_run.h"

namespace coopbench {

/// Images with where they come from, a row an image.
struct NamedImages {
  torch::Tensor x;                  ///< [n, C, H, W]
  std::vector<std::string> files;   ///< or the part of the data
  std::vector<int64_t> index;       ///< in the file or part, from 0
  std::vector<std::string> labels;  ///< empty texts where none is known
  std::vector<std::string> notes = {};
};

/// The images in JPEG, PNG and .npy files, folders and archives, fitted as the run's data set fits
/// its own: pictures by its `side`, `crop`, `colours` and `min_max`, bytes resized to its side.
/// The folder of a picture is its label. `skip_bad` leaves out files of folders and archives that
/// can't be used, and notes them. Throws UserError for a file that is not there, damaged, of
/// another kind or shape (both are named), and for folders without pictures.
NamedImages read_images(const std::vector<std::string>& files, const TrainedRun& run,
                        bool skip_bad = false);

/// Those of a part of the run's data: "train", "validation" or "test".
NamedImages images_of_part(const std::string& part, const TrainedRun& run);

}  // namespace coopbench
