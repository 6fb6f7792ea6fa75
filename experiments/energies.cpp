#include "experiments/energies.h"

#include "ebm/input_gradient.h"
#include "ebm/noise_start.h"
#include "experiments/or_why.h"
#include "metrics/compressed_size.h"
#include "metrics/ranking.h"
#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kAtOnce = 64;

template <class Function>
Tensor for_images(const Tensor& x, Function function) {
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < x.size(0); i += kAtOnce)
    parts.push_back(function(x.slice(0, i, i + kAtOnce)).to(torch::kFloat64));
  return torch::cat(parts);
}

using Scores = std::vector<std::pair<std::string, std::vector<double>>>;

/// Each is higher for what is like the data.
Scores scores_of(const RunParts& parts, const Tensor& mean, const Tensor& x) {
  const Tensor distance = (x - mean).flatten(1).to(torch::kFloat64).square().sum(1).sqrt();
  return {{"energy", numbers("energies", -true_energies(parts, x))},
          {"gradient", numbers("gradient norms", -gradient_norms(parts, x))},
          {"mean_distance", numbers("distances", -distance)},
          {"compressed_size", numbers("sizes", -compressed_sizes(x))}};
}

Json estimate_json(const std::vector<double>& positives, const std::vector<double>& negatives) {
  return or_why([&]() -> Json {
    const Estimate e = auroc(positives, negatives);
    return {{"estimate", e.estimate}, {"low", e.low}, {"high", e.high}};
  });
}

std::vector<std::pair<std::string, Tensor>> negatives(const RunConfig& config,
                                                      const RunParts& parts, const Tensor& real) {
  const int64_t n = real.size(0);
  const auto stream = [](int64_t kind) {
    return Stream{.seed = 0, .purpose = Purpose::negatives, .iteration = kind};
  };
  const Tensor grey = uniform(stream(1), {n, 1, 1, 1}, -1, 1).expand_as(real);
  const Tensor partners = real.roll(1, 0);
  std::vector<std::pair<std::string, Tensor>> all = {
      {"uniform_noise", noise_images(stream(0), n, parts.data.shape)},
      {"constants", grey},
      {"means", (real + partners) / 2}};
  if (parts.against.defined())
    all.emplace_back(std::filesystem::path(config.evaluation.against).filename(),
                     parts.against.slice(0, 0, n));
  return all;
}

Json aurocs(const RunConfig& config, const RunParts& parts, const Tensor& real) {
  const Tensor mean = parts.data.train.all().mean(0, true);
  const Scores positives = scores_of(parts, mean, real);
  Json all = Json::object();
  for (const auto& [name, images] : negatives(config, parts, real)) {
    const Scores found = scores_of(parts, mean, images);
    for (size_t i = 0; i < found.size(); ++i)
      all[name][found[i].first] = estimate_json(positives[i].second, found[i].second);
  }
  return all;
}

Json gap(const RunParts& parts, const Tensor& real) {
  const Tensor train = parts.data.train.slice(0, real.size(0));
  return or_why([&]() -> Json {
    const Measured found = energy_gap(numbers("energies", true_energies(parts, train)),
                                      numbers("energies", true_energies(parts, real)));
    return {{"estimate", found.estimate},
            {"low", found.interval->low},
            {"high", found.interval->high},
            {"p_value", found.p_value.value_or(1)}};
  });
}

}  // namespace

Tensor true_energies(const RunParts& parts, const Tensor& x) {
  const torch::NoGradGuard no_grad;
  return for_images(x, [&](const Tensor& part) { return parts.state.evaluated().forward(part); }) *
         parts.energy_scale;
}

Tensor gradient_norms(const RunParts& parts, const Tensor& x) {
  const Energy& energy = parts.state.evaluated();
  const FrozenWeights frozen(energy.trained());
  const auto u = [&](const Tensor& at) { return energy.forward(at); };
  return for_images(x,
                    [&](const Tensor& part) {
                      return autograd_gradient(u, part).gradient.flatten(1).norm(2, 1);
                    }) *
         parts.energy_scale;
}

Json energy_report(const RunConfig& config, const RunParts& parts, const Tensor& real) {
  Json report = Json::object();
  if (!parts.data.log_density)
    report["auroc"] = or_why([&] { return aurocs(config, parts, real); });
  report["gap"] = gap(parts, real);
  return report;
}

}  // namespace coopbench
