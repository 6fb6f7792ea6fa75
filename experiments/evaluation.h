#pragma once

#include "core/json.h"
#include "core/workers.h"
#include "experiments/config.h"
#include "metrics/mmd.h"

namespace coopbench {

/// A method's samples, the same for every method: its own starts, and K training steps from them,
/// with random numbers of their own, nothing absorbed, nothing clamped.
struct Samples {
  torch::Tensor start, end;  ///< [n, C, H, W]
  double r;                  ///< average gradient magnitude of the steps between them
  /// What the step rule counts: the share of the chains at each step, [K].
  std::map<std::string, std::vector<double>> shares = {};
  Chains chains = {};  ///< at their ends, with where they came from
};

/// n samples as the weights are at `iteration`. `chunk` chains run at once.
Samples draw_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                     int64_t chunk);

/// K training steps from fresh uniform noise, whatever the method.
torch::Tensor noise_samples(const RunParts& parts, uint64_t seed, int64_t iteration, int64_t n,
                            int64_t chunk);

/// Unbiased MMD^2 to a fixed set of real images, its width from those images alone.
class MmdJudge {
 public:
  MmdJudge(const torch::Tensor& real, std::shared_ptr<Workers> workers);
  /// NaN for samples that are not finite.
  double estimate(const torch::Tensor& samples) const;
  /// The estimate with its 95 % interval as JSON; null for samples that are not finite.
  Json interval(const torch::Tensor& samples) const;
  double width() const { return width_; }

 private:
  torch::Tensor real_;
  std::shared_ptr<Workers> workers_;
  double width_;
};

/// Training images that stand for perfect samples: the same whatever the run's seed.
torch::Tensor baseline_images(const Dataset& data, int64_t samples);

/// What a sample is worth: MMD^2 of as many train images, uniform noise and copies of the mean
/// image. The rows do not depend on the run's seed.
Json baselines(const MmdJudge& judge, const Dataset& data, int64_t samples);

/// Energy-difference stability of a run from the d and r of its iterations.
Json stability_json(const std::vector<double>& d, const std::vector<double>& r);

/// True and learned log density on a grid, each normalised on it: x [g], y [g], true_log and
/// learned [g (y), g (x)].
struct Densities {
  torch::Tensor x, y, true_log, learned;
};
Densities densities(const RunParts& parts, double energy_scale);

}  // namespace coopbench
