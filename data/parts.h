#pragma once

#include <string>
#include <vector>

#include "data/images.h"

namespace coopbench {

/// The parts of a data set.
struct Parts {
  Images train, validation, test;
};

/// Consecutive rows: the first `train`, then `validation`, then `test`. Throws UserError that
/// begins with `source` when there are fewer rows.
Parts split_rows(const Images& images, int64_t train, int64_t validation, int64_t test,
                 const std::string& source);

/// The rows whose label is in `wanted`; all of them when `wanted` is empty. Throws
/// std::invalid_argument for images without labels.
Images with_labels(const Images& images, const std::vector<int64_t>& wanted);

/// The same images in an order by a hash of their row, so that the first ones, which are measured,
/// are a fair draw of them: files sorted by class have only one class there.
Images mixed(const Images& images);

/// The labels of `images`, in order, of which the first `count` rows have none, where rows in no
/// order would have 20 or more; none for images without labels.
std::vector<int64_t> labels_not_among_first(const Images& images, int64_t count);

/// Makes the parts share no image, compared byte for byte as they are kept: the test part keeps
/// all, validation loses what is in test, train what is in either. Returns a clause that says how
/// many were dropped. Throws UserError that begins with `source` when a part is empty then.
std::string separate(Parts& parts, const std::string& source);

}  // namespace coopbench
