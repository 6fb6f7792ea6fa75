#include "exchange/python_layers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace coopbench {
namespace {

std::string normed(bool spectral_norm, const std::string& layer) {
  return spectral_norm ? "spectral_norm(" + layer + ")" : layer;
}

/// ", stride=2", or nothing where it is the default.
std::string option(std::string_view name, int64_t value, int64_t initial) {
  return value == initial ? "" : fmt::format(", {}={}", name, value);
}

std::string text_of(const Conv& c) {
  const std::string begin = fmt::format("{}, {}, {}", c.in, c.out, c.kernel);
  return normed(
      c.spectral_norm,
      c.before == c.after
          ? fmt::format("nn.Conv2d({}{}{})", begin, option("stride", c.stride, 1),
                        option("padding", c.before, 0))
          : fmt::format("PaddedConv2d({}, {}, {}, {})", begin, c.stride, c.before, c.after));
}

std::string text_of(const StandardisedConv& s) {
  const Conv& c = s.conv;
  return normed(c.spectral_norm, fmt::format("StandardisedConv2d({}, {}, {}, {}, {}, {})", c.in,
                                             c.out, c.kernel, c.stride, c.before, c.after));
}

std::string text_of(const TransposedConv& c) {
  const std::string begin = fmt::format("{}, {}, {}", c.in, c.out, c.kernel);
  const int64_t more = c.before - c.after;
  const bool plain = more >= 0 && more < c.stride;
  return normed(
      c.spectral_norm,
      plain ? fmt::format("nn.ConvTranspose2d({}{}{}{})", begin, option("stride", c.stride, 1),
                          option("padding", c.before, 0), option("output_padding", more, 0))
            : fmt::format("CroppedConvTranspose2d({}, {}, {}, {})", begin, c.stride, c.before,
                          c.after));
}

std::string text_of(const Linear& l) {
  return normed(l.spectral_norm, fmt::format("FullyConnected({}, {})", l.in, l.out));
}

std::string text_of(const LeakyRelu& l) { return fmt::format("nn.LeakyReLU({})", l.slope); }
std::string text_of(const Relu&) { return "nn.ReLU()"; }
std::string text_of(const Swish&) { return "nn.SiLU()"; }
std::string text_of(const Softplus&) { return "nn.Softplus()"; }
std::string text_of(const Tanh&) { return "nn.Tanh()"; }
std::string text_of(const MaxPool& p) { return fmt::format("nn.MaxPool2d({})", p.kernel); }
std::string text_of(const AveragePool& p) {
  return fmt::format("nn.AvgPool2d({}, stride={}{})", p.kernel, p.stride,
                     option("padding", p.padding, 0));
}
std::string text_of(const Upsample& u) {
  return fmt::format("nn.Upsample(scale_factor={})", u.factor);
}

std::string text_of(const BatchNorm& b) {
  const bool batch = b.sampling == BatchStatistics::batch;
  if (b.scale && !batch) return fmt::format("nn.BatchNorm2d({}, eps={})", b.channels, b.epsilon);
  return fmt::format("BatchNorm2d({}, eps={}, scale={}, batch_statistics={})", b.channels,
                     b.epsilon, b.scale ? "True" : "False", batch ? "True" : "False");
}

std::string text_of(const GroupNorm& g) {
  return fmt::format("nn.GroupNorm({}, {}, eps={})", g.groups, g.channels, g.epsilon);
}

std::string text_of(const NonLocal& n) {
  return fmt::format("NonLocal({}{})", n.channels, n.spectral_norm ? ", spectral_norm" : "");
}

/// A layer of a residual block, whose spectral norm is the block's.
template <class Inner>
std::string inner_text(Inner layer, bool spectral_norm) {
  if constexpr (requires { layer.conv.spectral_norm; }) layer.conv.spectral_norm = spectral_norm;
  if constexpr (requires { layer.spectral_norm; }) layer.spectral_norm = spectral_norm;
  return text_of(layer);
}

std::string text_of(const Residual& r) {
  std::vector<std::string> parts;
  for (const Residual::Inner& inner : r.branch)
    parts.push_back(
        std::visit([&](const auto& layer) { return inner_text(layer, r.spectral_norm); }, inner));
  if (r.shortcut) parts.push_back("shortcut=" + inner_text(*r.shortcut, r.spectral_norm));
  return fmt::format("Residual(\n                {})", fmt::join(parts, ",\n                "));
}

}  // namespace

std::string python_layer(const Layer& layer) {
  return std::visit([](const auto& l) { return text_of(l); }, layer);
}

}  // namespace coopbench
