#include "experiments/evaluation.h"

#include <limits>

#include "ebm/noise_start.h"
#include "metrics/stability.h"
#include "metrics/width.h"

namespace coopbench {
namespace {

/// K training steps from these starts as the weights are now.
Ends ends_of(const RunParts& parts, const Chains& starts, const Stream& stream, int64_t chunk) {
  return sample_in_chunks(parts.sampler(parts.state.evaluated(), parts.data.shape), starts, stream,
                          chunk);
}

bool finite(const torch::Tensor& x) { return x.abs().max().item<double>() <= 1e30; }

Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(finite_or_null(value));
  return list;
}

}  // namespace

Samples draw_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                     int64_t chunk) {
  const Chains starts = parts.state.start->draw_eval(
      n, {.seed = seed, .purpose = Purpose::evaluation_start, .iteration = iteration});
  const Ends ends =
      ends_of(parts, starts,
              {.seed = seed, .purpose = Purpose::evaluation_step, .iteration = iteration}, chunk);
  return {starts.x, ends.chains.x, ends.r, ends.shares, ends.chains};
}

torch::Tensor noise_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                            int64_t chunk) {
  const auto stream = [&](Purpose purpose) {
    return Stream{.seed = seed, .purpose = purpose, .iteration = iteration, .use = Use::from_noise};
  };
  const Chains starts{noise_images(stream(Purpose::evaluation_start), n, parts.data.shape)};
  return ends_of(parts, starts, stream(Purpose::evaluation_step), chunk).chains.x;
}

MmdJudge::MmdJudge(const torch::Tensor& real, std::shared_ptr<Workers> workers)
    : real_(real.flatten(1)), workers_(std::move(workers)), width_(median_distance(real_)) {}

double MmdJudge::estimate(const torch::Tensor& samples) const {
  return finite(samples)
             ? mmd2(samples.flatten(1), real_, rbf_kernel({width_}), Estimator::unbiased, *workers_)
             : std::numeric_limits<double>::quiet_NaN();
}

Json MmdJudge::interval(const torch::Tensor& samples) const {
  if (!finite(samples)) return {};
  const KernelSums sums =
      kernel_sums(samples.flatten(1), real_, rbf_kernel({width_}), 3, *workers_);
  const Interval interval = mmd2_interval(sums);
  return {{"estimate", mmd2(sums, Estimator::unbiased)},
          {"low", interval.low},
          {"high", interval.high}};
}

torch::Tensor baseline_images(const Dataset& data, int64_t samples) {
  const Stream stream{.seed = 0, .purpose = Purpose::baseline};
  return data.train.rows(distinct(stream, data.train.size(), samples));
}

Json baselines(const MmdJudge& judge, const Dataset& data, int64_t samples) {
  const torch::Tensor train = baseline_images(data, samples);
  const torch::Tensor noise =
      noise_images({.seed = 0, .purpose = Purpose::baseline, .iteration = 1}, samples, data.shape);
  const torch::Tensor mean = data.train.all().mean(0, true).expand_as(train);
  return {{"train", judge.interval(train)},
          {"uniform_noise", judge.interval(noise)},
          {"mean_image", judge.interval(mean)}};
}

Json stability_json(const std::vector<double>& d, const std::vector<double>& r) {
  const Stability s = stability(d, r);
  return {{"verdict", name(s.verdict)}, {"b", finite_or_null(s.b)},  {"tau", finite_or_null(s.tau)},
          {"window", s.window},         {"acf_d", numbers(s.acf_d)}, {"acf_r", numbers(s.acf_r)},
          {"cross", numbers(s.cross)}};
}

Densities densities(const RunParts& parts, double energy_scale) {
  const torch::NoGradGuard no_grad;
  constexpr int64_t side = 200;
  const torch::Tensor axis =
      torch::linspace(-parts.data.view, parts.data.view, side, torch::kFloat32);
  const torch::Tensor points = torch::stack({axis.repeat({side}), axis.repeat_interleave(side)}, 1);
  const double log_cell = 2 * std::log(2 * parts.data.view / (side - 1));
  const auto normalised = [&](const torch::Tensor& log_density) {
    const torch::Tensor wide = log_density.to(torch::kFloat64);
    return (wide - wide.logsumexp(0) - log_cell).to(torch::kFloat32).reshape({side, side});
  };
  const torch::Tensor energies =
      parts.state.evaluated().forward(points.unsqueeze(-1).unsqueeze(-1));
  return {axis, axis, normalised(parts.data.log_density(points)),
          normalised(-energy_scale * energies.to(torch::kFloat64))};
}

}  // namespace coopbench
