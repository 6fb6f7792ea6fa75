#include "metrics/energy_distance.h"

namespace coopbench {

double energy_distance(const torch::Tensor& generated, const torch::Tensor& real,
                       Estimator estimator, Workers& workers) {
  return mmd2(generated, real, distance_kernel(), estimator, workers);
}

}  // namespace coopbench
