#include "core/network.h"

#include "core/errors.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// Weight shape and number of inputs to one output, as PyTorch counts them for its initial weights.
struct WeightShape {
  std::vector<int64_t> sizes;
  int64_t outputs = 0, fan_in = 0;
  bool transposed = false;
};

std::optional<WeightShape> weight_shape(const Layer& layer) {
  if (const auto* c = std::get_if<Conv>(&layer))
    return WeightShape{
        {c->out, c->in, c->kernel, c->kernel}, c->out, c->in * c->kernel * c->kernel};
  if (const auto* c = std::get_if<TransposedConv>(&layer))
    return WeightShape{
        {c->in, c->out, c->kernel, c->kernel}, c->out, c->out * c->kernel * c->kernel, true};
  if (const auto* l = std::get_if<Linear>(&layer))
    return WeightShape{{l->out, l->in}, l->out, l->in};
  return std::nullopt;
}

}  // namespace

Network::Network(Layers layers, const InitialWeights& initial, const Stream& stream)
    : layers_(std::move(layers)) {
  Stream numbers = stream;
  const auto next = [&] {
    Stream now = numbers;
    ++numbers.first_chain;
    return now;
  };
  const auto row = [](Tensor flat, torch::IntArrayRef sizes) { return flat.reshape(sizes); };
  for (size_t i = 0; i < layers_.size(); ++i) {
    const std::string name = std::to_string(i);
    Weights& made = weights_.emplace_back();
    if (const auto shape = weight_shape(layers_[i])) {
      const int64_t count = c10::multiply_integers(shape->sizes);
      if (initial) {
        const double sd = shape->transposed ? initial->transposed_conv : initial->conv;
        made.weight = row(normal(next(), {1, count}) * sd, shape->sizes);
        made.bias = torch::zeros({shape->outputs});
        next();
      } else {
        const double bound = 1 / std::sqrt(static_cast<double>(shape->fan_in));
        made.weight = row(uniform(next(), {1, count}, -bound, bound), shape->sizes);
        made.bias = row(uniform(next(), {1, shape->outputs}, -bound, bound), {shape->outputs});
      }
      register_parameter(name + "_weight", made.weight);
      register_parameter(name + "_bias", made.bias);
    } else if (const auto* norm = std::get_if<BatchNorm>(&layers_[i])) {
      if (norm->scale)
        made.weight = register_parameter(name + "_weight", torch::ones({norm->channels}));
      made.bias = register_parameter(name + "_bias", torch::zeros({norm->channels}));
      made.running_mean = register_buffer(name + "_running_mean", torch::zeros({norm->channels}));
      made.running_var = register_buffer(name + "_running_var", torch::ones({norm->channels}));
    }
  }
}

Tensor Network::forward(Tensor x) const {
  for (size_t i = 0; i < layers_.size(); ++i) x = pass(i, std::move(x), false);
  return x;
}

Tensor Network::forward_teaching(Tensor x) {
  for (size_t i = 0; i < layers_.size(); ++i) x = pass(i, std::move(x), true);
  return x;
}

Tensor Network::pass_layer(size_t layer, const Tensor& x) const { return pass(layer, x, false); }

Tensor Network::pass(size_t i, Tensor x, bool teaching) const {
  const Weights& w = weights_.at(i);
  const Layer& layer = layers_.at(i);
  if (const auto* c = std::get_if<Conv>(&layer)) {
    const bool even = c->before == c->after;
    if (!even) x = torch::constant_pad_nd(x, {c->before, c->after, c->before, c->after});
    return torch::conv2d(x, w.weight, w.bias, c->stride, even ? c->before : 0);
  }
  if (const auto* t = std::get_if<TransposedConv>(&layer)) {
    // A crop that is one smaller behind is PyTorch's output padding.
    const bool plain = t->before >= t->after && t->before - t->after < t->stride;
    if (plain)
      return torch::conv_transpose2d(x, w.weight, w.bias, t->stride, t->before,
                                     t->before - t->after);
    x = torch::conv_transpose2d(x, w.weight, w.bias, t->stride);
    return x.slice(2, t->before, x.size(2) - t->after).slice(3, t->before, x.size(3) - t->after);
  }
  if (std::holds_alternative<Linear>(layer))
    return torch::linear(x.flatten(1), w.weight, w.bias).unsqueeze(-1).unsqueeze(-1);
  if (const auto* leaky = std::get_if<LeakyRelu>(&layer)) return torch::leaky_relu(x, leaky->slope);
  if (std::holds_alternative<Tanh>(layer)) return torch::tanh(x);
  if (const auto* pool = std::get_if<MaxPool>(&layer)) return torch::max_pool2d(x, pool->kernel);
  const auto& norm = std::get<BatchNorm>(layer);
  const bool running = !teaching && norm.sampling == BatchStatistics::running;
  const bool kept = teaching || running;
  return torch::batch_norm(x, w.weight, w.bias, kept ? w.running_mean : Tensor(),
                           kept ? w.running_var : Tensor(), !running, 0.1, norm.epsilon, false);
}

Archive Network::archive() const {
  Archive archive;
  for (const auto& item : named_parameters()) archive.put(item.key(), item.value());
  for (const auto& item : named_buffers()) archive.put(item.key(), item.value());
  return archive;
}

void Network::restore(const Archive& archive) {
  const torch::NoGradGuard no_grad;
  const auto copy = [&](const std::string& name, Tensor to) {
    const Tensor& from = archive.at(name);
    if (from.sizes() != to.sizes())
      throw Failure("the checkpoint's '" + name +
                    "' has another shape; it belongs to other settings");
    to.copy_(from);
  };
  for (const auto& item : named_parameters()) copy(item.key(), item.value());
  for (const auto& item : named_buffers()) copy(item.key(), item.value());
}

FrozenWeights::FrozenWeights(std::vector<Tensor> weights) : weights_(std::move(weights)) {
  for (Tensor& weight : weights_) weight.set_requires_grad(false);
}

FrozenWeights::~FrozenWeights() {
  for (Tensor& weight : weights_) weight.set_requires_grad(true);
}

}  // namespace coopbench
