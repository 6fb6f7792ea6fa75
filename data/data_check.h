#pragma once

#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/picture_sets.h"

namespace coopbench {

/// What stands in a folder or archive of images.
struct DataCheck {
  std::string kind;                       ///< the data set that reads it, such as "pictures"
  Dataset data;                           ///< without bad files
  std::vector<std::string> classes = {};  ///< of labels 0, 1, ...; empty without names
  Images all = {};                        ///< as they came, where some were dropped from the parts
  std::vector<std::string> deeper = {};   ///< folders below those of classes
  std::vector<std::string> names = {};    ///< of the files of `all`
};

/// Reads a folder or archive of pictures, of the batches of CIFAR-10 or of the files of MNIST, as
/// the data set does that it is for. `config` says how pictures are read; its `files` is the path,
/// and bad files are left out. Throws as those data sets.
DataCheck check_data(PicturesConfig config, const TellLoading& tell = {});

/// What was found in words, with near-duplicates between the parts.
std::string described(const DataCheck& check);

}  // namespace coopbench
