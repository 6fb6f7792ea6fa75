#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/workers.h"
#include "metrics/metric.h"

namespace coopbench {

/// Log density, in nats, of each real row y under the mean of Gaussian kernels of standard
/// deviation h at the generated rows x: log (1/m) sum_i N(y; x_i, h^2 I), for every width h.
/// generated [m,D], real [n,D], m, n >= 1, finite; widths W >= 1, each in [1e-50, 1e50], in data
/// units. Result [W,n], float64. Throws std::invalid_argument (argument, shape, rule).
/// Parzen 1962, On estimation of a probability density function and mode.
torch::Tensor parzen_log_densities(const torch::Tensor& generated, const torch::Tensor& real,
                                   const std::vector<double>& widths, Workers& workers);

/// The 10 widths that validation chooses from: spaced evenly in their logarithm over [0.1, 1].
std::vector<double> parzen_widths();

/// How `parzen` measures.
struct ParzenOptions {
  std::optional<double> width = {};  ///< none: by validation
  int64_t samples = 10000;           ///< generated rows that are used, the first ones
  bool parity = false;               ///< the scaling of CoopNets' evaluation
};

/// Parzen-window log-likelihood: the mean over the real rows y of
/// log (1/m) sum_i N(y; x_i, h^2 I), Gaussian kernels of width h (a standard deviation) at the
/// generated rows x, in nats. Any real number; higher is better; not comparable between data
/// dimensions or scales.
/// generated [m,D] (the first 10 000 rows at most), real [n,D], validation [v,D] (optional),
/// finite. Width: the best of 10 log-spaced values in [0.1, 1] by the mean over the first 1000
/// validation rows, or with no such rows and more than 1000 real ones over the first 1000 real
/// rows, which are then left out of the mean; `width_from` says which. With a width of one's own
/// validation rows are not used. The interval is the normal one of the mean, from std/sqrt(n) at 95
/// %: it covers the draw of the real rows, not that of the generated ones. Parity (for images in
/// [-1, 1]): generated rows are clipped to [-1, 1] and then min-max scaled as one set to [0, 1],
/// real and validation rows become (y + 1) / 2, as in the evaluation of CoopNets. The value has a
/// large variance in high dimensions and can rank models wrongly: Theis et al. 2016, A note on the
/// evaluation of generative models, section 3.2. Errors: a row that is not finite, other
/// dimensions, no rows to validate on, with parity samples that are all equal. Breuleux et al.
/// 2011, Quickly generating representative samples from an RBM-derived process; Goodfellow et al.
/// 2014, Generative adversarial nets, table 1.
Measured parzen(const torch::Tensor& generated, const torch::Tensor& real,
                const std::optional<torch::Tensor>& validation, const ParzenOptions& options,
                Workers& workers);

}  // namespace coopbench
