#include "metrics/frechet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kMost = 8192;    // dimensions, or rows where these are fewer
constexpr int64_t kColumns = 256;  // of a covariance, that a thread adds up at once

Tensor mean_of(const Tensor& rows) {
  Tensor sum = torch::zeros({rows.size(1)}, torch::kFloat64);
  for (int64_t i = 0; i < rows.size(0); i += kBlockRows) sum += block(rows, i).sum(0);
  return sum / rows.size(0);
}

/// A matrix R with R R^T = S, for S symmetric and not negative. Eigenvalues that are no more than
/// rounding are 0, or their roots would show.
Tensor root(const Tensor& covariance) {
  const auto [values, vectors] = torch::linalg_eigh(covariance);
  const double rounding =
      std::numeric_limits<double>::epsilon() * static_cast<double>(covariance.size(0));
  return vectors * values.masked_fill(values <= rounding * values.max(), 0).sqrt();
}

/// A Gaussian fit: its mean, the trace of its covariance S, and a matrix R with R R^T = S, or S.
struct Fit {
  Tensor mean, root = {}, covariance = {};  // one of the last two
  double trace = 0;
};

/// Of no more rows than dimensions the centred rows are such an R; of more S is the smaller.
Fit fit(const Tensor& rows, Workers& workers) {
  const int64_t n = rows.size(0);
  if (n > rows.size(1)) {
    const Moments found = moments(rows, workers);
    return {.mean = found.mean,
            .covariance = found.covariance,
            .trace = found.covariance.trace().item<double>()};
  }
  const Tensor mean = mean_of(rows);
  const Tensor centred = (rows.to(torch::kFloat64) - mean) / std::sqrt(static_cast<double>(n - 1));
  return {.mean = mean, .root = centred.t(), .trace = centred.square().sum().item<double>()};
}

}  // namespace

Moments moments(const Tensor& rows, Workers& workers) {
  check_rows("rows", rows, 2);
  const int64_t dimensions = rows.size(1);
  const Tensor mean = mean_of(rows);
  Tensor covariance = torch::zeros({dimensions, dimensions}, torch::kFloat64);
  workers.run((dimensions + kColumns - 1) / kColumns, [&](int64_t task, int64_t) {
    const int64_t first = task * kColumns;
    Tensor strip =
        torch::zeros({dimensions, std::min(kColumns, dimensions - first)}, torch::kFloat64);
    for (int64_t i = 0; i < rows.size(0); i += kBlockRows) {
      const Tensor centred = block(rows, i) - mean;
      strip.addmm_(centred.t(), centred.slice(1, first, first + kColumns));
    }
    covariance.slice(1, first, first + kColumns).copy_(strip);
  });
  covariance /= rows.size(0) - 1;
  return {mean, covariance};
}

Measured frechet(const Tensor& generated, const Tensor& real, Workers& workers) {
  check_two_samples(generated, real, 2);
  const int64_t rows = std::max(generated.size(0), real.size(0));
  if (std::min(rows, real.size(1)) > kMost)
    throw std::invalid_argument(fmt::format(
        "real: shape {} must have at most {} dimensions, or both sets no more rows, for matrices "
        "as large as the fewer are taken apart; give a feature space",
        shape_text(real), kMost));
  std::array<Fit, 2> fits{fit(generated, workers), fit(real, workers)};
  workers.run(2, [&](int64_t s, int64_t) {
    Fit& of = fits[static_cast<size_t>(s)];
    if (!of.root.defined()) of.root = root(of.covariance);
  });
  // tr (S1 S2)^(1/2) is the sum of the singular values of R1^T R2: unlike roots of the eigenvalues
  // of S1 S2 they are accurate where S1 or S2 is singular.
  const auto cross = torch::linalg_svdvals(fits[0].root.t().mm(fits[1].root)).sum().item<double>();
  const auto mean_term = (fits[0].mean - fits[1].mean).square().sum().item<double>();
  const double covariance_term = std::max(fits[0].trace + fits[1].trace - 2 * cross, 0.);
  Measured found{.estimate = mean_term + covariance_term};
  found.details = {{"mean_term", mean_term}, {"covariance_term", covariance_term}};
  return found;
}

}  // namespace coopbench
