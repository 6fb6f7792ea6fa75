#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "core/workers.h"
#include "metrics/metric.h"

namespace coopbench {

/// Number of modes hit, of a law with known ones: those whose centre is the nearest one of at least
/// `least` generated rows (1 by default) that lie within 3 sd of it (Euclidean, border included).
/// generated [m,D], centres [k,D], finite, m, k >= 1, no centre twice; `sd` > 0 is the standard
/// deviation of a mode, in data units, and must be given.
/// Details: modes, k; share_within, the share of generated rows within 3 sd of their nearest
/// centre, in [0, 1] (of a Gaussian mode in 2 dimensions 1 - exp(-9/2) = 0.989 is expected, in more
/// dimensions less); kl_uniform, the Kullback-Leibler divergence in nats of the distribution of
/// those rows over the modes from the uniform one, in [0, log k], 0 is best (a finite sample of a
/// uniform law is about (k-1) / (2 rows) above it), null where no row is within; counts, those rows
/// by mode. Errors: sd not above 0; a centre twice; a row that is not finite; other dimensions.
/// Metz et al. 2017, Unrolled Generative Adversarial Networks; Srivastava et al. 2017, VEEGAN,
/// section 4.
Measured modes(const torch::Tensor& generated, const torch::Tensor& centres, double sd,
               int64_t least, Workers& workers);

/// A number of the details by its name; nothing where it is null.
std::optional<double> detail(const Measured& found, const std::string& name);

}  // namespace coopbench
