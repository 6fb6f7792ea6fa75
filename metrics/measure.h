#pragma once

#include "metrics/metric.h"
#include "metrics/space.h"

namespace coopbench {

/// The names of the metrics that need nothing but generated and real samples.
std::vector<std::string> two_sample_metrics();

/// A metric, a choice from `metrics()`, in a feature space, a choice from `spaces()`.
/// `inputs` are the metric's, in their order; optional ones may be left out. A space that
/// is fitted is so to the input real or train, else to the first one of rows; no p-value is given
/// in it.
/// The result has the keys metric, space (for rows), estimate, and where they exist interval {low,
/// high, level}, p_value, m (generated rows) and n (real rows, or those of the first input),
/// parameters (all settings, resolved), details.
/// Throws UserError for a wrong choice, std::invalid_argument (argument, shape, rule) for input
/// that the metric can't take.
Json measure(const Json& metric, const Json& space, const std::vector<torch::Tensor>& inputs,
             Workers& workers);

/// The same in a space that is made already from the choice `space`, such as one that maps the
/// samples of several metrics once (`remembering`).
Json measure(const Json& metric, const Json& space, const Space& map,
             const std::vector<torch::Tensor>& inputs, Workers& workers);

}  // namespace coopbench
