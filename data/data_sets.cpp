#include "data/data_sets.h"

#include <algorithm>

#include "data/mnist.h"
#include "data/own_files.h"
#include "data/plane.h"

namespace coopbench {
namespace {

/// The entry with settings that have no default.
DataTable::Entry needing(std::vector<std::string> keys, DataTable::Entry entry) {
  for (auto& info : entry.fields)
    if (std::find(keys.begin(), keys.end(), info.name) != keys.end()) info.initial = nullptr;
  entry.resolve = [keys, resolve = entry.resolve, fields = entry.fields](const Json& settings,
                                                                         const std::string& path) {
    Json resolved = resolve(settings, path);
    for (const auto& info : fields)
      if (info.initial.is_null() && !settings.contains(info.name))
        fields_detail::refuse_missing(join_path(path, info.name), info.meaning);
    return resolved;
  };
  return entry;
}

}  // namespace

DataTable data_sets() {
  return {"data set",
          {entry("fashion_mnist", "photographs of garments, 10 labels, 70 000 of 28 x 28",
                 fashion_mnist),
           entry("mnist", "handwritten digits, 10 labels, 70 000 of 28 x 28", mnist),
           needing({"images", "train", "validation", "test"},
                   entry("idx", "your own grey images in one IDX file", idx_source)),
           needing({"file", "train", "validation", "test"},
                   entry("npy", "your own images in one NumPy file", npy_source)),
           entry("gmm", "points of the plane: 8 Gaussians on a circle", gmm),
           entry("rings", "points of the plane: 4 rings around each other", rings)}};
}

}  // namespace coopbench
