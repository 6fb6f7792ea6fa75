#include "experiments/evaluation/mmd_judge.h"

#include <limits>

#include "core/stream.h"
#include "data/batches.h"
#include "metrics/mmd.h"
#include "metrics/width.h"

namespace coopbench {
namespace {

bool finite(const torch::Tensor& x) { return x.abs().max().item<double>() <= 1e30; }

}  // namespace

MmdJudge::MmdJudge(const torch::Tensor& real, std::shared_ptr<Workers> workers,
                   std::optional<double> width)
    : real_(real.flatten(1)),
      workers_(std::move(workers)),
      width_(width ? *width : median_distance(real_)) {}

double MmdJudge::estimate(const torch::Tensor& samples) const {
  return finite(samples)
             ? mmd2(samples.flatten(1), real_, rbf_kernel({width_}), Estimator::unbiased, *workers_)
             : std::numeric_limits<double>::quiet_NaN();
}

std::optional<Estimate> MmdJudge::interval(const torch::Tensor& samples) const {
  if (!finite(samples)) return {};
  const KernelSums sums =
      kernel_sums(samples.flatten(1), real_, rbf_kernel({width_}), 3, *workers_);
  const Interval interval = mmd2_interval(sums);
  return Estimate{mmd2(sums, Estimator::unbiased), interval.low, interval.high};
}

torch::Tensor target_images(const Dataset& data, double data_noise, int64_t samples) {
  const Stream stream{.seed = 0, .purpose = Purpose::baseline};
  return perturb(data.train.rows(distinct(stream, data.train.size(), samples)), data_noise,
                 stream.with(Use::noise));
}

}  // namespace coopbench
