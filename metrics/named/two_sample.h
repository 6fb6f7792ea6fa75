#pragma once

#include "metrics/metric.h"
#include "metrics/width.h"

namespace coopbench {

/// The number above 0 and finite that a text is; nothing else.
std::optional<double> number_in(const std::string& text);

/// What `bandwidth` may be: "median", "pooled_median" or a number above 0 as text.
Allowed bandwidth();

/// The kernel width that this text stands for. Throws std::invalid_argument where a median is 0.
double width_of(const std::string& bandwidth, const torch::Tensor& generated,
                const torch::Tensor& real, Distance distance);

}  // namespace coopbench
