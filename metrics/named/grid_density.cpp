#include "metrics/grid_density.h"

namespace coopbench {
namespace {

Metric make_grid_kl(const NoSettings&) {
  return {{{"learned_log", InputKind::series}, {"true_log", InputKind::series}},
          "grid_kl",
          [](const std::vector<torch::Tensor>& in, Workers&) { return grid_kl(in[0], in[1]); },
          Better::lower};
}

}  // namespace

Metrics::Entry grid_kl_entry() {
  return entry("grid_kl", "KL divergence of two densities on a grid", make_grid_kl);
}

}  // namespace coopbench
