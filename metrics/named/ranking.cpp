#include "metrics/ranking.h"

#include "metrics/series.h"

namespace coopbench {
namespace {

using torch::Tensor;

std::vector<Input> two_series(const std::string& first, const std::string& second) {
  return {{.name = first, .kind = InputKind::series}, {.name = second, .kind = InputKind::series}};
}

Metric make_auroc(const NoSettings&) {
  return {two_series("positives", "negatives"), "auroc",
          [](const std::vector<Tensor>& in, Workers&) -> Measured {
            const Estimate found = auroc(numbers("positives", in[0]), numbers("negatives", in[1]));
            return {.estimate = found.estimate, .interval = Interval{found.low, found.high}};
          }};
}

Metric make_energy_gap(const NoSettings&) {
  return {two_series("train_energies", "held_out_energies"), "energy_gap",
          [](const std::vector<Tensor>& in, Workers&) {
            return energy_gap(numbers("train_energies", in[0]),
                              numbers("held_out_energies", in[1]));
          }};
}

}  // namespace

Metrics::Entry auroc_entry() {
  return entry("auroc", "area under the ROC curve of two sets of scores", make_auroc);
}
Metrics::Entry energy_gap_entry() {
  return entry("energy_gap", "mean energy of training less held-out data", make_energy_gap);
}

}  // namespace coopbench
