#include "metrics/metric.h"

namespace coopbench {

// Each in a file under named/.
Metrics::Entry mmd2_any();
Metrics::Entry mmd2_rbf();
Metrics::Entry mmd2_laplace();
Metrics::Entry mmd2_polynomial();
Metrics::Entry mmd2_aggregated_entry();
Metrics::Entry kid_entry();
Metrics::Entry energy_distance_entry();
Metrics::Entry precision_entry();
Metrics::Entry recall_entry();
Metrics::Entry density_entry();
Metrics::Entry coverage_entry();
Metrics::Entry improved_precision_entry();
Metrics::Entry improved_recall_entry();
Metrics::Entry sliced_wasserstein_entry();
Metrics::Entry max_sliced_wasserstein_entry();
Metrics::Entry frechet_entry();
Metrics::Entry c2st_entry();
Metrics::Entry c2st_cnn_entry();
Metrics::Entry parzen_entry();
Metrics::Entry memorising_entry();
Metrics::Entry modes_entry();
Metrics::Entry grid_kl_entry();
Metrics::Entry iact_entry();
Metrics::Entry ess_entry();
Metrics::Entry rhat_entry();
Metrics::Entry chain_travel_entry();
Metrics::Entry duplicates_entry();
Metrics::Entry acceptance_entry();
Metrics::Entry auroc_entry();
Metrics::Entry energy_gap_entry();
Metrics::Entry seeds_entry();
Metrics::Entry paired_seeds_entry();
Metrics::Entry stability_entry();

const Metrics& metrics() {
  static const Metrics all{"metric",
                           {
                               mmd2_any(),
                               mmd2_rbf(),
                               mmd2_laplace(),
                               mmd2_polynomial(),
                               mmd2_aggregated_entry(),
                               kid_entry(),
                               energy_distance_entry(),
                               precision_entry(),
                               recall_entry(),
                               density_entry(),
                               coverage_entry(),
                               improved_precision_entry(),
                               improved_recall_entry(),
                               sliced_wasserstein_entry(),
                               max_sliced_wasserstein_entry(),
                               frechet_entry(),
                               c2st_entry(),
                               c2st_cnn_entry(),
                               parzen_entry(),
                               memorising_entry(),
                               modes_entry(),
                               grid_kl_entry(),
                               iact_entry(),
                               ess_entry(),
                               rhat_entry(),
                               chain_travel_entry(),
                               duplicates_entry(),
                               acceptance_entry(),
                               auroc_entry(),
                               energy_gap_entry(),
                               seeds_entry(),
                               paired_seeds_entry(),
                               stability_entry(),
                           }};
  return all;
}

std::vector<Input> two_samples() { return {{"generated"}, {"real"}}; }

}  // namespace coopbench
