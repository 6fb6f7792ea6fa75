#include "data/plane.h"

#include <torch/types.h>

#include <numbers>

#include "core/stream.h"

namespace coopbench {
namespace {

using torch::Tensor;
constexpr double pi = std::numbers::pi;
constexpr double sd = 0.15;
constexpr int64_t gaussians = 8, circles = 4, arms = 5;
constexpr double moon_sd = 0.1, along = 0.3, across = 0.05, turning = 0.25;

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

/// Centres of the moons, [2, 2], and the signs of their arcs.
Tensor moon_centres() {
  return torch::tensor({-0.5, -0.25, 0.5, 0.25}, torch::kFloat64).reshape({2, 2});
}
Tensor moon_signs() { return torch::tensor({1.0, -1.0}, torch::kFloat64); }

Tensor moons_points(const Stream& stream, int64_t n) {
  const Tensor moon = groups(stream, n, 2).to(torch::kInt64);
  const Tensor arc = on_circle(uniform(stream, {n}, 0, pi, /*step=*/2));
  const Tensor middle =
      moon_centres().index_select(0, moon) + moon_signs().index_select(0, moon).unsqueeze(1) * arc;
  return (middle + moon_sd * normal(stream, {n, 2}, /*step=*/1)).to(torch::kFloat32);
}

/// Each point turned by an angle, [n, 2] and [n].
Tensor turned(const Tensor& x, const Tensor& angle) {
  const Tensor c = angle.cos(), s = angle.sin(), a = x.select(1, 0), b = x.select(1, 1);
  return torch::stack({c * a - s * b, s * a + c * b}, 1);
}

Tensor pinwheel_points(const Stream& stream, int64_t n) {
  const Tensor xi = normal(stream, {n, 2}, /*step=*/1).to(torch::kFloat64);
  const Tensor x = torch::stack({1 + along * xi.select(1, 0), across * xi.select(1, 1)}, 1);
  const Tensor arm = groups(stream, n, arms).to(torch::kFloat64) * (2 * pi / arms);
  return turned(x, arm + turning * x.norm(2, 1).exp()).to(torch::kFloat32);
}

/// Nodes and weights of Gauss and Legendre for the integral from 0 to 1 (Golub and Welsch 1969).
std::pair<Tensor, Tensor> quadrature(int64_t nodes) {
  const Tensor k = torch::arange(1, nodes, torch::kFloat64), b = k / (4 * k.square() - 1).sqrt();
  const auto [places, vectors] = torch::linalg_eigh(torch::diag(b, 1) + torch::diag(b, -1), "L");
  return {(places + 1) / 2, vectors[0].square()};
}

struct Law {
  std::string text;
  double view;
  double bandwidth;
  Tensor modes;
  Tensor (*points)(const Stream&, int64_t n);
  Tensor (*log_density)(const Tensor&);
};

DataSource plane_source(const PlaneConfig& config, const Law& law) {
  const ImageShape shape{.channels = 2, .side = 1};
  const auto load = [=](const TellLoading&) {
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
                   .bandwidth = law.bandwidth,
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

Tensor moons_log_density(const Tensor& points) {
  static const auto [places, weights] = quadrature(128);
  const Tensor arc = on_circle(pi * places);
  const Tensor places_of_both =
      torch::cat({moon_centres()[0] + arc, moon_centres()[1] - arc});  // [nodes of both, 2]
  const Tensor shares = torch::cat({weights, weights}).log();
  std::vector<Tensor> logs;
  for (const Tensor& x : points.to(torch::kFloat64).split(4096)) {
    const Tensor squares = (x.unsqueeze(1) - places_of_both.unsqueeze(0)).square().sum(2);
    logs.push_back(torch::logsumexp(squares / (-2 * moon_sd * moon_sd) + shares, 1));
  }
  return (torch::cat(logs) - std::log(2 * 2 * pi * moon_sd * moon_sd)).to(points.scalar_type());
}

Tensor pinwheel_log_density(const Tensor& points) {
  const Tensor x = points.to(torch::kFloat64), turn = turning * x.norm(2, 1).exp();
  std::vector<Tensor> logs;
  for (int64_t k = 0; k < arms; ++k) {
    // Far away, where exp overflows, any turning will do: no arm is near.
    const Tensor back =
        turned(x, torch::nan_to_num(-turn, 0, 0, 0) - static_cast<double>(k) * (2 * pi / arms));
    logs.push_back(((back.select(1, 0) - 1) / along).square() / -2 +
                   (back.select(1, 1) / across).square() / -2);
  }
  return (torch::logsumexp(torch::stack(logs), 0) - std::log(arms * 2 * pi * along * across))
      .to(points.scalar_type());
}

DataSource gmm(const PlaneConfig& config) {
  return plane_source(config, {"8 Gaussians, sd 0.15, on the circle of radius 1", 1.6, 0.1,
                               gmm_means(), gmm_points, gmm_log_density});
}

DataSource rings(const PlaneConfig& config) {
  return plane_source(
      config,
      {"4 rings of radius 1 to 4, sd 0.15", 4.6, 0.075, {}, rings_points, rings_log_density});
}

DataSource moons(const PlaneConfig& config) {
  return plane_source(
      config, {"two half circles of radius 1, sd 0.1", 2, 0, {}, moons_points, moons_log_density});
}

DataSource pinwheel(const PlaneConfig& config) {
  return plane_source(config,
                      {"a pinwheel of 5 arms", 2.4, 0, {}, pinwheel_points, pinwheel_log_density});
}

}  // namespace coopbench
