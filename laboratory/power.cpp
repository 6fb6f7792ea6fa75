#include "laboratory/power.h"

#include <numbers>

#include "core/stream.h"
#include "metrics/measure.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// `count` of the images, other ones for each repetition and role.
Tensor drawn(const Images& images, int64_t count, int64_t repetition, uint64_t role) {
  const Stream stream{.seed = role, .purpose = Purpose::known_law, .iteration = repetition};
  return images.rows(distinct(stream, images.size(), count));
}

Tensor shifted(const Tensor& images) {
  Tensor moved = torch::full_like(images, -1);
  moved.slice(3, 1).copy_(images.slice(3, 0, -1));
  return moved;
}

Tensor rotated(const Tensor& images) {
  const double angle = std::numbers::pi / 18;
  const auto c = static_cast<float>(std::cos(angle)), s = static_cast<float>(std::sin(angle));
  const Tensor turn =
      torch::tensor({c, -s, 0.F, s, c, 0.F}).reshape({1, 2, 3}).expand({images.size(0), 2, 3});
  const Tensor grid = at::affine_grid_generator(turn, images.sizes(), false);
  return at::grid_sampler(images + 1, grid, 0, 0, false) - 1;  // bilinear, black outside
}

Tensor blurred(const Tensor& images) {
  return at::avg_pool2d(at::replication_pad2d(images, {1, 1, 1, 1}), {3, 3}, {1, 1});
}

Tensor noisy(const Tensor& images) {
  return images + 0.2 * normal({.seed = 5, .purpose = Purpose::known_law}, images.sizes());
}

Tensor repeated(const Tensor& images) {
  const int64_t n = images.size(0);
  return images.slice(0, 0, (n + 3) / 4).repeat({4, 1, 1, 1}).slice(0, 0, n);
}

/// Higher is worse.
double badness(const Json& metric, Better better, const Json& space, const Tensor& samples,
               const Tensor& real, Workers& workers) {
  const Json found = measure(metric, space, {samples, real}, workers);
  if (better == Better::neither && !found.contains("p_value"))
    throw std::invalid_argument("has no p-value in this space");
  if (better == Better::neither) return -found.at("p_value").get<double>();
  const double value = found.at("estimate").get<double>();
  return better == Better::lower ? value : -value;
}

}  // namespace

std::vector<Fault> faults() {
  return {{"shift", shifted},
          {"rotation", rotated},
          {"blur", blurred},
          {"noise", noisy},
          {"repetition", repeated}};
}

std::vector<Power> power(const Json& metric, const Json& space, const Dataset& data,
                         const Images& dropped, int64_t rows, int64_t repetitions,
                         Workers& workers) {
  const Json resolved = metrics().resolve(metric, "metric");
  const Better better = metrics().make(Choice{resolved}).better;
  std::vector<Fault> all = faults();
  const size_t kinds = all.size() + 1;
  std::vector<double> sound(static_cast<size_t>(repetitions));
  std::vector<std::vector<double>> faulty(kinds, sound);
  workers.run(repetitions, [&](int64_t i, int64_t) {
    Workers alone(1);
    const auto at = static_cast<size_t>(i);
    const Tensor real = drawn(data.test, rows, i, 0), fresh = drawn(data.train, rows, i, 2);
    const auto bad = [&](const Tensor& samples) {
      return badness(resolved, better, space, samples, real, alone);
    };
    sound[at] = bad(drawn(data.train, rows, i, 1));
    for (size_t k = 0; k < all.size(); ++k) faulty[k][at] = bad(all[k].apply(fresh));
    faulty[all.size()][at] = bad(drawn(dropped, rows, i, 2));
  });
  std::sort(sound.begin(), sound.end());
  const double bound = better == Better::neither
                           ? -0.05
                           : sound[static_cast<size_t>(0.95 * static_cast<double>(sound.size()))];
  std::vector<Power> found;
  for (size_t k = 0; k < kinds; ++k) {
    const auto worse = std::count_if(faulty[k].begin(), faulty[k].end(), [&](double value) {
      return better == Better::neither ? value >= bound : value > bound;
    });
    found.push_back({resolved.at("name").get<std::string>(), space.at("name").get<std::string>(),
                     k < all.size() ? all[k].name : "dropped modes",
                     static_cast<double>(worse) / static_cast<double>(repetitions)});
  }
  return found;
}

}  // namespace coopbench
