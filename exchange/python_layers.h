#pragma once

#include <string>

#include "networks/layers.h"

namespace coopbench {

/// The layer as an expression of Python, with PyTorch's modules as `nn`, and the classes of
/// exchange/python where PyTorch has none that does the same.
std::string python_layer(const Layer& layer);

}  // namespace coopbench
