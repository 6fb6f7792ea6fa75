#include "ebm/energy_update.h"

#include <torch/autograd.h>

namespace coopbench {
namespace {

/// Images in a chunk.
constexpr int64_t images_together = 32;

struct Part {
  torch::Tensor images;
  double factor;  ///< of the sum of its energies in the difference; 0: no gradient
  double energy = 0;
  std::vector<torch::Tensor> gradient = {};
};

void add_parts(std::vector<Part>& parts, const torch::Tensor& images, double factor) {
  const int64_t count = images.size(0);
  for (int64_t first = 0; first < count; first += images_together)
    parts.push_back({images.slice(0, first, std::min(first + images_together, count)), factor});
}

void measure(const Energy& energy, Part& part) {
  const torch::AutoGradMode with_graph(part.factor != 0);
  const torch::Tensor u = energy.forward(part.images);
  part.energy = u.detach().sum(torch::kFloat64).item<double>();
  if (part.factor != 0)
    part.gradient =
        torch::autograd::grad({part.factor * u.sum()}, energy.trained(), {}, {}, false, true);
}

double mean_energy(const std::vector<Part>& parts, size_t begin, size_t end, int64_t images) {
  double sum = 0;
  for (size_t i = begin; i < end; ++i) sum += parts[i].energy;
  return sum / static_cast<double>(images);
}

}  // namespace

std::vector<torch::Tensor> EnergyDifference::gradients(double scale) const {
  std::vector<torch::Tensor> scaled;
  for (const auto& of_weight : gradient)
    scaled.push_back(of_weight.defined() ? of_weight * scale : of_weight);
  return scaled;
}

EnergyDifference energy_difference(const Energy& energy, const torch::Tensor& data,
                                   const torch::Tensor& starts, const torch::Tensor& ends,
                                   Workers& workers) {
  std::vector<Part> parts;
  add_parts(parts, data, 1 / static_cast<double>(data.size(0)));
  const size_t after_data = parts.size();
  add_parts(parts, ends, -1 / static_cast<double>(ends.size(0)));
  const size_t after_ends = parts.size();
  add_parts(parts, starts, 0);
  workers.run(static_cast<int64_t>(parts.size()), [&](int64_t i, int64_t rank) {
    const Span span(workers.profile(), "energy/forward and backward", rank);
    measure(energy, parts[i]);
  });

  EnergyDifference difference{.data = mean_energy(parts, 0, after_data, data.size(0)),
                              .start = mean_energy(parts, after_ends, parts.size(), starts.size(0)),
                              .end = mean_energy(parts, after_data, after_ends, ends.size(0)),
                              .gradient = parts[0].gradient};
  for (size_t i = 1; i < after_ends; ++i)
    for (size_t w = 0; w < difference.gradient.size(); ++w)
      if (difference.gradient[w].defined())
        difference.gradient[w] = difference.gradient[w] + parts[i].gradient[w];
  return difference;
}

}  // namespace coopbench
