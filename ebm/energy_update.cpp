#include "ebm/energy_update.h"

#include <torch/autograd.h>

#include <cmath>

namespace coopbench {
namespace {

/// Images in a chunk.
constexpr int64_t images_together = 32;

struct Part {
  torch::Tensor images;
  double factor;  ///< of the sum of its energies in the difference; 0: no gradient
  double energy = 0;
  torch::Tensor energies = {};  ///< float64
  std::vector<torch::Tensor> gradient = {}, penalty_gradient = {};
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
  part.energies = u.detach().to(torch::kFloat64);
  if (part.factor != 0)
    part.gradient =
        torch::autograd::grad({part.factor * u.sum()}, energy.trained(), {}, {}, false, true);
}

double mean_energy(const std::vector<Part>& parts, size_t begin, size_t end, int64_t images) {
  double sum = 0;
  for (size_t i = begin; i < end; ++i) sum += parts[i].energy;
  return sum / static_cast<double>(images);
}

/// The energies of parts begin to end - 1, [n].
torch::Tensor energies_of(const std::vector<Part>& parts, size_t begin, size_t end) {
  std::vector<torch::Tensor> all;
  for (size_t i = begin; i < end; ++i) all.push_back(parts[i].energies);
  return torch::cat(all);
}

/// What the energies of one batch, [n], add to the loss.
double penalty(const LossConfig& loss, const torch::Tensor& energies) {
  const double squares = energies.square().sum().item<double>();
  return loss.penalty_weight * (loss.penalty == EnergyPenalty::norms
                                    ? std::sqrt(squares)
                                    : squares / static_cast<double>(energies.size(0)));
}

/// Its derivative at an energy u is this times u.
double penalty_factor(const LossConfig& loss, const torch::Tensor& energies) {
  if (loss.penalty == EnergyPenalty::squares)
    return 2 * loss.penalty_weight / static_cast<double>(energies.size(0));
  const double norm = energies.norm().item<double>();
  return norm > 0 ? loss.penalty_weight / norm : 0;
}

/// The gradient of factor / 2 * sum of the part's squared energies.
void penalise(const Energy& energy, double factor, Part& part) {
  const torch::AutoGradMode with_graph(true);
  const torch::Tensor u = energy.forward(part.images);
  part.penalty_gradient =
      torch::autograd::grad({factor / 2 * u.square().sum()}, energy.trained(), {}, {}, false, true);
}

/// Sum over n - 1 of the products of deviations; NaN for n = 1.
double covariance(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a - a.mean()) * (b - b.mean())).sum().item<double>() /
         static_cast<double>(a.size(0) - 1);
}

void put_spread(const torch::Tensor& data, const torch::Tensor& ends, EnergyDifference& to) {
  const int64_t n = data.size(0), m = ends.size(0), pairs = std::min(n, m);
  const double of_data = covariance(data, data), of_ends = covariance(ends, ends),
               of_pairs = covariance(data.slice(0, 0, pairs), ends.slice(0, 0, pairs));
  const auto over = [](double value, int64_t count) { return value / static_cast<double>(count); };
  to.data_sd = std::sqrt(of_data);
  to.end_sd = std::sqrt(of_ends);
  const double variance = over(of_data, n) + over(of_ends, m) - over(2 * of_pairs, std::max(n, m));
  to.error = variance < 0 ? 0 : std::sqrt(variance);
}

}  // namespace

std::vector<torch::Tensor> EnergyDifference::gradients(double scale) const {
  std::vector<torch::Tensor> scaled;
  for (const auto& of_weight : gradient)
    scaled.push_back(of_weight.defined() ? of_weight * scale : of_weight);
  add(scaled, 1, penalty_gradient);
  return scaled;
}

EnergyDifference energy_difference(const Energy& energy, const torch::Tensor& data,
                                   const torch::Tensor& starts, const torch::Tensor& ends,
                                   Workers& workers, const LossConfig& loss) {
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
  put_spread(energies_of(parts, 0, after_data), energies_of(parts, after_data, after_ends),
             difference);
  for (size_t i = 1; i < after_ends; ++i) add(difference.gradient, 1, parts[i].gradient);
  if (loss.penalty != EnergyPenalty::none) {
    const double of_data = penalty_factor(loss, energies_of(parts, 0, after_data)),
                 of_ends = penalty_factor(loss, energies_of(parts, after_data, after_ends));
    workers.run(static_cast<int64_t>(after_ends), [&](int64_t i, int64_t rank) {
      const Span span(workers.profile(), "energy/penalty", rank);
      penalise(energy, static_cast<size_t>(i) < after_data ? of_data : of_ends,
               parts[static_cast<size_t>(i)]);
    });
    difference.penalty = penalty(loss, energies_of(parts, 0, after_data)) +
                         penalty(loss, energies_of(parts, after_data, after_ends));
    difference.penalty_gradient = parts[0].penalty_gradient;
    for (size_t i = 1; i < after_ends; ++i)
      add(difference.penalty_gradient, 1, parts[i].penalty_gradient);
  }
  return difference;
}

}  // namespace coopbench
