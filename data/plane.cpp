#include "data/plane.h"

#include <torch/types.h>

#include <numbers>

#include "core/stream.h"

namespace coopbench {
namespace {

using torch::Tensor;
constexpr double pi = std::numbers::pi;
constexpr double sd = 0.15;
constexpr int64_t gaussians = 8, circles = 4;

/// Numbers of 0 .. groups-1 with equal chance, [n].
Tensor groups(const Stream& stream, int64_t n, int64_t count) {
  return uniform(stream, {n}, 0, static_cast<double>(count)).floor();
}

Tensor on_circle(const Tensor& angle) { return torch::stack({angle.cos(), angle.sin()}, 1); }

Tensor gmm_points(const Stream& stream, int64_t n) {
  const Tensor means = on_circle(groups(stream, n, gaussians) * (2 * pi / gaussians));
  return means + sd * normal(stream, {n, 2}, /*step=*/1);
}

Tensor rings_points(const Stream& stream, int64_t n) {
  const Tensor radius = 1 + groups(stream, n, circles) + sd * normal(stream, {n}, /*step=*/1);
  return radius.unsqueeze(1) * on_circle(uniform(stream, {n}, 0, 2 * pi, /*step=*/2));
}

Tensor gmm_means() {
  return on_circle(torch::arange(gaussians, torch::kFloat64) * (2 * pi / gaussians));
}

struct Law {
  std::string text;
  double view;
  Tensor modes;
  Tensor (*points)(const Stream&, int64_t n);
  Tensor (*log_density)(const Tensor&);
};

DataSource plane_source(const PlaneConfig& config, const Law& law) {
  const ImageShape shape{.channels = 2, .side = 1};
  const auto load = [=] {
    const auto part = [&](int64_t number, int64_t n) {
      const Stream stream{.seed = 0, .purpose = Purpose::toy_data, .iteration = number};
      return law.points(stream, n).reshape({n, 2, 1, 1});
    };
    return Dataset{.shape = shape,
                   .train = part(0, config.train),
                   .validation = part(1, config.validation),
                   .test = part(2, config.test),
                   .log_density = law.log_density,
                   .modes = law.modes,
                   .mode_sd = sd,
                   .view = law.view,
                   .source = law.text};
  };
  return {shape, load, [] { return Found{true, "drawn by the program", ""}; }};
}

}  // namespace

Tensor gmm_log_density(const Tensor& points) {
  const Tensor x = points.to(torch::kFloat64);
  const Tensor means = gmm_means();
  const Tensor squares = (x.unsqueeze(1) - means.unsqueeze(0)).square().sum(2);
  const Tensor log =
      torch::logsumexp(squares / (-2 * sd * sd), 1) - std::log(gaussians * 2 * pi * sd * sd);
  return log.to(points.scalar_type());
}

Tensor rings_log_density(const Tensor& points) {
  const Tensor r = points.to(torch::kFloat64).square().sum(1).sqrt().unsqueeze(1);
  const Tensor radii = 1 + torch::arange(circles, torch::kFloat64).unsqueeze(0);
  const Tensor squares = torch::cat({(r - radii).square(), (r + radii).square()}, 1);
  const Tensor log = torch::logsumexp(squares / (-2 * sd * sd), 1) -
                     std::log(circles * std::sqrt(2 * pi) * sd * 2 * pi) - r.squeeze(1).log();
  return log.to(points.scalar_type());
}

DataSource gmm(const PlaneConfig& config) {
  return plane_source(config, {"8 Gaussians, sd 0.15, on the circle of radius 1", 1.6, gmm_means(),
                               gmm_points, gmm_log_density});
}

DataSource rings(const PlaneConfig& config) {
  return plane_source(
      config, {"4 rings of radius 1 to 4, sd 0.15", 4.6, {}, rings_points, rings_log_density});
}

}  // namespace coopbench
