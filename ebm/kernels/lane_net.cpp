#include "ebm/kernels/lane_net.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <span>

namespace coopbench::kernels {
namespace {

/// A convolution or fully connected layer of the list, with the leaky ReLU behind it.
struct Piece {
  size_t place;  ///< in the list
  ImageShape from, to;
  bool whole, halving;
  int64_t kernel, before, after;
  float slope = 1;
};

/// The word of a layer without its numbers: "max pool".
std::string word(const Layer& layer) {
  std::string all = describe(layer);
  all = all.substr(0, all.find_first_of(",0123456789"));
  return all.ends_with(' ') ? all.substr(0, all.size() - 1) : all;
}

/// The pieces of a list of layers, and the first thing that the kernels lack for them, or nothing.
struct Pieces {
  std::vector<Piece> all;
  std::string lacks;
};

Pieces pieces(const Layers& layers, ImageShape shape) {
  Pieces made;
  auto& all = made.all;
  const auto lacking = [&](const std::string& what) {
    if (made.lacks.empty()) made.lacks = what;
  };
  bool leaky_before = true;
  for (size_t i = 0; i < layers.size(); ++i) {
    const ImageShape to = shape_after(layers[i], shape);
    if (const auto* c = std::get_if<Conv>(&layers[i])) {
      const bool halving = c->kernel == 4 && c->stride == 2 && c->before == 1;
      const bool whole = c->kernel == shape.side && c->before == 0 && c->after == 0;
      if (c->stride != 1 && !halving && !whole)
        lacking("runs convolutions with a stride only as 4x4, stride 2, padding 1");
      if (halving && 4 * tiles(to.side) < shape.side)
        lacking(fmt::format("has no 4x4 convolution of stride 2 from side {} to {}", shape.side,
                            to.side));
      all.push_back({i, shape, to, whole, halving, c->kernel, c->before, c->after});
      leaky_before = false;
    } else if (std::holds_alternative<Linear>(layers[i])) {
      all.push_back({i, shape, to, true, false, shape.side, 0, 0});
      leaky_before = false;
    } else if (const auto* leaky = std::get_if<LeakyRelu>(&layers[i])) {
      if (leaky_before)
        lacking("has leaky ReLUs behind convolutions and fully connected layers only");
      leaky_before = true;
      if (!all.empty()) all.back().slope = static_cast<float>(leaky->slope);
    } else {
      lacking("has no " + word(layers[i]));
    }
    shape = to;
  }
  if (all.empty() || !all.back().whole || leaky_before)
    lacking("needs a last layer over the whole image, without a leaky ReLU");
  return made;
}

const float* numbers(const torch::Tensor& tensor) { return tensor.data_ptr<float>(); }

Dense pack(const Piece& piece, const float* weight) {
  return pack_dense(weight, piece.from.channels, piece.to.channels, piece.kernel, piece.before,
                    piece.whole);
}

}  // namespace

AlignedFloats aligned_floats(size_t count) {
  AlignedFloats made = hwy::AllocateAligned<float>(std::max<size_t>(1, count));
  if (!made) throw std::bad_alloc();
  return made;
}

std::string LaneNet::lacks(const Layers& layers, ImageShape shape) {
  return pieces(layers, shape).lacks;
}

bool LaneNet::is_flat(const Layers& layers, ImageShape shape) {
  const auto all = pieces(layers, shape).all;
  return std::all_of(all.begin(), all.end(), [](const Piece& piece) { return piece.whole; });
}

bool LaneNet::has_halvings(const Layers& layers, ImageShape shape) {
  const auto all = pieces(layers, shape).all;
  return std::any_of(all.begin(), all.end(), [](const Piece& piece) { return piece.halving; });
}

LaneNet::LaneNet(const FrozenNet& energy, ImageShape shape, Precision precision,
                 int64_t most_groups, Workers& workers)
    : profile_(workers.profile()), shape_(shape), varies_(energy.varies()) {
  const FrozenNetwork& network = energy.network();
  const auto all = pieces(network.layers(), shape).all;
  stages_.resize(all.size() - 1);
  workers.run(static_cast<int64_t>(all.size()), [&](int64_t i, int64_t rank) {
    const Span span(workers.profile(), "sampling/lay out weights", rank);
    // The largest layers are the last: they begin first.
    const Piece& piece = all[all.size() - 1 - static_cast<size_t>(i)];
    const torch::Tensor weight = network.raw(piece.place).at("weight").contiguous();
    if (i == 0) {
      const torch::Tensor sum = weight.reshape({weight.size(0), -1}).sum(0);
      Piece head = piece;
      head.to.channels = 1;
      head_ = pack(head, numbers(sum));
      return;
    }
    Stage& stage = stages_[stages_.size() - static_cast<size_t>(i)];
    stage.from = piece.from;
    stage.to = piece.to;
    stage.after = piece.after;
    stage.slope = piece.slope;
    const std::string name = describe(network.layers()[piece.place]);
    stage.forward = "sampling/steps/" + name + ", forward";
    stage.backward = "sampling/steps/" + name + ", backward";
    if (piece.halving)
      stage.conv = pack_halving(numbers(weight), piece.from.channels, piece.to.channels,
                                precision == Precision::bf16);
    else
      stage.conv = pack(piece, numbers(weight));
  });
  std::vector<size_t> places;
  for (const Piece& piece : all) places.push_back(piece.place);
  set_scales(network, places, energy.sign(), most_groups);
}

/// A leaky ReLU keeps positive factors, so weights W / sigma need no division: stage i puts out
/// s_i = sigma_1 * ... * sigma_i times what it should from W and the bias times s_i, and the
/// gradient begins at the top as 1 / s of all.
void LaneNet::set_scales(const FrozenNetwork& network, const std::vector<size_t>& places,
                         double sign, int64_t most_groups) {
  const int64_t steps = varies_ ? network.steps() : 1;
  top_stride_ = most_groups * lanes;
  tops_ = aligned_floats(static_cast<size_t>(steps * top_stride_));
  for (int64_t k = 0; k < steps; ++k) {
    double scale = 1;
    for (size_t i = 0; i < places.size(); ++i) {
      if (varies_) scale *= network.sigma(places[i], 0, k);
      if (i == stages_.size()) break;
      const torch::Tensor bias = network.raw(places[i]).at("bias").contiguous();
      for (const float b : std::span(numbers(bias), static_cast<size_t>(bias.numel())))
        stages_[i].biases.push_back(varies_ ? static_cast<float>(scale * b) : b);
    }
    std::fill_n(tops_.get() + k * top_stride_, top_stride_, static_cast<float>(sign / scale));
  }
}

Volume LaneNet::volume(Space& space, ImageShape shape, int64_t before, int64_t after) {
  Volume made{nullptr, shape.side, shape.channels, before, after};
  const auto count = static_cast<size_t>(made.numbers() * space.groups_);
  space.floats_.push_back(aligned_floats(count));
  made.data = space.floats_.back().get();
  std::memset(made.data, 0, count * sizeof(float));
  return made;
}

LaneNet::Space LaneNet::space(int64_t groups, int64_t threads, bool momentum, bool anchor) const {
  Space made;
  made.groups_ = groups;
  int64_t scratch = 0;
  const auto before = [&](size_t i) -> int64_t {
    if (i >= stages_.size()) return 0;
    const auto* conv = std::get_if<Dense>(&stages_[i].conv);
    return conv == nullptr ? 1 : conv->before;
  };
  const auto after = [&](size_t i) -> int64_t {
    if (i >= stages_.size()) return 0;
    return std::holds_alternative<Dense>(stages_[i].conv)
               ? stages_[i].after
               : halving_after(stages_[i].from.side, stages_[i].to.side);
  };
  made.x = volume(made, shape_, before(0), after(0));
  made.gradient = volume(made, shape_, 0, 0);
  if (momentum) made.momentum = volume(made, shape_, 0, 0);
  if (anchor) made.anchor = volume(made, shape_, 0, 0);
  for (size_t i = 0; i < stages_.size(); ++i) {
    const Stage& stage = stages_[i];
    int64_t back_before = 1, back_after = 0;  // what the way back reads around the gradient
    if (const auto* conv = std::get_if<Dense>(&stage.conv)) {
      back_before = conv->whole ? 0 : conv->kernel - 1 - conv->before;
      back_after = conv->whole ? 0 : conv->kernel - 1 - stage.after;
    } else {
      back_after = 2 * tiles(stage.to.side) + 1 - stage.to.side;
      scratch = std::max(scratch, halving_space(std::get<Halving>(stage.conv)));
    }
    made.volumes_.push_back(volume(made, stage.to, std::max(before(i + 1), back_before),
                                   std::max(after(i + 1), back_after)));
    made.words_.emplace_back(stage.to.numbers() * groups + 2);
    made.signs_.push_back({made.words_.back().data(), stage.to.side, stage.to.channels});
  }
  for (int64_t t = 0; t < threads; ++t) {
    made.floats_.push_back(aligned_floats(static_cast<size_t>(scratch)));
    made.scratch_.push_back(made.floats_.back().get());
  }
  return made;
}

void LaneNet::gradient(const Space& space, int64_t k, Share share, SpinBarrier* team,
                       int64_t thread) const {
  const auto wait = [&] {
    if (team != nullptr) team->wait();
  };
  float* scratch = space.scratch_[share.rank];
  const size_t count = stages_.size();
  const int64_t at = varies_ ? k : 0;
  for (size_t i = 0; i < count; ++i) {
    const Volume& from = i == 0 ? space.x : space.volumes_[i - 1];
    const float slope = stages_[i].slope;
    const float* bias = stages_[i].biases.data() + at * stages_[i].to.channels;
    const Span span(profile_, stages_[i].forward, thread);
    if (const auto* conv = std::get_if<Dense>(&stages_[i].conv))
      dense(*conv, bias, from, space.volumes_[i], space.signs_[i], slope, space.groups_, share);
    else
      for (int64_t g = 0; g < space.groups_; ++g)
        halve(std::get<Halving>(stages_[i].conv), bias, group(from, g), group(space.volumes_[i], g),
              group(space.signs_[i], g), slope, scratch, share);
    wait();
  }
  // The gradient takes the place of what the layers put out: only its signs are still needed.
  const auto back_to = [&](size_t i) { return i == 0 ? space.gradient : space.volumes_[i - 1]; };
  const auto signs = [&](size_t i) { return i == 0 ? Signs{} : space.signs_[i - 1]; };
  const auto slope = [&](size_t i) { return i == 0 ? 1 : stages_[i - 1].slope; };
  const Volume top{tops_.get() + at * top_stride_, 1, 1, 0, 0};
  dense_back(head_, top, back_to(count), signs(count), slope(count), space.groups_, share);
  wait();
  for (size_t i = count; i-- > 0;) {
    const Span span(profile_, stages_[i].backward, thread);
    if (const auto* conv = std::get_if<Dense>(&stages_[i].conv))
      dense_back(*conv, space.volumes_[i], back_to(i), signs(i), slope(i), space.groups_, share);
    else
      for (int64_t g = 0; g < space.groups_; ++g)
        halve_back(std::get<Halving>(stages_[i].conv), group(space.volumes_[i], g),
                   group(back_to(i), g), group(signs(i), g), slope(i), scratch, share);
    wait();
  }
}

}  // namespace coopbench::kernels
