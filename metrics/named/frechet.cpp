#include "metrics/frechet.h"

namespace coopbench {
namespace {

Metric make_frechet(const NoSettings&) {
  return {two_samples(), "frechet",
          [](const std::vector<torch::Tensor>& in, Workers& workers) {
            return frechet(in[0], in[1], workers);
          },
          Better::lower};
}

}  // namespace

Metrics::Entry frechet_entry() {
  return entry("frechet", "Frechet distance between Gaussian fits", make_frechet);
}

}  // namespace coopbench
