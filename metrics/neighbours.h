#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/workers.h"
#include "metrics/metric.h"

namespace coopbench {

/// Precision: share of the generated rows that lie within the manifold of the real ones, the balls
/// around each real row that reach, without their border, to its k-th nearest other real row.
/// Fidelity; in [0, 1], 1 is best. generated [m,D], real [n,D], finite, m >= 1, k < n; k = 5 by
/// default. Euclidean distances in double; those equal but for rounding count as equal.
/// Detail zero_radii: balls of radius 0, around real rows that have k copies; nothing lies in them.
/// Errors: k not below n; all radii 0; a row that is not finite; other dimensions.
/// Naeem et al. 2020, Reliable Fidelity and Diversity Metrics for Generative Models, section 2
/// (package prdc); Kynkaanniemi et al. 2019 count the border too: `improved_precision`.
Measured precision(const torch::Tensor& generated, const torch::Tensor& real, int64_t k,
                   Workers& workers);

/// Recall: share of the real rows that lie within the manifold of the generated ones, the balls
/// around each generated row that reach, without their border, to its k-th nearest other generated
/// row. Diversity; in [0, 1], 1 is best; one stray generated row can raise it, so see `coverage`.
/// generated [m,D], real [n,D], finite, k < m, n >= 1; k = 5 by default.
/// Detail zero_radii: balls of radius 0, around generated rows that have k copies.
/// Errors: k not below m; all radii 0 (the generator repeats one row); a row that is not finite;
/// other dimensions. Naeem et al. 2020, section 2 (package prdc).
Measured recall(const torch::Tensor& generated, const torch::Tensor& real, int64_t k,
                Workers& workers);

/// Density: how many balls of the real manifold (see `precision`) a generated row lies in, on
/// average, over k. Fidelity that one stray real row can't raise; at least 0, 1 expected for equal
/// laws, above it where the generated rows crowd where the real ones are dense.
/// generated [m,D], real [n,D], finite, m >= 1, k < n; k = 5 by default. Details and errors as for
/// precision. Naeem et al. 2020, equation 3 (package prdc).
Measured density(const torch::Tensor& generated, const torch::Tensor& real, int64_t k,
                 Workers& workers);

/// Coverage: share of the real rows whose ball (see `precision`) holds a generated row. Diversity;
/// in [0, 1]; for equal laws and sizes 1 - (n-1)...(n-k) / ((2n-1)...(2n-k)), about 1 - 2^-k.
/// generated [m,D], real [n,D], finite, m >= 1, k < n; k = 5 by default. Details and errors as for
/// precision. Naeem et al. 2020, equation 4 and lemma 2 (package prdc).
Measured coverage(const torch::Tensor& generated, const torch::Tensor& real, int64_t k,
                  Workers& workers);

/// Precision as first published: share of the generated rows within the balls around each real row
/// that reach, border included, to its k-th nearest other real row. generated [m,D], real [n,D],
/// finite, m >= 1, k < n; k = 3 by default. In [0, 1], 1 is best. Detail and errors as of
/// `precision`. Kynkaanniemi et al. 2019, Improved Precision and Recall Metric for Assessing
/// Generative Models, equations 1 and 2 (torch-fidelity).
Measured improved_precision(const torch::Tensor& generated, const torch::Tensor& real, int64_t k,
                            Workers& workers);

/// Recall as first published: share of the real rows within the balls around each generated row
/// that reach, border included, to its k-th nearest other generated row. generated [m,D], real
/// [n,D], finite, k < m, n >= 1; k = 3 by default. In [0, 1], 1 is best. Detail and errors as of
/// `recall`. Kynkaanniemi et al. 2019, equations 1 and 2 (torch-fidelity).
Measured improved_recall(const torch::Tensor& generated, const torch::Tensor& real, int64_t k,
                         Workers& workers);

}  // namespace coopbench
