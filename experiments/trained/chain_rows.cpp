#include "experiments/trained/chain_rows.h"

#include "experiments/evaluation/energies.h"
#include "metrics/modes.h"

namespace coopbench {

using torch::Tensor;

ChainRows::ChainRows(const TrainedRun& run, Tensor starts)
    : run_(run),
      starts_(std::move(starts)),
      judge_(measured_part(run.config.evaluation, run.parts.data)
                 .slice(0, run.config.evaluation.samples),
             run.parts.workers),
      floor_(
          judge_.estimate(target_images(run.parts.data, run.data_noise(),
                                        std::min(starts_.size(0), run.parts.data.train.size())))) {}

ChainRow ChainRows::of(const Tensor& x) const {
  const Tensor energies = sampled_energies(run_.parts, x);
  ChainRow row{.energy = energies.mean().item<double>(),
               .energy_sd = energies.std(energies.size(0) > 1).item<double>(),
               .gradient_norm = gradient_norms(run_.parts, x).mean().item<double>(),
               .mmd2 = judge_.estimate(x),
               .mmd2_floor = floor_,
               .displacement =
                   (x - starts_).flatten(1).to(torch::kFloat64).norm(2, 1).mean().item<double>()};
  if (run_.parts.data.view == 0)
    row.outside = (x.abs() > 1).to(torch::kFloat64).mean().item<double>();
  if (run_.parts.data.log_density && torch::isfinite(x).all().item<bool>()) add_known_law(row, x);
  return row;
}

void ChainRows::add_known_law(ChainRow& row, const Tensor& x) const {
  const Dataset& data = run_.parts.data;
  const Tensor points = x.flatten(1);
  row.true_log_density = data.log_density(points.to(torch::kFloat64)).mean().item<double>();
  if (!data.modes.defined()) return;
  const Measured found = modes(points, data.modes, data.mode_sd, 1, *run_.parts.workers);
  row.modes_hit = found.estimate;
  row.share_within = detail(found, "share_within");
  row.kl_modes = detail(found, "kl_uniform");
}

}  // namespace coopbench
