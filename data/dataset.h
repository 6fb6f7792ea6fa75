#pragma once

#include <torch/types.h>

#include <functional>
#include <string>

#include "data/images.h"

namespace coopbench {

/// A file that is no usable picture, and why.
struct BadFile {
  std::string name, reason;
};

/// Three parts that share no image: `train`, `validation` for choosing settings, `test` for what is
/// reported. In [-1,1]; points of the plane are [n,2,1,1] and unscaled.
struct Dataset {
  ImageShape shape;
  Images train, validation, test;
  /// Exact log density at points, float [n,2] -> [n] of the same dtype; empty where there is none.
  std::function<torch::Tensor(const torch::Tensor& points)> log_density = {};
  torch::Tensor modes = {};  ///< centres [k,2] of the modes of a law that has some, else undefined
  double mode_sd = 0;        ///< standard deviation of each mode, in each coordinate
  double bandwidth = 0;      ///< of a kernel density estimate, a factor; 0 where none is published
  double view = 0;     ///< half width of the square that shows a density of the plane; 0 for images
  std::string source;  ///< where the images come from, in one line
  std::vector<BadFile> skipped = {};  ///< files that were left out
};

/// Checksum of all images of the three parts, as they are kept, in their order; 0 for a law, whose
/// points are computed.
uint64_t checksum(const Dataset& data);

/// Whether the files of a data set are there.
struct Found {
  bool found;
  std::string where;   ///< the files, or the folders that were searched
  std::string advice;  ///< how to get what is missing; empty when found
};

/// How far pictures have been decoded.
struct LoadProgress {
  int64_t pictures;  ///< so far
  double share;      ///< of the files
};
/// Told now and then while data are loaded that take long; may be empty.
using TellLoading = std::function<void(const LoadProgress&)>;

/// A data set before it is loaded.
struct DataSource {
  ImageShape shape;
  std::function<Dataset(const TellLoading&)> read;
  std::function<Found()> find;  ///< looks for the files, reads none

  /// Throws UserError for files that are missing or broken.
  Dataset load(const TellLoading& tell = {}) const { return read(tell); }
};

/// Loads a data set by that name. Throws UserError with advice when its files are missing, as
/// `load` when they are broken.
Dataset load_found(const DataSource& source, const std::string& name, const TellLoading& tell = {});

}  // namespace coopbench
