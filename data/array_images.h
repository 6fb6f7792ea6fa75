#pragma once

#include <torch/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/npy.h"
#include "data/images.h"

namespace coopbench {

/// Gives the next rows of an array, so many at most; fewer only at the end.
using NextRows = std::function<torch::Tensor(int64_t most)>;

/// An array of a file whose rows are read in their order, as often as they are asked for.
struct ArrayFile {
  std::string name;  ///< for messages: the path, and behind it the array of a .npz
  NpyHeader header;
  std::function<NextRows(int64_t used)> open;  ///< from the first row on, so many at most
};

/// A .npy file. Its rows stay in the file, see `map_npy`. Throws as `read_npy_header`, InputFile.
ArrayFile npy_array(const std::filesystem::path& path);
/// An array of a .npz file. Throws as NpzRows.
ArrayFile npz_array(const std::filesystem::path& path, const std::string& name);

/// How an array becomes images.
struct ArrayFit {
  int64_t side = 0;                ///< 0: as they are, which must be squares then
  std::vector<double> range = {};  ///< of floats; see NpyConfig
};

/// The shape of the images: of [n,H,W], [n,C,H,W], or [n,H,W,C] with C 1 or 3 where these are no
/// squares in planes. Throws UserError for others.
ImageShape array_shape(const ArrayFile& file, const ArrayFit& fit);

/// The first images, `used` at most. uint8 of the array's own shape stay as they are, in the file
/// where it is mapped; else at most 256 images are held beside the result. Throws UserError for
/// numbers beyond the range, see NpyConfig.
Images array_images(const ArrayFile& file, const ArrayFit& fit, int64_t used);

/// The first whole numbers, `used` at most, of [n] or [n,1]: int64 [m]. Throws UserError for other
/// arrays, and where there are not `images` of them.
torch::Tensor array_labels(const ArrayFile& file, int64_t images, int64_t used);

}  // namespace coopbench
