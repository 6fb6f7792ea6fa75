#pragma once

#include <variant>

#include "networks/layers/average_pool.h"
#include "networks/layers/batch_norm.h"
#include "networks/layers/conv.h"
#include "networks/layers/group_norm.h"
#include "networks/layers/leaky_relu.h"
#include "networks/layers/linear.h"
#include "networks/layers/max_pool.h"
#include "networks/layers/non_local.h"
#include "networks/layers/relu.h"
#include "networks/layers/residual.h"
#include "networks/layers/softplus.h"
#include "networks/layers/standardised_conv.h"
#include "networks/layers/swish.h"
#include "networks/layers/tanh.h"
#include "networks/layers/transposed_conv.h"
#include "networks/layers/upsample.h"

namespace coopbench {

/// The layers that networks are made of, each kind in its own file. A network is a list of them, as
/// data: the torch module, the check of image sides, `show` and the engines read the same list.
using Layer =
    std::variant<Conv, StandardisedConv, TransposedConv, Linear, LeakyRelu, Relu, Swish, Softplus,
                 Tanh, MaxPool, AveragePool, Upsample, BatchNorm, GroupNorm, NonLocal, Residual>;
using Layers = std::vector<Layer>;

/// Shape behind a layer. Throws std::logic_error when the layer can't take the shape.
ImageShape shape_after(const Layer& layer, ImageShape shape);
ImageShape shape_after(const Layers& layers, ImageShape shape);

/// The tensors of a layer.
std::vector<WeightSpec> weight_specs(const Layer& layer);
/// Number of trained weights.
int64_t weights(const Layer& layer);

/// The layers with the option `spectral_norm` on or off, of all that have weights to normalise.
Layers with_spectral_norm(Layers layers, bool on = true);
bool has_spectral_norm(const Layer& layer);

/// One line, such as "conv 3x3, 1 -> 16, padding 1".
std::string describe(const Layer& layer);
/// A table of the layers: what each does, the shape behind it, its weights.
std::string describe(const Layers& layers, ImageShape input);

/// [n, C, H, W] -> [n, C', H', W'], or [n, features, 1, 1] behind a fully connected layer.
torch::Tensor forward(const Layer& layer, const torch::Tensor& x, const LayerWeights& weights,
                      Pass pass = Pass::sampling);
/// The gradient at a layer's input from that at its output, without a graph.
torch::Tensor input_gradient(const Layer& layer, const Passed& passed, const LayerWeights& weights);

/// Shape of the latents that a generator's layers take: [channels of the first layer, 1, 1].
ImageShape latent_shape(const Layers& layers);

/// "batch" or "running": the statistics of the batch norms when sampling; "none" without one.
std::string batch_norm_mode(const Layers& layers);

}  // namespace coopbench
