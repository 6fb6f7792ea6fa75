#include "benchmarks/step_rows.h"

namespace coopbench {
namespace {

constexpr double variance = 1, covariance = 0.8;

/// x' S^-1 x / 2 of points [n, 2, 1, 1]: the target of torchebm's own Langevin example.
struct CorrelatedGaussian : Energy {
  torch::Tensor forward(const torch::Tensor& x) const override {
    const torch::Tensor points = x.flatten(1);
    return 0.5 * (points.matmul(precision) * points).sum(1);
  }
  torch::Tensor precision =
      torch::tensor({{variance, covariance}, {covariance, variance}}).inverse();
};

Layers layers_of(const StepRow& row) {
  if (row.net.is_null()) return {};
  return energy_nets().make({energy_nets().resolve(row.net, row.name)}, row.shape).layers;
}

double multiply_adds(const Layer& layer, ImageShape input) {
  const auto behind = static_cast<double>(shape_after(layer, input).numbers());
  if (const auto* conv = std::get_if<Conv>(&layer))
    return behind * static_cast<double>(conv->in * conv->kernel * conv->kernel);
  if (const auto* linear = std::get_if<Linear>(&layer))
    return behind * static_cast<double>(linear->in);
  return 0;
}

/// As the peers take it, on this input. A fully connected layer is a convolution over all of it.
Json json_of(const Layer& layer, ImageShape input) {
  if (const auto* linear = std::get_if<Linear>(&layer))
    return {{"layer", "conv"},      {"in", input.channels}, {"out", linear->out},
            {"kernel", input.side}, {"stride", 1},          {"padding", {0, 0}}};
  if (const auto* conv = std::get_if<Conv>(&layer))
    return {{"layer", "conv"},        {"in", conv->in},
            {"out", conv->out},       {"kernel", conv->kernel},
            {"stride", conv->stride}, {"padding", {conv->before, conv->after}}};
  if (const auto* relu = std::get_if<LeakyRelu>(&layer))
    return {{"layer", "leaky_relu"}, {"slope", relu->slope}};
  throw std::logic_error("the peers know no layer '" + describe(layer) + "'");
}

}  // namespace

std::vector<StepRow> step_rows() {
  const auto vanilla = [](int64_t n_f) { return Json{{"name", "anatomy_vanilla"}, {"n_f", n_f}}; };
  Json short_run = vanilla(64);
  short_run["slope"] = 0.2;
  const Json toy{{"name", "anatomy_toy"}};
  Json wide = toy;
  wide["widths"] = {128, 128};
  return {
      {"vanilla_nf16_64x1x16x16", vanilla(16), 64, {1, 16}, 20},
      {"vanilla_nf8_64x1x32x32", vanilla(8), 64, {1, 32}, 20},
      {"vanilla_nf32_100x3x32x32", vanilla(32), 100, {3, 32}, 20},
      {"short_run_nf64_64x3x32x32", short_run, 64, {3, 32}, 20},
      {"toy_100", toy, 100, {2, 1}, 200},
      // torchebm's example of contrastive divergence, with leaky ReLU in place of SiLU.
      {"torchebm_mlp_256", wide, 256, {2, 1}, 200, 0.1, std::sqrt(2 * 0.1)},
      // torchebm's own Langevin example.
      {"torchebm_gaussian_2000", nullptr, 2000, {2, 1}, 500, 0.02, std::sqrt(2 * 0.02)},
  };
}

std::unique_ptr<Energy> energy_of(const StepRow& row) {
  if (row.net.is_null()) return std::make_unique<CorrelatedGaussian>();
  return std::make_unique<NetworkEnergy>(
      energy_nets().make({energy_nets().resolve(row.net, row.name)}, row.shape), 1);
}

double flop_of_step(const StepRow& row) {
  double sum = 0;
  ImageShape shape = row.shape;
  for (const Layer& layer : layers_of(row)) {
    sum += multiply_adds(layer, shape);
    shape = shape_after(layer, shape);
  }
  return 2 * 2 * sum * static_cast<double>(row.chains);
}

Json json_of(const std::vector<StepRow>& rows) {
  Json all = Json::array();
  for (const StepRow& row : rows) {
    Json layers = Json::array();
    ImageShape shape = row.shape;
    for (const Layer& layer : layers_of(row)) {
      layers.push_back(json_of(layer, shape));
      shape = shape_after(layer, shape);
    }
    Json json{{"row", row.name},
              {"shape", {row.chains, row.shape.channels, row.shape.side, row.shape.side}},
              {"steps", row.steps},
              {"step_size", row.step_size},
              {"noise_scale", row.noise_scale},
              {"flop", flop_of_step(row)},
              {"layers", layers}};
    if (layers.empty()) json["covariance"] = {{variance, covariance}, {covariance, variance}};
    all.push_back(json);
  }
  return all;
}

}  // namespace coopbench
