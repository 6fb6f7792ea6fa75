#include "core/layers.h"

#include <fmt/format.h>

#include <stdexcept>

namespace coopbench {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

int64_t same_total(int64_t kernel, int64_t stride, int64_t side) {
  const int64_t out = (side + stride - 1) / stride;
  return std::max<int64_t>(0, (out - 1) * stride + kernel - side);
}

std::string padding(std::string_view word, int64_t before, int64_t after) {
  if (before == 0 && after == 0) return "";
  return before == after ? fmt::format(", {} {}", word, before)
                         : fmt::format(", {} {} and {}", word, before, after);
}

void need(bool fits, const Layer& layer, ImageShape shape) {
  if (!fits)
    throw std::logic_error(fmt::format("'{}' can't take {} channels of {}x{}", describe(layer),
                                       shape.channels, shape.side, shape.side));
}

}  // namespace

Conv same_conv(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t side) {
  const int64_t total = same_total(kernel, stride, side);
  return {in, out, kernel, stride, total / 2, total - total / 2};
}

TransposedConv same_transposed_conv(int64_t in, int64_t out, int64_t kernel, int64_t stride,
                                    int64_t side) {
  const int64_t total = same_total(kernel, stride, side);
  return {in, out, kernel, stride, total / 2, total - total / 2};
}

ImageShape shape_after(const Layer& layer, ImageShape shape) {
  const int64_t side = shape.side;
  return std::visit(
      Overloaded{
          [&](const Conv& c) {
            need(c.in == shape.channels && side + c.before + c.after >= c.kernel, layer, shape);
            return ImageShape{c.out, (side + c.before + c.after - c.kernel) / c.stride + 1};
          },
          [&](const TransposedConv& c) {
            need(c.in == shape.channels, layer, shape);
            return ImageShape{c.out, (side - 1) * c.stride + c.kernel - c.before - c.after};
          },
          [&](const Linear& l) {
            need(l.in == shape.numbers(), layer, shape);
            return ImageShape{l.out, 1};
          },
          [&](const MaxPool& p) {
            need(side >= p.kernel, layer, shape);
            return ImageShape{shape.channels, side / p.kernel};
          },
          [&](const BatchNorm& b) {
            need(b.channels == shape.channels, layer, shape);
            return shape;
          },
          [&](const auto&) { return shape; },
      },
      layer);
}

ImageShape shape_after(const Layers& layers, ImageShape shape) {
  for (const Layer& layer : layers) shape = shape_after(layer, shape);
  return shape;
}

int64_t weights(const Layer& layer) {
  return std::visit(
      Overloaded{
          [](const Conv& c) { return c.out * (c.in * c.kernel * c.kernel + 1); },
          [](const TransposedConv& c) { return c.out * (c.in * c.kernel * c.kernel + 1); },
          [](const Linear& l) { return l.out * (l.in + 1); },
          [](const BatchNorm& b) { return b.channels * (b.scale ? 2 : 1); },
          [](const auto&) { return int64_t{0}; },
      },
      layer);
}

std::string describe(const Layer& layer) {
  const auto conv = [](std::string_view name, std::string_view word, const auto& c) {
    return fmt::format("{} {}x{}, {} -> {}{}{}", name, c.kernel, c.kernel, c.in, c.out,
                       c.stride == 1 ? "" : fmt::format(", stride {}", c.stride),
                       padding(word, c.before, c.after));
  };
  return std::visit(
      Overloaded{
          [&](const Conv& c) { return conv("conv", "padding", c); },
          [&](const TransposedConv& c) { return conv("transposed conv", "crop", c); },
          [](const Linear& l) { return fmt::format("fully connected, {} -> {}", l.in, l.out); },
          [](const LeakyRelu& l) { return fmt::format("leaky ReLU {}", l.slope); },
          [](const Tanh&) { return std::string("tanh"); },
          [](const MaxPool& p) { return fmt::format("max pool {}x{}", p.kernel, p.kernel); },
          [](const BatchNorm& b) {
            return fmt::format("batch norm, {}, {} statistics when sampling",
                               b.scale ? "scale and shift" : "shift",
                               b.sampling == BatchStatistics::batch ? "batch" : "running");
          },
      },
      layer);
}

std::string describe(const Layers& layers, ImageShape input) {
  std::string text = fmt::format("{:<52} {:>14} {:>10}\n", "layer", "output", "weights");
  int64_t total = 0;
  for (const Layer& layer : layers) {
    input = shape_after(layer, input);
    total += weights(layer);
    text += fmt::format("{:<52} {:>14} {:>10}\n", describe(layer),
                        fmt::format("{}x{}x{}", input.channels, input.side, input.side),
                        weights(layer));
  }
  return text + fmt::format("{:<52} {:>14} {:>10}\n", "all", "", total);
}

ImageShape latent_shape(const Layers& layers) {
  const auto in =
      Overloaded{[](const Conv& c) { return c.in; }, [](const TransposedConv& c) { return c.in; },
                 [](const Linear& l) { return l.in; }, [](const auto&) { return int64_t{0}; }};
  return {layers.empty() ? 0 : std::visit(in, layers.front()), 1};
}

std::string batch_norm_mode(const Layers& layers) {
  for (const Layer& layer : layers)
    if (const auto* norm = std::get_if<BatchNorm>(&layer))
      return norm->sampling == BatchStatistics::batch ? "batch" : "running";
  return "none";
}

}  // namespace coopbench
