#include "metrics/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "metrics/rows.h"

namespace coopbench {

using torch::Tensor;

Tensor as_images(const Tensor& samples, const std::string& space) {
  const bool stacked = samples.dim() == 3 || samples.dim() == 4;
  if (!stacked || std::min(samples.size(-1), samples.size(-2)) < 2)
    throw std::invalid_argument(
        fmt::format("samples: shape {} must be images, [n,C,H,W] or [n,H,W] of at least 2 x 2 "
                    "pixels; the space {} takes no points",
                    shape_text(samples), space));
  return samples.dim() == 3 ? samples.unsqueeze(1) : samples;
}

Tensor in_chunks(const Tensor& samples, const std::function<Tensor(const Tensor& rows)>& map) {
  const torch::NoGradGuard no_grad;
  const int64_t n = samples.size(0);
  const int64_t numbers = std::max<int64_t>(1, samples.numel() / std::max<int64_t>(1, n));
  const int64_t chunk = std::clamp<int64_t>((int64_t{1} << 20) / numbers, 1, kBlockRows);
  std::vector<Tensor> features;
  for (int64_t row = 0; row < n; row += chunk)
    features.push_back(map(samples.slice(0, row, std::min(row + chunk, n)).detach()));
  return torch::cat(features);
}

}  // namespace coopbench
