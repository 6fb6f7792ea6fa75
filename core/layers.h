#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace coopbench {

/// Size of one square image. A point of the plane is two channels of side 1.
struct ImageShape {
  int64_t channels = 1, side = 1;
  int64_t numbers() const { return channels * side * side; }
  bool operator==(const ImageShape&) const = default;
};

// The layers that networks are made of. A network is a list of them, as data: the torch module, the
// check of image sides, `show` and the engines read the same list.

/// Zero padding of `before` at the top and left, `after` at the bottom and right.
struct Conv {
  int64_t in, out, kernel, stride = 1, before = 0, after = 0;
};
/// The transpose of a convolution; the output is cut by `before` at the top and left, `after` at
/// the bottom and right.
struct TransposedConv {
  int64_t in, out, kernel, stride = 1, before = 0, after = 0;
};
/// Fully connected, on the flattened image; its output is an image of side 1.
struct Linear {
  int64_t in, out;
};
struct LeakyRelu {
  double slope;
};
struct Tanh {};
struct MaxPool {
  int64_t kernel;
};
enum class BatchStatistics { batch, running };
constexpr auto enum_names(BatchStatistics) { return std::array{"batch", "running"}; }
/// Batch normalisation, with a shift and by choice a scale. `sampling` says whose mean and variance
/// are used outside of teaching; teaching uses those of the batch.
struct BatchNorm {
  int64_t channels;
  bool scale = true;
  double epsilon = 1e-5;
  BatchStatistics sampling = BatchStatistics::running;
};

using Layer = std::variant<Conv, TransposedConv, Linear, LeakyRelu, Tanh, MaxPool, BatchNorm>;
using Layers = std::vector<Layer>;

/// Zero padding for kernel k and stride s so that the output's side is ceil(side / s); an odd pixel
/// goes to the bottom and right. As TensorFlow's SAME.
Conv same_conv(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t side);
/// The transpose of `same_conv` whose output has this side.
TransposedConv same_transposed_conv(int64_t in, int64_t out, int64_t kernel, int64_t stride,
                                    int64_t side);

/// Shape behind a layer. Throws std::logic_error when the layer can't take the shape.
ImageShape shape_after(const Layer& layer, ImageShape shape);
ImageShape shape_after(const Layers& layers, ImageShape shape);

/// Number of trained weights.
int64_t weights(const Layer& layer);

/// One line, such as "conv 3x3, 1 -> 16, padding 1".
std::string describe(const Layer& layer);

/// A table of the layers: what each does, the shape behind it, its weights.
std::string describe(const Layers& layers, ImageShape input);

/// Shape of the latents that a generator's layers take: [channels of the first layer, 1, 1].
ImageShape latent_shape(const Layers& layers);

/// "batch" or "running": the statistics of the batch norms when sampling; "none" without one.
std::string batch_norm_mode(const Layers& layers);

}  // namespace coopbench
