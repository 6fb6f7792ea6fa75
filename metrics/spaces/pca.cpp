#include <fmt/format.h>
#include <torch/types.h>

#include <stdexcept>

#include "metrics/nearest.h"
#include "metrics/rows.h"
#include "metrics/samples.h"
#include "metrics/space.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// With more dimensions than this the space is fitted to as many rows at most: the matrix whose
/// eigenvectors are needed is no larger than that.
constexpr int64_t kMostSide = 4096;

struct Config {
  int64_t components = 64;
  static auto fields() {
    return std::tuple{field("components", &Config::components, at_least(1),
                            "leading eigenvectors kept, at most as many as the rank")};
  }
};

struct Fit {
  Tensor mean, basis;  ///< [D], [D,components], scaled so that the features have unit variance
};

Tensor flat(const Tensor& samples) {
  return samples.dim() == 1 ? samples.unsqueeze(1) : samples.flatten(1);
}

/// Each column with its largest entry positive.
Tensor with_fixed_signs(const Tensor& columns) {
  const Tensor largest = columns.gather(0, columns.abs().argmax(0, true));
  return columns * torch::where(largest < 0, -1.0, 1.0);
}

/// Jolliffe 2002, Principal Component Analysis, section 2.3; of fewer rows than dimensions from the
/// n x n products (section 3.5). Variances are divided by n - 1.
Fit fit(const Tensor& samples, int64_t components) {
  Tensor rows = flat(samples).to(torch::kCPU, torch::kFloat64);
  check_rows("real", rows, 2);
  if (rows.size(1) > kMostSide) rows = spread_rows(rows, kMostSide);
  const Tensor mean = rows.mean(0);
  const Tensor centred = rows - mean;
  const auto n = static_cast<double>(rows.size(0));
  const bool wide = rows.size(0) < rows.size(1);
  const auto [ascending, ascending_vectors] =
      torch::linalg_eigh((wide ? centred.mm(centred.t()) : centred.t().mm(centred)) / (n - 1));
  const Tensor variances = ascending.flip(0), vectors = ascending_vectors.flip(1);
  const double rounding =
      std::max(1e-12 * variances[0].item<double>(), 1e-26 * mean.square().sum().item<double>());
  const auto rank = (variances > rounding).sum().item<int64_t>();
  if (rank == 0)
    throw std::invalid_argument(
        fmt::format("real: all {} rows of shape {} are equal; pca needs rows that differ, pixels "
                    "takes any",
                    rows.size(0), shape_text(rows)));
  const int64_t kept = std::min(rank, components);
  const Tensor deviations = variances.slice(0, 0, kept).sqrt();
  Tensor directions = vectors.slice(1, 0, kept);
  if (wide) directions = centred.t().mm(directions) / (deviations * std::sqrt(n - 1));
  return {mean, with_fixed_signs(directions) / deviations};
}

Space make(const Config& config, const Tensor& real) {
  const Fit fitted = fit(real, config.components);
  return {[fitted](const Tensor& samples) {
            const Tensor rows = flat(samples);
            if (rows.size(1) != fitted.mean.size(0))
              throw std::invalid_argument(
                  fmt::format("samples: shape {} must have {} numbers a row, as the real samples",
                              shape_text(samples), fitted.mean.size(0)));
            return in_chunks(rows, [&](const Tensor& chunk) {
              return (chunk.to(torch::kCPU, torch::kFloat64) - fitted.mean).mm(fitted.basis);
            });
          },
          true};
}

}  // namespace

Spaces::Entry pca() {
  return entry("pca", "principal components of the real samples, whitened", make);
}

}  // namespace coopbench
