#pragma once

#include <fmt/format.h>
#include <torch/autograd.h>

#include <functional>
#include <numeric>
#include <set>
#include <string>

#include "ebm/engine_runs.h"

// What every energy net must hold: a test walks the table with it, and another shows it nets that
// are wrong.
namespace net_contract {

using namespace coopbench;

using Make = std::function<EnergySpec(ImageShape)>;

/// The shapes of these sides that the net takes, with each number of channels.
inline std::vector<ImageShape> shapes_of(const Make& make) {
  std::vector<int64_t> sides(64);
  std::iota(sides.begin(), sides.end(), 1);
  sides.insert(sides.end(), {96, 128});
  std::vector<ImageShape> shapes;
  for (const int64_t side : sides)
    for (const int64_t channels : {1, 2, 3, 4}) try {
        make({channels, side});
        shapes.push_back({channels, side});
      } catch (const UserError&) {
      }
  return shapes;
}

/// What the net breaks, in words; empty where it holds all.
inline std::set<std::string> broken_by(const Make& make) {
  std::set<std::string> broken;
  const auto need = [&](bool holds, const char* what) {
    if (!holds) broken.insert(what);
  };
  try {
    const auto shapes = shapes_of(make);
    need(!shapes.empty(), "takes some shape");
    std::vector<std::string> first;
    for (const ImageShape shape : shapes) first.push_back(describe(make(shape).layers, shape));
    for (size_t i = shapes.size(); i-- > 0;)
      need(describe(make(shapes[i]).layers, shapes[i]) == first[i], "the same net each time");
    for (const ImageShape shape : shapes) {
      const EnergySpec spec = make(shape);
      need(std::abs(spec.sign) == 1, "a sign of 1 or -1");
      const NetworkEnergy energy(spec, 1), twin(make(shape), 1), other(spec, 2);
      const torch::Tensor x = engine_runs::starts(3, shape);
      const torch::Tensor u = energy.forward(x);
      need(u.sizes() == torch::IntArrayRef{3}, "one energy an image");
      need(u.isfinite().all().item<bool>(), "finite energies");
      need(torch::equal(u, twin.forward(x)), "weights that follow from the seed");
      need(!torch::equal(u, other.forward(x)), "other weights from another seed");
      need(torch::allclose(u[1], energy.forward(x.slice(0, 1, 2))[0], 1e-4, 1e-5),
           "each image by itself");
      const torch::Tensor moved = x.clone().requires_grad_();
      const auto gradient = torch::autograd::grad({energy.forward(moved).sum()}, {moved})[0].abs();
      const torch::Tensor largest = gradient.flatten(1).amax(1);
      need(largest.gt(0).all().item<bool>(), "a gradient at each image");
      need(!torch::allclose(gradient[0], gradient[1], 1e-4, 0),
           "a gradient that the image changes");
      // A last row or column may be left over by a stride.
      need(gradient.amax({0, 1}).gt(0).to(torch::kFloat32).mean().item<double>() > 0.5,
           "a gradient at most pixels");
      need(largest.gt(1e-8).all().item<bool>() && largest.lt(1e8).all().item<bool>(),
           "first weights of a size that trains");
    }
  } catch (const UserError& error) {
    broken.insert("a shape that is taken and then refused");
  } catch (const std::exception& error) {
    broken.insert("layers that fit each other");
  }
  return broken;
}

}  // namespace net_contract
