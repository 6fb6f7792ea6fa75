#include "experiments/evaluation/measurement.h"

namespace coopbench {

Measurements::Entry mmd2_measurement();
Measurements::Entry blocks_measurement();
Measurements::Entry baselines_measurement();
Measurements::Entry quality_measurement();
Measurements::Entry grid_measurement();
Measurements::Entry annealing_measurement();
Measurements::Entry modes_measurement();
Measurements::Entry auroc_measurement();
Measurements::Entry gap_measurement();
Measurements::Entry memorising_measurement();
Measurements::Entry travel_measurement();
Measurements::Entry duplicates_measurement();
Measurements::Entry memory_measurement();
Measurements::Entry long_run_measurement();
Measurements::Entry further_steps_measurement();
Measurements::Entry saturation_measurement();
Measurements::Entry step_counts_measurement();
Measurements::Entry loss_terms_measurement();
Measurements::Entry stability_measurement();
Measurements::Entry health_measurement();
Measurements::Entry rewinds_measurement();

const Measurements& measurements() {
  static const Measurements all(
      "measurement",
      {mmd2_measurement(),        blocks_measurement(),        baselines_measurement(),
       quality_measurement(),     grid_measurement(),          annealing_measurement(),
       modes_measurement(),       auroc_measurement(),         gap_measurement(),
       memorising_measurement(),  travel_measurement(),        duplicates_measurement(),
       memory_measurement(),      long_run_measurement(),      saturation_measurement(),
       step_counts_measurement(), further_steps_measurement(), stability_measurement(),
       health_measurement(),      rewinds_measurement(),       loss_terms_measurement()});
  return all;
}

}  // namespace coopbench
