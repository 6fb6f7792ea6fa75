#pragma once

#include "experiments/config.h"

namespace coopbench {

/// Every metric of the config in every feature space, of samples against real images, both
/// [n, C, H, W]: {space: {label: {estimate, low, high, p_value, floor}}}. The label is the metric's
/// name, with the settings that are not its defaults: "kid (subsets 10)". `floor` is what as many
/// training images get in place of the samples. A metric that can't be had is {estimate: null,
/// why}.
Json sample_metrics(const EvaluationConfig& config, const torch::Tensor& samples,
                    const torch::Tensor& real, const torch::Tensor& train, Workers& workers);

/// Whether samples are nearer to training rows than to held-out ones: the metric `memorising` in
/// pixels, {estimate, low, high, p_value, details}, or {estimate: null, why}.
Json memorising_report(const torch::Tensor& samples, const torch::Tensor& train,
                       const torch::Tensor& held_out, Workers& workers);

}  // namespace coopbench
