#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace coopbench {

/// Images as files hold them: [n,...], one dtype and shape for all.
struct Parts {
  torch::Tensor train, validation, test;
};

/// Consecutive rows: the first `train`, then `validation`, then `test`. Throws UserError that
/// begins with `source` when there are fewer rows.
Parts split_rows(const torch::Tensor& images, int64_t train, int64_t validation, int64_t test,
                 const std::string& source);

/// The rows whose label is in `wanted`; all of them when `wanted` is empty. labels uint8 [n].
torch::Tensor with_labels(const torch::Tensor& images, const torch::Tensor& labels,
                          const std::vector<int64_t>& wanted);

/// Makes the parts share no image, compared byte for byte: the test part keeps all, validation
/// loses what is in test, train what is in either. Returns a clause that says how many were
/// dropped. Throws UserError that begins with `source` when a part is empty then.
std::string separate(Parts& parts, const std::string& source);

}  // namespace coopbench
